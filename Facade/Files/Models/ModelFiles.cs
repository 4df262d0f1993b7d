using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Networks from files of any format that this program reads, told apart by their first bytes and not by their names.</summary>
public static class ModelFiles
{
    /// <summary>The formats, for messages.</summary>
    public const string Formats = "ONNX, safetensors, npz, JSON or a run folder";

    private enum Kind
    {
        Unknown,
        Tensors,
        Onnx,
        Json,
    }

    /// <summary>Reads the structure of a network; its numbers stay in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>The network with what was made of every node, or why the file cannot be read.</returns>
    public static Either<Error, ModelFile> Open(string path, ModelOptions options) => FileReading.Run(path, () => Of(path)).Bind(kind => kind switch
    {
        Kind.Tensors => TensorNetworks.Open(path, options),
        Kind.Json => JsonNetworks.Open(path, options).Map(file => WithoutArchitecture(file, options)),
        Kind.Onnx => OnnxNetworks.Open(path, options).Map(file => WithoutArchitecture(file, options)),
        _ => Left<Error, ModelFile>(new Error.Malformed(FileReading.Name(path), "is in no format of networks that is known here", $"give {Formats}")),
    });

    // Several models may be read with one architecture file, so it is no error that one of them has no use for it.
    private static ModelFile WithoutArchitecture(ModelFile file, ModelOptions options) => options.Architecture.Match(
        given => file with { Assumptions = file.Assumptions.Add($"The architecture file '{FileReading.Name(given)}' was not used: {file.Source} says itself how its network is made.") },
        () => file);

    private static Kind Of(string path)
    {
        if (Directory.Exists(path))
            return Kind.Tensors;
        using var source = ByteSource.Open(path);
        if (source.Length == 0)
            throw FileFault.Malformed(source.Name, "is empty", $"give {Formats}");
        Span<byte> start = stackalloc byte[(int)Math.Min(64, source.Length)];
        source.Read(0, start, "its first bytes");
        ForeignFormats.Refuse(source.Name, start);
        // A header of safetensors is text in braces after its length; ONNX has no mark, but is never text alone.
        return ZipDirectory.Begins(start) || start is [_, _, _, _, _, _, _, _, (byte)'{', ..] ? Kind.Tensors : !IsText(start) ? Kind.Onnx
            : start.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? Kind.Json : Kind.Unknown;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return false;
        }

        return true;
    }
}
