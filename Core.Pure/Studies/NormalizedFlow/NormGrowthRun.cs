using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Studies;

/// <summary>The flow of one depth in <see cref="NormGrowth"/>.</summary>
/// <param name="Depth">Weight layers; the total degree of a linear network.</param>
/// <param name="Psi">-log L.</param>
/// <param name="LogTime">log(1 + t).</param>
/// <param name="ProductNorm">P.</param>
/// <param name="LayerNorms">rho_k, one vector per layer.</param>
/// <param name="Delta">The left side of N22, which tends to 0; NaN before separation.</param>
internal sealed record NormGrowthRun(int Depth, Vector Psi, Vector LogTime, Vector ProductNorm, Vector[] LayerNorms, Vector Delta)
{
    internal int Last => Psi.Length - 1;

    internal static NormGrowthRun Of(int depth, FlowTrajectory path, Objective objective)
    {
        var kernels = objective.Numerics.Kernels;
        var norms = path.Points.Map(p => objective.Network.LayerNorms(p.Parameters, kernels)).ToArray();
        var totals = path.Points.Map(p => objective.Network.TotalNorm(p.Parameters, kernels)).ToArray();
        var psi = Vector.Of([.. path.Points.Map(static p => p.Statistics.Psi)]);
        var time = Vector.Of([.. path.Points.Map(static p => p.LogPhysicalTime)]);
        return new(
            depth, psi, time, Vector.Of([.. norms.Select(n => objective.Network.ProductNorm(n).OrNaN)]),
            [.. Enumerable.Range(0, depth).Select(k => Vector.Of([.. norms.Select(n => n[k])]))],
            Vector.Of([.. totals.Select((total, i) => DeltaOf(depth, psi[i], time[i], total))]));
    }

    /// <summary><c>psi - log t - (2 - 2/D) log psi - log(D^2 gamma^(2/D))</c>, gamma = psi / rho_tot^D.</summary>
    private static double DeltaOf(double degree, double psi, double logTime, double totalNorm) => psi <= 0
        ? double.NaN
        : psi - logTime - ((2 - (2 / degree)) * Elementary.Log(psi)) - (2 * Elementary.Log(degree)) - (2 / degree * (Elementary.Log(psi) - (degree * Elementary.Log(totalNorm))));

    /// <summary>The slope of P against psi from 0.3 of the final psi on.</summary>
    internal double Slope
    {
        get
        {
            var from = 0;
            while (from < Last && Psi[from] < 0.3 * Psi[Last])
                from++;
            return Statistics.Slope(Psi.Span[from..], ProductNorm.Span[from..]);
        }
    }

    /// <summary>The largest over the smallest layer norm at the end, minus 1.</summary>
    internal double Spread => (LayerNorms.Max(v => v[Last]) / LayerNorms.Min(v => v[Last])) - 1;
}
