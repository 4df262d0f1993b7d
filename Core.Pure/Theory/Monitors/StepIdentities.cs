using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The exact discrete conservation laws, judged on one step from a state: radial growth (N5) and layer balance (N6, with weight decay N9).</summary>
internal static class StepIdentities
{
    private const string Growth = "A gradient step from W with displacement c changes rho_k^2 by exactly 2 c deg_k R + |Delta W_k|^2.";
    private const string Balance = "A gradient step changes the balance rho_k^2 - p rho_(k+1)^2 by exactly |Delta W_k|^2 - p |Delta W_(k+1)|^2.";

    internal static Arr<Verdict> Of(Plan plan, TrainingState state)
    {
        var network = plan.Objective.Network;
        if (!plan.Rule.IsGradientStep)
            return Neither($"{plan.Rule.Name} is not a gradient step: momentum and adaptive scaling break the balance (N10)");
        if (network.Homogeneity is Homogeneity.Absent absent)
            return Neither("the network is not homogeneous: " + absent.Reason);
        var rate = plan.Schedule.Rate(state.Step);
        var (after, _, info) = plan.Rule.Step(new StepInput(plan.Objective, plan.Sampler, rate, state.Parameters, state.Memory, state.Step, state.Key));
        if (!info.Accepted || !double.IsFinite(info.LogDisplacement))
            return Neither("the step from the final state did not move the parameters");
        var keep = 1 - (rate * plan.Rule.WeightDecay);
        var degrees = network.Homogeneity.Match(static d => d, static _ => Arr<int>.Empty);
        return Array(
            RadialGrowth(network, state.Parameters, after, keep, Elementary.Exp(info.LogDisplacement) * info.Statistics.RadialSum, degrees),
            LayerBalance(network, state.Parameters, after, keep));
    }

    private static Arr<Verdict> Neither(string because) => Array(Verdict.NotApplicable("N5", Growth, because), Verdict.NotApplicable("N6", Balance, because));

    private static Verdict RadialGrowth(Network network, Parameters before, Parameters after, double keep, double radial, Arr<int> degrees)
    {
        var worst = 0.0;
        for (var k = 0; k < degrees.Count; k++)
        {
            var (old, now, moved) = Squares(network.Layout.Weights[k], before, after, keep);
            worst = Math.Max(worst, Math.Abs(now - ((keep * keep * old) + (2 * keep * degrees[k] * radial) + moved)) / Math.Max(old, now));
        }

        return Verdict.On("N5", Growth, worst <= 1e-12, FormattableString.Invariant($"{worst:G3} (largest difference over rho_k^2)"), "at most 1e-12", "norms and radial sum disagree");
    }

    private static Verdict LayerBalance(Network network, Parameters before, Parameters after, double keep) => network.LayerBalances(before).Match(
        balances => network.LayerBalances(after).Match(
            later =>
            {
                if (balances.Length == 0)
                    return Verdict.NotApplicable("N6", Balance, "there is one layer only");
                var power = network.Homogeneity.Match(static d => (double)d[0] / d[1], static _ => 1);
                var worst = 0.0;
                for (var k = 0; k < balances.Length; k++)
                {
                    var (old, now, moved) = Squares(network.Layout.Weights[k], before, after, keep);
                    var (oldNext, nowNext, movedNext) = Squares(network.Layout.Weights[k + 1], before, after, keep);
                    var scale = Math.Max(Math.Max(old, now), power * Math.Max(oldNext, nowNext));
                    worst = Math.Max(worst, Math.Abs(later[k] - ((keep * keep * balances[k]) + moved - (power * movedNext))) / scale);
                }

                return Verdict.On("N6", Balance, worst <= 1e-12, FormattableString.Invariant($"{worst:G3} (largest difference over rho^2)"), "at most 1e-12", "the layers' gradients disagree");
            },
            e => Verdict.NotApplicable("N6", Balance, e.Sentence)),
        e => Verdict.NotApplicable("N6", Balance, e.Sentence));

    // The squared norms of a layer before and after, and of its displacement beyond the decay.
    private static (double Before, double After, double Moved) Squares(Block block, Parameters before, Parameters after, double keep)
    {
        ReadOnlySpan<double> w = before.Of(block), v = after.Of(block);
        double old = 0, now = 0, moved = 0;
        for (var i = 0; i < w.Length; i++)
        {
            var difference = Math.FusedMultiplyAdd(-keep, w[i], v[i]);
            old = Math.FusedMultiplyAdd(w[i], w[i], old);
            now = Math.FusedMultiplyAdd(v[i], v[i], now);
            moved = Math.FusedMultiplyAdd(difference, difference, moved);
        }

        return (old, now, moved);
    }
}
