using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Marginalia.Numerics;

namespace Marginalia.Data;

/// <summary>The fingerprint of data: equal exactly when kind, shapes and bits are.</summary>
/// <remarks>
/// SHA-256 over: the text "marginalia/data/1", then for each array its name, one byte 0, the shape as little-endian 32-bit integers and the
/// entries row by row as little-endian 64-bit doubles (labels as 32-bit integers). Fixed for ever, because records on disk hold it.
/// </remarks>
public static class ContentHash
{
    /// <summary>The fingerprint of inputs and targets, as 64 lower-case hexadecimal digits.</summary>
    /// <param name="inputs">The inputs, n x d.</param>
    /// <param name="targets">The targets.</param>
    public static string Of(Matrix inputs, Targets targets)
    {
        using var hash = Start();
        Add(hash, "inputs", [inputs.Rows, inputs.Columns], MemoryMarshal.AsBytes(inputs.Span));
        switch (targets)
        {
            case Targets.Signs s:
                Add(hash, "signs", [s.Labels.Length], MemoryMarshal.AsBytes(s.Labels.Span));
                break;
            case Targets.Classes c:
                Add(hash, "classes", [c.Labels.Length, c.Count], MemoryMarshal.AsBytes(c.Labels.Span));
                break;
            case Targets.Values v:
                Add(hash, "values", [v.Matrix.Rows, v.Matrix.Columns], MemoryMarshal.AsBytes(v.Matrix.Span));
                break;
        }

        return Finish(hash);
    }

    /// <summary>The fingerprint of one vector, for instance of parameters.</summary>
    /// <param name="vector">Any vector.</param>
    public static string Of(Vector vector)
    {
        using var hash = Start();
        Add(hash, "vector", [vector.Length], MemoryMarshal.AsBytes(vector.Span));
        return Finish(hash);
    }

    private static IncrementalHash Start()
    {
        // The processors .NET supports for us are little-endian; another one would silently give other fingerprints.
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Content hashes need a little-endian processor.");
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("marginalia/data/1"u8);
        return hash;
    }

    private static void Add(IncrementalHash hash, string name, ReadOnlySpan<int> shape, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData([0]);
        Span<byte> word = stackalloc byte[4];
        foreach (var size in shape)
        {
            BinaryPrimitives.WriteInt32LittleEndian(word, size);
            hash.AppendData(word);
        }

        hash.AppendData(bytes);
    }

    private static string Finish(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
