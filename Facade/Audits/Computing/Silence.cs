using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>Units behind a relu that are 0 on every example.</summary>
internal static class Silence
{
    /// <summary>By the name of the weights that feed them; empty without data.</summary>
    internal static IReadOnlyDictionary<string, Arr<int>> Of(MeasureInput input)
    {
        var silent = new Dictionary<string, Arr<int>>();
        if (input.Data.MatchUnsafe<Data.Dataset?>(static d => d, static () => null) is not { } data)
            return silent;
        foreach (var (node, largest) in input.Pass.Match(static p => p.Largest, () => input.Network.LargestActivations(input.Parameters, data.Inputs, input.Numerics.Kernels)))
        {
            if (Feeder(input.Network, node) is { } block && block.Rows == largest.Length)
                silent[block.Name] = Enumerable.Range(0, largest.Length).Where(j => largest[j] == 0).ToArr();
        }

        return silent;
    }

    // The weights of the node itself, or of the one before it when the node only applies its activation.
    private static Block? Feeder(Network network, int node)
    {
        var at = network.Nodes[node].Operation is Elementwise && network.Nodes[node].Inputs[0] > 0 ? network.Nodes[node].Inputs[0] - 1 : node;
        return network.Layout.OfNode(at).Find(static b => b.Kind == BlockKind.Weight).MatchUnsafe<Block?>(static b => b, static () => null);
    }
}
