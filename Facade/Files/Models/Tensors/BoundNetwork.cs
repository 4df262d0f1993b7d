using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A network and the source of every block of its parameters.</summary>
/// <param name="Network">The graph.</param>
/// <param name="Sources">One for each block of the layout, in its order.</param>
/// <param name="Ending">What follows the logits.</param>
/// <param name="HasFoldedNormalization">Whether batch normalization was folded into weights.</param>
internal sealed record BoundNetwork(Network Network, IReadOnlyList<BlockSource> Sources, OutputEnding Ending = OutputEnding.Logits, bool HasFoldedNormalization = false)
{
    /// <summary>Reads all numbers, one tensor at a time.</summary>
    /// <param name="path">What the user called the file.</param>
    public Either<Error, LoadedNetwork> Load(string path) => FileReading.Run(path, () =>
    {
        var flat = Vector.Build(Network.ParameterCount, target =>
        {
            foreach (var block in Network.Layout.Blocks)
                Sources[block.Number].Load().CopyTo(target[block.Offset..]);
        });
        var parameters = Parameters.Create(Network.Layout, flat).Match(static p => p, static e => throw new FileFault(e.Head));
        return new LoadedNetwork(Network, parameters, Ending, HasFoldedNormalization);
    });

    /// <summary>The blocks, each loaded on its own.</summary>
    /// <param name="path">What the user called the file.</param>
    public Arr<ModelTensor> Tensors(string path) => Network.Layout.Blocks.Map(block => new ModelTensor(
        block.Name, block.Kind, block.Dimensions, Sources[block.Number].Stored,
        () => FileReading.Run(path, () => Matrix.Of(block.Rows, block.Columns, Sources[block.Number].Load()))));
}
