using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Networks of this program as what an audit reads.</summary>
public static class NetworkModels
{
    /// <summary>A network with its parameters; every node is audited.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">Its parameters.</param>
    public static ModelFile Of(string name, Network network, Parameters parameters) => new(
        name, "a network of this program",
        network.Nodes.Map(static n => new NodeCoverage(n.Name, n.Operation.Kind, new Treatment.Audited())),
        network.Layout.Blocks.Map(b => new ModelTensor(b.Name, b.Kind, b.Dimensions, ElementType.Float64, () => Right<Error, Matrix>(parameters.MatrixOf(b)))),
        Arr<string>.Empty,
        () => Right<Error, LoadedNetwork>(new(network, parameters, OutputEnding.Logits, HasFoldedNormalization: false)));
}
