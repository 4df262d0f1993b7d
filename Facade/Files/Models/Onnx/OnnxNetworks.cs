using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Gives ONNX models a meaning: a graph of standard operators becomes a network with parameters, computed in double.</summary>
/// <remarks>
/// Operators of the sets 7 to 22; Facade/Files/Models/Onnx/README.md lists them. Batch normalization and constant scalings are folded into the layer before them, or after them
/// where that is exact, else they are channel-wise affine nodes; reshapings that keep the order of an example's numbers need no node.
/// A node that is not understood makes the network unavailable, while its own weights and all others can still be read.
/// </remarks>
public static class OnnxNetworks
{
    /// <summary>Reads the structure of a model; its numbers stay in the file.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="options">How much is read at most; an architecture file is not needed.</param>
    /// <returns>The model with its coverage, or one sentence on why it is no ONNX model.</returns>
    public static Either<Error, ModelFile> Open(string path, ModelOptions? options = null) =>
        Onnx.Read(path, (options ?? ModelOptions.Default).Limits).Bind(model => Of(model, FileReading.Name(path), options));

    /// <summary>The same for a model that was read already.</summary>
    /// <param name="model">The tree of records.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="options">How much is read at most.</param>
    /// <returns>The model with its coverage, or an error for a graph that returns nothing.</returns>
    public static Either<Error, ModelFile> Of(OnnxModel model, string source, ModelOptions? options = null) =>
        FileReading.Run(source, () => new OnnxImport(model, source, (options ?? ModelOptions.Default).Limits).Run());
}
