using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Parameters in polar form: <c>W_k = rho_k V_k</c> with <c>|V_k| = 1</c>.</summary>
/// <param name="LayerNorms">rho_k, all positive.</param>
/// <param name="Directions">V_k at the places of the layers; what belongs to no layer (biases of networks that are not homogeneous) is unchanged.</param>
public sealed record LayerDecomposition(Vector LayerNorms, Parameters Directions)
{
    /// <summary>The parameters again, up to one rounding per entry.</summary>
    /// <param name="network">The network that was decomposed.</param>
    public Parameters Recompose(Network network) => network.ScaleLayers(Directions, LayerNorms.Span);
}
