using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The weights of a file of which nobody knows how they make a network; what can be measured matrix by matrix still can.</summary>
internal static class LooseTensors
{
    /// <summary>Every floating-point tensor with an axis, outputs first as far as its name and shape tell.</summary>
    /// <param name="path">What the user called the file.</param>
    /// <param name="file">The file.</param>
    public static Arr<ModelTensor> Of(string path, ArrayFile file) => file.Entries
        .Filter(static e => e.Type.IsFloating && e.Shape.Count > 0 && e.Count is > 0 and <= int.MaxValue)
        .Map(entry =>
        {
            var name = TensorName.Of(entry.Name);
            var order = Order(entry, name.Role == TensorRole.Kernel);
            var shape = order.Select(axis => entry.Shape[axis]).ToArr();
            var source = BlockSource.Of(file.Source, entry, order);
            return new ModelTensor(entry.Name, Kind(entry, name), shape, entry.Type, () => FileReading.Run(path, () => Matrix.Of(shape[0], (int)(entry.Count / shape[0]), source.Load())));
        });

    private static BlockKind Kind(ArrayEntry entry, TensorName name) =>
        entry.Shape.Count > 1 ? BlockKind.Weight : name.Role == TensorRole.Bias ? BlockKind.Bias : BlockKind.Scale;

    // Programs that call a weight "kernel" store height x width x in x out, or in x out.
    private static int[] Order(ArrayEntry entry, bool isKernel) => (isKernel, entry.Shape.Count) switch
    {
        (true, 4) => [3, 2, 0, 1],
        (true, 3) => [2, 1, 0],
        (true, 2) => [1, 0],
        var (_, rank) => [.. Enumerable.Range(0, rank)],
    };
}
