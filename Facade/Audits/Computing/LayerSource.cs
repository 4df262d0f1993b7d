using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Where the numbers of one layer come from; they are loaded one layer at a time.</summary>
/// <param name="Name">The name of the weights.</param>
/// <param name="Kind">The kind of the operation.</param>
/// <param name="Shape">Outputs first.</param>
/// <param name="Weights">Rows are output units or channels.</param>
/// <param name="Bias">The bias, when the layer has one.</param>
/// <param name="Initial">The weights before training, when known.</param>
internal sealed record LayerSource(
    string Name, string Kind, Arr<int> Shape, Func<Either<Error, Matrix>> Weights, Option<Func<Either<Error, Matrix>>> Bias, Option<Func<Either<Error, Matrix>>> Initial)
{
    /// <summary>The layers of a network.</summary>
    internal static Arr<LayerSource> Of(Network network, Parameters parameters, Option<Parameters> initial) => network.Layout.Weights.Map(block => new LayerSource(
        block.Name, network.Nodes[block.Node].Operation.Kind, block.Dimensions, Read(parameters, block),
        network.Layout.OfNode(block.Node).Find(static b => b.Kind == BlockKind.Bias).Map(b => Read(parameters, b)), initial.Map(p => Read(p, block))));

    /// <summary>The weights of a file whose network is not built; a bias belongs to the weights whose name begins alike.</summary>
    internal static Arr<LayerSource> Of(ModelFile file, Option<ModelFile> initial) => file.Weights.Filter(static t => t.Kind == BlockKind.Weight).Map(tensor => new LayerSource(
        tensor.Layer, "tensor", tensor.Shape, tensor.Load,
        file.Weights.Find(t => t.Kind == BlockKind.Bias && Stem(t.Layer) == Stem(tensor.Layer)).Map(static t => t.Load),
        initial.Bind(i => i.Weights.Find(t => t.Kind == BlockKind.Weight && t.Layer == tensor.Layer && t.Shape == tensor.Shape)).Map(static t => t.Load)));

    private static Func<Either<Error, Matrix>> Read(Parameters parameters, Block block) => () => Right<Error, Matrix>(parameters.MatrixOf(block));

    private static string Stem(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
}
