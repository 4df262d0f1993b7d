using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>A network as an architecture file describes it.</summary>
/// <param name="Network">The graph, normalization folded.</param>
/// <param name="Sources">Where the numbers of each block come from; empty without tensors.</param>
/// <param name="Ending">What follows the logits.</param>
/// <param name="FoldedTensors">Tensors of normalizations with the node that took them.</param>
/// <param name="UsedTensors">All tensors that are read.</param>
/// <param name="Assumptions">What was taken for granted.</param>
internal sealed record ArchitectureReading(
    Network Network, IReadOnlyList<BlockSource> Sources, OutputEnding Ending, IReadOnlyDictionary<string, string> FoldedTensors, IReadOnlySet<string> UsedTensors, Arr<string> Assumptions)
{
    public BoundNetwork Bound => new(Network, Sources, Ending, FoldedTensors.Count > 0);

    /// <summary>What was made of every tensor of the file; of every node, when the network needs no tensors.</summary>
    public Arr<NodeCoverage> Coverage(ArrayFile file) => file.Entries.Count == 0 ? Network.Nodes.Map(static n => new NodeCoverage(n.Name, n.Operation.Kind, new Treatment.Audited())) : file.Entries.Map(e => new NodeCoverage(e.Name, NetworkGuess.Kind(e),
        FoldedTensors.TryGetValue(e.Name, out var into) ? new Treatment.Folded(into)
        : UsedTensors.Contains(e.Name) ? new Treatment.Audited()
        : e.Name == EmbeddedArchitecture.Member ? new Treatment.Ignored("the text of the architecture")
        : new Treatment.Ignored("no layer of the architecture reads it")));

    /// <summary>The weights of the file that the architecture leaves out.</summary>
    public Arr<string> LeftOut(ArrayFile file) => file.Entries.Filter(e => e.Type.IsFloating && e.Count > 1 && !UsedTensors.Contains(e.Name)).Map(static e => e.Name);
}
