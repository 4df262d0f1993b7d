using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Margins divided by the scale of a homogeneous network.</summary>
/// <param name="MinProduct">gamma_min, the smallest hard margin over the product norm P; unchanged by any positive rescaling of layers.</param>
/// <param name="MinTotal">The smallest hard margin over <c>rho_tot^D</c>; unchanged by one common factor only.</param>
/// <param name="SmoothedProduct">gamma~, the soft minimum s over P.</param>
/// <param name="SmoothedTotal">s over <c>rho_tot^D</c>.</param>
/// <remarks>
/// Each is undefined, with the reason, for networks that are not homogeneous, for targets or losses without the margin, and for a scale of 0. Where a scale
/// leaves the range of doubles the quotient is formed from logarithms. Banburski et al., Theory III: Dynamics and Generalization in Deep
/// Networks, arXiv:1903.04991; K. Lyu, J. Li, Gradient Descent Maximizes the Margin of Homogeneous Neural Networks, arXiv:1906.05890;
/// docs/theory/normalized-flow.md, 1.2.
/// </remarks>
public sealed record NormalizedMargins(Number MinProduct, Number MinTotal, Number SmoothedProduct, Number SmoothedTotal)
{
    /// <summary>The normalized margins that go with statistics measured before.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">The parameters at which the statistics were measured.</param>
    /// <param name="statistics">From a pass over all examples.</param>
    /// <param name="kernels">The arithmetic of the norms.</param>
    public static NormalizedMargins Of(Network network, Parameters parameters, in LossStatistics statistics, Kernels kernels)
    {
        var hard = statistics.HasMargins ? new Number.Value(statistics.MinMargin) : NoMargin;
        var soft = statistics.HasWeights ? new Number.Value(statistics.SoftMinMargin) : NoSoftMargin;
        var norms = network.LayerNorms(parameters, kernels);
        var product = new NormScale(network.ProductNorm(norms), network.LogProductNorm(norms));
        var total = NormScale.Power(network, network.TotalNorm(parameters, kernels));
        var zero = network.Layers.Find(l => norms[l.Number] == 0).Map(static l => $"Layer '{l.Name}'").IfNone("A layer");
        return new(product.Divide(hard, zero), total.Divide(hard, zero), product.Divide(soft, zero), total.Divide(soft, zero));
    }

    private static Number NoMargin => new Number.Undefined("Targets that are values have no margins.");

    private static Number NoSoftMargin => new Number.Undefined("The loss has no soft-min margin; exponential-type losses have one.");
}
