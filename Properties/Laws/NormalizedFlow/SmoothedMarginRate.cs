using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N17: the exact growth rate of the logarithm of the smoothed margin.</summary>
public static class SmoothedMarginRate
{
    private const double RelativeTolerance = 1e-4;
    private const double Step = 1e-6;

    /// <summary>The law.</summary>
    public static Law<SeparatedRecipe> Law { get; } = new(
        "N17",
        "growth rate of the smoothed margin",
        "Along the gradient g of psi the logarithm of psi over the product norm grows at a rate that is a sum of two terms which are never negative: one from the entropy of the weights, one from the tangential gradient.",
        "d log(psi/P) / d tau = sum_k [deg_k^2 R H / (rho_k^2 psi) + |g_k - W_k <W_k, g_k> / rho_k^2|^2 / psi]",
        "homogeneous network, exponential loss of one output, psi > 0, changed by at most a thousandth within the step of the difference; layer norms of 0.05 or more; a smallest margin of at least a hundredth of the terms of the outputs; no activation changes within the step of the difference; a rate above a hundredth of |g|^2 / psi, below which it is round-off",
        "1e-4 relative to the central difference with step 1e-6 / |g|",
        LawKind.Exact,
        Sources.LyuLi("N17"),
        SeparatedRecipes.Of(NetworkRecipes.ExponentialHomogeneous),
        static (numerics, recipe) => recipe.Build(numerics).Checked(static built => Check(built.Objective, built.Parameters)),
        static r => r.ToString());

    private static Outcome Check(Objective objective, Parameters parameters) => KktConditions.Of(objective, parameters).Checked(kkt => kkt.LogSmoothedMarginRate.Match(
        rate =>
        {
            var psi = objective.Statistics(parameters).Psi;
            if (rate < 0)
                return new Outcome.Violated(rate, 0, "sign of the rate");
            if (!(rate > 0.01 * kkt.LogGradientNorm * kkt.LogGradientNorm / psi))
                return new Outcome.NotApplicable("the rate is so small that its difference is round-off");
            if (Step * kkt.LogGradientNorm > 1e-3 * psi)
                return new Outcome.NotApplicable("psi changes by more than a thousandth within the step of the difference");
            return Difference(objective, parameters, rate, Step / kkt.LogGradientNorm);
        },
        static reason => new Outcome.NotApplicable(reason)));

    private static Outcome Difference(Objective objective, Parameters parameters, double rate, double step)
    {
        var kernels = objective.Numerics.Kernels;
        foreach (var norm in objective.Network.LayerNorms(parameters, kernels).Span)
        {
            if (norm < 0.05)
                return new Outcome.NotApplicable("a layer is so small that the step of the difference is not");
        }

        if (!(Terms.Size(objective, parameters) <= 100 * objective.Statistics(parameters).MinMargin))
            return new Outcome.NotApplicable("the smallest margin, which psi follows, is less than a hundredth of the terms of the outputs");
        var gradient = objective.LogGradient(parameters).Made();
        var (ahead, behind) = (Probing.Moved(parameters, gradient, step), Probing.Moved(parameters, gradient, -step));
        var active = Kinks.Active(objective, parameters);
        if (!active.SequenceEqual(Kinks.Active(objective, ahead)) || !active.SequenceEqual(Kinks.Active(objective, behind)))
            return new Outcome.NotApplicable("the argument of an activation changes sign within the step of the difference");
        double Logarithm(Parameters at) =>
            Elementary.Log(objective.Statistics(at).Psi) - objective.Network.LogProductNorm(objective.Network.LayerNorms(at, kernels)).OrNaN;
        var difference = (Logarithm(ahead) - Logarithm(behind)) / (2 * step);
        return Outcome.Equal(rate, difference, RelativeTolerance * Math.Abs(difference));
    }
}
