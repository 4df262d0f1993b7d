using LanguageExt;
using Marginalia.Networks;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Whether the layers of a network follow one another, so that products over layers mean something.</summary>
internal static class ChainCheck
{
    internal static Option<string> Problem(Network network)
    {
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            var node = network.Nodes[i];
            if (node.Inputs.Count != 1 || node.Inputs[0] != i)
                return $"Node '{node.Name}' does not read the node before it alone; a product over layers is not defined for skip connections, path measures are.";
            if (node.Operation is Recurrent)
                return $"Node '{node.Name}' is recurrent; a product over layers is not defined for shared recurrent weights, path measures are.";
            if (node.Operation is AffineChannel)
                return $"Node '{node.Name}' is a channel-wise affine map; fold it into the layer before it first.";
        }

        return network.Depth == 0 ? Some("The network has no weights.") : None;
    }
}
