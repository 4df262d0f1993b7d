using System.Text;
using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The architecture that this program writes into its own files of tensors, so that they are read back without a second file.</summary>
internal static class EmbeddedArchitecture
{
    /// <summary>The key of the metadata of safetensors.</summary>
    public const string Metadata = "marginalia.architecture";

    /// <summary>The array of bytes in an npz file.</summary>
    public const string Member = "marginalia.architecture";

    /// <summary>The flat parameter vector of a training state.</summary>
    public const string Flat = "theta";

    /// <summary>The document in a file, or null when there is none.</summary>
    public static JsonElement? Find(ArrayFile file, ReadLimits limits)
    {
        if (file.Metadata.Find(Metadata).MatchUnsafe<string?>(static t => t, static () => null) is { } text)
            return StrictJson.Of(file.Source, Encoding.UTF8.GetBytes(text), limits);
        if (!file.Entries.Exists(static e => e.Name == Member))
            return null;
        var entry = file.Entries.First(static e => e.Name == Member);
        if (entry.Type != ElementType.UInt8 || entry.Count > limits.MaximumHeader)
            throw FileFault.Malformed(file.Source, $"'{Member}' is no text of at most {limits.MaximumHeader} bytes", "leave it out, or write it as an array of bytes");
        var bytes = entry.Load().Match(static a => a, static e => throw new FileFault(e)).Values;
        return StrictJson.Of(file.Source, System.Array.ConvertAll(bytes.ToArray(), static b => (byte)b), limits);
    }

    /// <summary>The array for an npz file.</summary>
    public static NumericArray Array(Network network)
    {
        var bytes = Encoding.UTF8.GetBytes(ArchitectureWriter.Text(network));
        return NumericArray.Of(ElementType.UInt8, new Arr<int>([bytes.Length]), Vector.Of([.. bytes.Select(static b => (double)b)]));
    }
}
