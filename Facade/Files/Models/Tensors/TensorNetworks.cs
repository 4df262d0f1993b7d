using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Networks from files that hold tensors and no graph: safetensors and npz.</summary>
/// <remarks>Without an architecture file the matrices are taken for the layers of a dense network, and every guess is an assumption of the result; tensors that fit no such network
/// are unsupported with the reason, and still listed with their numbers.</remarks>
public static class TensorNetworks
{
    /// <summary>Reads the structure of a file; which format it has is told from its first bytes.</summary>
    /// <param name="path">A file of safetensors or npz.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>The network or, tensor by tensor, why there is none; an error when the file cannot be read or holds no tensor.</returns>
    public static Either<Error, ModelFile> Open(string path, ModelOptions? options = null)
    {
        var reading = options ?? ModelOptions.Default;
        return Arrays(path, reading.Limits).Bind(opened => Of(path, opened.Format, opened.File));
    }

    /// <summary>Reads the structure of bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How it is read.</param>
    public static Either<Error, ModelFile> Parse(byte[] bytes, string name, ModelOptions? options = null)
    {
        var limits = (options ?? ModelOptions.Default).Limits;
        return IsZip(bytes) ? Npz.Parse(bytes, name, limits).Bind(file => Of(name, "npz", file)) : Safetensors.Parse(bytes, name, limits).Bind(file => Of(name, "safetensors", file));
    }

    private static Either<Error, ModelFile> Of(string path, string format, ArrayFile file) => FileReading.Run(path, () =>
    {
        if (file.Entries.Count == 0)
            throw FileFault.Malformed(file.Source, "it holds no tensor", "give a file with the weights of a network");
        var guess = NetworkGuess.Of(file);
        var types = string.Join(" and ", file.Entries.Map(static e => NetworkGuess.TypeName(e.Type)).Distinct());
        return guess.Bound.Match(
            bound => new ModelFile(file.Source, $"{format}, {types}", guess.Coverage, bound.Tensors(path), guess.Assumptions, () => bound.Load(path)),
            () => new ModelFile(file.Source, $"{format}, {types}", guess.Coverage, LooseTensors.Of(path, file), guess.Assumptions, () => Unknown(file.Source, guess.Coverage)));
    });

    private static Either<Error, LoadedNetwork> Unknown(string source, Arr<NodeCoverage> coverage)
    {
        var first = coverage.Find(static c => c.Treatment is Treatment.Unsupported);
        var reason = first.Match(static c => $"of '{c.Node}' {((Treatment.Unsupported)c.Treatment).Reason}", static () => "nothing says how");
        return new Error.Unsupported($"A network from the tensors of {source}", FileFault.Clean(reason), "see its coverage, tensor by tensor");
    }

    private static Either<Error, (string Format, ArrayFile File)> Arrays(string path, ReadLimits limits) => FileReading.Run(path, () =>
    {
        using var source = ByteSource.Open(path);
        Span<byte> first = stackalloc byte[(int)Math.Min(4, source.Length)];
        source.Read(0, first, "its first bytes");
        return IsZip(first);
    }).Bind(isZip => isZip ? Npz.Open(path, limits).Map(static f => ("npz", f)) : Safetensors.Open(path, limits).Map(static f => ("safetensors", f)));

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', ..];
}
