using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Identities that hold at every state: Euler's (N1) and that of the entropy (N15).</summary>
internal static class StateIdentities
{
    private const string Euler = "The inner product of each layer with the gradient of psi is its degree times the radial sum R.";
    private const string Entropy = "R = psi + H for the exponential loss.";

    internal static Arr<Verdict> Of(Plan plan, TrainingState state)
    {
        var statistics = plan.Objective.Statistics(state.Parameters);
        return Array(EulerIdentity(plan.Objective, state, statistics), EntropyIdentity(plan.Objective, statistics));
    }

    private static Verdict EulerIdentity(Objective objective, TrainingState state, LossStatistics statistics) => objective.Network.Homogeneity.Match(
        degrees => objective.LogGradient(state.Parameters).Match(
            gradient =>
            {
                // Relative to the magnitudes that cancel in the sum: those of the outputs weighted by the loss.
                var evaluation = objective.Evaluate(state.Parameters);
                var scale = statistics.HasWeights ? Math.Max(Math.Max(Math.Abs(statistics.RadialSum), MaxAbs(evaluation.Outputs.Span)), 1e-300) : 1;
                var worst = degrees.Map((k, degree) =>
                {
                    // A bias of a homogeneous network belongs to its layer.
                    var inner = objective.Network.Layers[k].Blocks.Fold(0.0, (sum, block) =>
                        sum + objective.Numerics.Kernels.Dot(state.Parameters.Of(block), gradient.Span.Slice(block.Offset, block.Size)));
                    return Math.Abs(inner - (degree * statistics.RadialSum)) / (degree * scale);
                }).Fold(0.0, Math.Max);
                return Verdict.On("N1", Euler, worst <= 1e-11, FormattableString.Invariant($"{worst:G3} (largest relative difference)"), "at most 1e-11", "the gradient and the outputs disagree");
            },
            error => Verdict.NotApplicable("N1", Euler, error.Sentence)),
        reason => Verdict.NotApplicable("N1", Euler, "the network is not homogeneous: " + reason));

    private static Verdict EntropyIdentity(Objective objective, LossStatistics statistics)
    {
        if (objective.Loss is not Loss.Exponential)
            return Verdict.NotApplicable("N15", Entropy, $"the loss is {objective.Loss.Name}");
        // With several outputs the weights are those of soft margins, whose mean is not the radial sum.
        if (objective.Network.OutputCount > 1)
            return Verdict.NotApplicable("N15", Entropy, "it speaks of one output");
        var difference = Math.Abs(statistics.RadialSum - (statistics.Psi + statistics.WeightEntropy)) / Math.Max(1, Math.Abs(statistics.RadialSum));
        return Verdict.On("N15", Entropy, difference <= 1e-11, FormattableString.Invariant($"{difference:G3} (relative difference)"), "at most 1e-11", "the weights and the loss disagree");
    }

    private static double MaxAbs(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
