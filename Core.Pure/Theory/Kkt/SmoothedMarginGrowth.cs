using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Theory;

/// <summary>The growth rate of the logarithm of the smoothed margin s / P along <c>theta' = g</c>, g = grad psi.</summary>
/// <remarks>
/// With <c>u = (ds / d psi) / s</c>: <c>sum_k [deg_k^2 R (R u - 1) / rho_k^2 + u |g_k - W_k (W_k . g_k) / rho_k^2|^2]</c>. For the exponential loss s = psi, u = 1 / psi, and with one
/// output <c>R u - 1 = H / psi</c>, which does not cancel. For the others <c>s = -log(e^L - 1)</c> and <c>ds / d psi = L / (1 - e^(-L))</c>.
/// Source: docs/theory/normalized-flow.md, N17 and 1.2.
/// </remarks>
internal static class SmoothedMarginGrowth
{
    internal static Number Rate(Objective objective, Parameters parameters, Arr<int> degrees, Vector g, in LossStatistics statistics)
    {
        if (!(statistics.SoftMinMargin > 0))
            return new Number.Undefined("The smoothed margin is not positive.");
        var kernels = objective.Numerics.Kernels;
        var norms = objective.Network.LayerNorms(parameters, kernels);
        var slope = Slope(objective.Loss, statistics) / statistics.SoftMinMargin;
        var radial = objective is { Loss: Loss.Exponential, Network.OutputCount: 1 }
            ? statistics.WeightEntropy / statistics.Psi
            : (statistics.RadialSum * slope) - 1;
        var rate = 0.0;
        foreach (var layer in objective.Network.Layers)
        {
            var (rho, degree) = (norms[layer.Number], (double)degrees[layer.Number]);
            if (rho == 0)
                return new Number.Undefined($"Layer '{layer.Name}' is exactly zero.");
            rate += (degree * degree * statistics.RadialSum * radial / rho / rho) + (slope * Tangential(layer, parameters, g, rho, kernels));
        }

        return Number.Of(rate);
    }

    private static double Slope(Loss loss, in LossStatistics statistics)
    {
        var total = Elementary.Exp(statistics.LogLoss);
        return loss is Loss.Exponential || total == 0 ? 1 : -total / Elementary.Expm1(-total);
    }

    private static double Tangential(Layer layer, Parameters parameters, Vector g, double rho, Kernels kernels)
    {
        var (inner, square) = (0.0, 0.0);
        foreach (var block in layer.Blocks)
            inner += kernels.Dot(parameters.Of(block), g.Span.Slice(block.Offset, block.Size)) / rho;
        foreach (var block in layer.Blocks)
        {
            for (var i = block.Offset; i < block.Offset + block.Size; i++)
            {
                var t = Math.FusedMultiplyAdd(-inner, parameters.Flat[i] / rho, g[i]);
                square = Math.FusedMultiplyAdd(t, t, square);
            }
        }

        return square;
    }
}
