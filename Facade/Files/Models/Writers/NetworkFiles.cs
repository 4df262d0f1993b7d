using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Writes networks of this program as files that it, and other programs, read.</summary>
/// <remarks>Safetensors and npz hold one tensor for each block, named as in the layout, and the architecture as text; in double they give the network back to the bit.</remarks>
public static class NetworkFiles
{
    /// <summary>The bytes of a safetensors file with the architecture in its metadata.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="type">The stored type; numbers are rounded where it is narrower than double.</param>
    /// <returns>The bytes; an error when the parameters are not of the network, or the type is no floating-point one or too narrow for a number.</returns>
    public static Either<Error, byte[]> ToSafetensors(Network network, Parameters parameters, ElementType type = ElementType.Float64) =>
        Tensors(network, parameters, type).Map(tensors => Safetensors.ToBytes(tensors, Map((EmbeddedArchitecture.Metadata, ArchitectureWriter.Text(network)))));

    /// <summary>The bytes of an npz file with the architecture as an array of bytes.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="type">The stored type; numbers are rounded where it is narrower than double.</param>
    /// <returns>The bytes; an error when the parameters are not of the network, or the type is no floating-point one or too narrow for a number.</returns>
    public static Either<Error, byte[]> ToNpz(Network network, Parameters parameters, ElementType type = ElementType.Float64) =>
        Tensors(network, parameters, type).Map(tensors => Npz.ToBytes(tensors.Append((EmbeddedArchitecture.Member, EmbeddedArchitecture.Array(network)))));

    /// <summary>An ONNX model of operator set 17 for batches of any size: value "input" to value "output", weights named as in the layout.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="type">Float64 or float32.</param>
    /// <returns>The model, which <see cref="Onnx.ToBytes"/> makes a file of; unsupported for circular padding, dilated average pools and recurrent activations that the operator set
    /// lacks; an error when the parameters are not of the network or the type is another.</returns>
    public static Either<Error, OnnxModel> ToOnnx(Network network, Parameters parameters, ElementType type = ElementType.Float64) =>
        type is ElementType.Float64 or ElementType.Float32
            ? Tensors(network, parameters, type).Bind(_ => FileReading.Run("model", () => OnnxExport.Model(network, parameters, type)))
            : new Error.ParameterDomain("the type of the weights", NetworkGuess.TypeName(type), "float32 or float64");

    /// <summary>The endings of the files that <see cref="Write"/> writes, for messages.</summary>
    public const string Endings = ".onnx, .safetensors or .npz";

    /// <summary>Whether a network can be written under a name, before any work is done; nothing is left behind.</summary>
    /// <param name="path">The name of a file.</param>
    /// <returns>The name; an error when its ending is none of <see cref="Endings"/>, or its folder does not take files.</returns>
    public static Either<Error, string> CheckName(string path) => Path.GetExtension(path).ToLowerInvariant() is not (".onnx" or ".safetensors" or ".npz")
        ? new Error.ParameterDomain("the file to export to", $"'{path}'", $"a name that ends in {Endings}")
        : FileReading.Run(path, () =>
        {
            if (Directory.Exists(path))
                throw FileFault.Inaccessible(path, "it is a folder");
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            // A folder that is not there yet is made when the file is written.
            if (Directory.Exists(folder))
                new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
                if (File.Exists(at))
                    throw FileFault.Inaccessible(path, $"'{at}' is a file, not a folder");
            return path;
        });

    /// <summary>Writes a network in the format that the ending of the name says, whole or not at all.</summary>
    /// <param name="path">The file, ending in .onnx, .safetensors or .npz.</param>
    /// <param name="network">The graph.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="type">The stored type; numbers are rounded where it is narrower than double.</param>
    /// <returns>The full path, or why it could not be written.</returns>
    public static Either<Error, string> Write(string path, Network network, Parameters parameters, ElementType type = ElementType.Float64) => CheckName(path)
        .Bind(_ => Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".onnx" => ToOnnx(network, parameters, type).Bind(Onnx.ToBytes),
            ".npz" => ToNpz(network, parameters, type),
            _ => ToSafetensors(network, parameters, type),
        })
        .Bind(bytes => Runs.RunFolder.WriteFile(path, bytes));

    /// <summary>The text of an architecture file for a network, every size written out.</summary>
    /// <param name="network">The graph.</param>
    public static string ToArchitecture(Network network) => ArchitectureWriter.Text(network, indented: true) + "\n";

    /// <summary>Name and numbers of every block, rounded to a type.</summary>
    internal static Either<Error, List<(string Name, NumericArray Array)>> Tensors(Network network, Parameters parameters, ElementType type)
    {
        if (!type.IsFloating)
            return new Error.ParameterDomain("the type of the weights", NetworkGuess.TypeName(type), "float16, bfloat16, float32 or float64");
        if (!parameters.Layout.Blocks.SequenceEqual(network.Layout.Blocks))
            return new Error.ShapeMismatch("The parameter vector", $"{parameters.Flat.Length} numbers in the layout of another network", $"the layout of {network.Text}");
        var tensors = new List<(string, NumericArray)>();
        foreach (var block in network.Layout.Blocks)
        {
            var values = parameters.Of(block);
            if (Overflow(values, type) is >= 0 and var bad)
                return new Error.ParameterDomain($"entry {bad} of '{block.Name}'", FormattableString.Invariant($"{values[bad]:R}"), $"a wider type than {NetworkGuess.TypeName(type)}, in which it is infinite");
            tensors.Add((block.Name, NumericArray.Of(type, block.Dimensions, Vector.Of(values))));
        }

        return tensors;
    }

    private static int Overflow(ReadOnlySpan<double> values, ElementType type)
    {
        Span<byte> stored = stackalloc byte[8];
        Span<double> back = stackalloc double[1];
        for (var i = 0; type != ElementType.Float64 && i < values.Length; i++)
        {
            type.Encode(values.Slice(i, 1), stored[..type.Size]);
            type.Decode(stored[..type.Size], back);
            if (!double.IsFinite(back[0]))
                return i;
        }

        return -1;
    }
}
