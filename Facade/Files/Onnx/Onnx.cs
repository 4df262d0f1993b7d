using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>The ONNX format: reads and writes the tree of records, without generated code and without giving it a meaning.</summary>
/// <remarks>
/// Weights may be raw bytes, typed fields (packed or not), values of Constant nodes or external data within the model's folder; they are read one tensor at a time.
/// Names are checked to be unique, and nodes to come after what they use. Bodies of functions, graphs within attributes, sparse tensors and text tensors are named but not read.
/// </remarks>
public static class Onnx
{
    /// <summary>Reads a model, its tensors left in the file.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The model, or one sentence on what is wrong.</returns>
    public static Either<Error, OnnxModel> Read(string path, ReadLimits? limits = null) => FileReading.Run(path, () =>
        Read(path, () => ByteSource.Open(path), Some(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "."), limits ?? ReadLimits.Default));

    /// <summary>Reads the bytes of a model; external data cannot be had.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, OnnxModel> Parse(byte[] bytes, string name, ReadLimits? limits = null) =>
        FileReading.Run(name, () => Read(name, () => ByteSource.Of(name, bytes), None, limits ?? ReadLimits.Default));

    /// <summary>A model as the bytes of a file, all entries as raw bytes within it; equal models give equal bytes.</summary>
    /// <param name="model">The model; its tensors are loaded.</param>
    /// <returns>The bytes; what is wrong with a tensor's file, or unsupported for an attribute that is not read.</returns>
    public static Either<Error, byte[]> ToBytes(OnnxModel model) => FileReading.Run("model", () => OnnxWriter.Model(model).ToArray());

    private static OnnxModel Read(string path, Func<ByteSource> open, Option<string> folder, ReadLimits limits)
    {
        using var source = open();
        return new OnnxReader(new ByteWindow(source), new OnnxTensorReader(path, open, folder, limits), limits).Model();
    }
}
