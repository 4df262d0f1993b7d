using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Loss, errors and the sums over example weights.</summary>
public sealed record LossProbe : Probe
{
    private const string NoWeights = "Losses that are not of exponential type have no example weights.";

    /// <inheritdoc/>
    public override string Name => "loss";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("psi", "-log L, L the loss summed over all examples", "The loss of this kind has no logarithm of its sum."),
        new Column("loss", "the declared objective, 0 below the range of doubles"),
        new Column("error", "the fraction of examples with a margin of 0 or less", "Targets that are values have no classification errors."),
        new Column("radialSum", "R, the inner product of outputs and weighted descent direction"),
        new Column("weightEntropy", "H, the entropy of the example weights in nats", NoWeights),
        new Column("softMinMargin", "s, the margin at which a single example has the loss L", NoWeights));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var s = observation.Statistics;
        row[0] = s.HasWeights ? s.Psi : double.NaN;
        row[1] = s.Loss;
        row[2] = s.Error.OrNaN;
        row[3] = s.RadialSum;
        row[4] = s.WeightEntropy;
        row[5] = s.SoftMinMargin;
    }
}
