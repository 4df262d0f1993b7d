using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>The fingerprint of weights that pass by one tensor at a time: SHA-256 of their bits as little-endian doubles.</summary>
internal sealed class WeightsDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    internal void Add(Matrix matrix)
    {
        // A row at a time: a tensor may have more bytes than a span can hold.
        for (var i = 0; i < matrix.Rows; i++)
            _hash.AppendData(MemoryMarshal.AsBytes(matrix.Row(i)));
    }

    internal string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());
}
