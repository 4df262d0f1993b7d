using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Loss and errors on other data, and the loss of the normalized network there.</summary>
/// <remarks>Losses are means over examples whatever the reduction of the run, so that they compare between sets. The normalized loss is that of the outputs
/// divided by the product norm P. Give the training data to have the same quantities on them. Source: docs/theory/normalized-flow.md, S4 and S5.</remarks>
/// <param name="Data">The data; of the inputs and targets that the objective takes.</param>
/// <param name="Prefix">What the columns begin with: "test" gives "test.loss".</param>
public sealed record HoldoutProbe(Dataset Data, string Prefix = "holdout") : Probe
{
    /// <inheritdoc/>
    public override string Name => Prefix;

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column(Prefix + ".loss", $"the mean loss on '{Data.Name}'"),
        new Column(Prefix + ".error", $"the fraction of errors on '{Data.Name}'", "Targets that are values have no classification errors."),
        new Column(Prefix + ".normalizedLoss", $"the mean loss on '{Data.Name}' of the outputs divided by the product norm", "The normalized loss needs a homogeneous network without a zero layer."));

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) => objective.On(Data).Match(static _ => Arr<Error>.Empty, static e => e.ToArr());

    internal override void Observe(Observation observation, Span<double> row)
    {
        var work = observation.Holdout(Data);
        var statistics = work.Evaluate(observation.Theta);
        var logProduct = observation.Layers.LogProductNorm;
        row[0] = statistics.Loss;
        row[1] = statistics.Error.OrNaN;
        row[2] = double.IsFinite(logProduct) ? work.ScaledLoss(logProduct) : double.NaN;
    }
}
