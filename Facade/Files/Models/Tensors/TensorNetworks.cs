using System.Text.Json;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Files;

/// <summary>Networks from files that hold tensors and no graph: safetensors and npz.</summary>
/// <remarks>Files of this program say their architecture themselves. Without that and without an architecture file the matrices are taken for the layers of a dense network, and every guess is an assumption of the result; tensors that fit no such network
/// are unsupported with the reason, and still listed with their numbers.</remarks>
public static class TensorNetworks
{
    /// <summary>Reads the structure of a file; which format it has is told from its first bytes.</summary>
    /// <param name="path">A file of safetensors or npz, or the folder of a training run.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>The network or, tensor by tensor, why there is none; an error when a file cannot be read, holds no tensor, or does not fit its architecture.</returns>
    public static Either<Error, ModelFile> Open(string path, ModelOptions? options = null)
    {
        var reading = options ?? ModelOptions.Default;
        if (Directory.Exists(path))
            return RunFolderNetworks.Open(path, reading);
        return Arrays(path, reading.Limits).Bind(opened => Of(path, opened.Format, opened.File, reading));
    }

    /// <summary>Reads the structure of bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How it is read.</param>
    public static Either<Error, ModelFile> Parse(byte[] bytes, string name, ModelOptions? options = null)
    {
        var reading = options ?? ModelOptions.Default;
        return IsZip(bytes)
            ? Npz.Parse(bytes, name, reading.Limits).Bind(file => Of(name, "npz", file, reading))
            : Safetensors.Parse(bytes, name, reading.Limits).Bind(file => Of(name, "safetensors", file, reading));
    }

    private static Either<Error, ModelFile> Of(string path, string format, ArrayFile file, ModelOptions options) => FileReading.Run(path, () =>
    {
        var types = string.Join(" and ", file.Entries.Filter(static e => e.Name != EmbeddedArchitecture.Member).Map(static e => NetworkGuess.TypeName(e.Type)).Distinct());
        var given = options.Architecture.MatchUnsafe<string?>(static a => a, static () => null);
        if (given is not null)
            return Described(path, $"{format}, {types}, with the architecture {FileReading.Name(given)}", file, FileReading.Name(given), Document(given, options.Limits), options.Limits);
        if (EmbeddedArchitecture.Find(file, options.Limits) is { } own)
            return Described(path, $"{format}, {types}, by marginalia", file, file.Source, own, options.Limits);
        var guess = file.Entries.Count > 0 ? NetworkGuess.Of(file, isOrdered: format == "npz") : throw FileFault.Malformed(file.Source, "it holds no tensor", "give a file with the weights of a network");
        return guess.Bound.Match(
            bound => new ModelFile(file.Source, $"{format}, {types}", guess.Coverage, bound.Tensors(path), guess.Assumptions, () => bound.Load(path)),
            () => new ModelFile(file.Source, $"{format}, {types}", guess.Coverage, LooseTensors.Of(path, file), guess.Assumptions,
                () => new Error.Unsupported($"A network from the tensors of {file.Source}", guess.Obstacle, NetworkGuess.Advice)));
    });

    // A fault of the architecture file is told under its own name.
    private static JsonElement Document(string path, ReadLimits limits) =>
        FileReading.Run(path, () => StrictJson.OfFile(path, limits)).Match(static d => d, static e => throw new FileFault(e));

    private static ModelFile Described(string path, string format, ArrayFile file, string source, JsonElement document, ReadLimits limits)
    {
        // A training state holds all parameters in one vector.
        if (file.Entries.Find(static e => e.Name == EmbeddedArchitecture.Flat).MatchUnsafe<ArrayEntry?>(static e => e, static () => null) is { } flat)
        {
            var described = ArchitectureReader.Read(source, document, null, limits);
            var state = new BoundNetwork(described.Network, FlatParameters.Sources(file.Source, flat, described.Network), described.Ending);
            return new(
                file.Source, format, described.Network.Nodes.Map(static n => new NodeCoverage(n.Name, n.Operation.Text, new Treatment.Audited())), state.Tensors(path), Arr<string>.Empty, () => state.Load(path));
        }

        var reading = ArchitectureReader.Read(source, document, file, limits);
        var bound = reading.Bound;
        var left = reading.LeftOut(file);
        var assumptions = left.Count == 0 ? reading.Assumptions : reading.Assumptions.Add(
            $"The architecture leaves out {left.Count} of the tensors: {FileFault.Clean(string.Join(", ", left.Take(10)) + (left.Count > 10 ? ", ..." : ""))}.");
        return new(file.Source, format, reading.Coverage(file), bound.Tensors(path), assumptions, () => bound.Load(path));
    }

    private static Either<Error, (string Format, ArrayFile File)> Arrays(string path, ReadLimits limits) => FileReading.Run(path, () =>
    {
        using var source = ByteSource.Open(path);
        Span<byte> first = stackalloc byte[(int)Math.Min(4, source.Length)];
        source.Read(0, first, "its first bytes");
        ForeignFormats.Refuse(source.Name, first);
        if (IsZip(first))
            ForeignFormats.Refuse(source.Name, ZipDirectory.Read(source, limits).Select(static m => m.Name));
        return IsZip(first);
    }).Bind(isZip => isZip ? Npz.Open(path, limits).Map(static f => ("npz", f)) : Safetensors.Open(path, limits).Map(static f => ("safetensors", f)));

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', ..];
}
