using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The norm of the descent direction on all data and its angle to the parameters.</summary>
/// <remarks>The direction is grad psi for exponential-type losses and minus the gradient of the declared objective for the others.
/// cos beta = 1 at points that satisfy the stationarity of the margin problem: docs/theory/normalized-flow.md, N20.</remarks>
public sealed record GradientProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "gradient";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("gradientNorm", objective.Loss.IsExponentialType ? "|g|, g = grad psi" : "the norm of the gradient of the declared objective"),
        new Column("cosBeta", "the cosine between parameters and descent direction", "The angle needs parameters and a gradient that are not zero."));

    internal override bool NeedsDirection => true;

    internal override void Observe(Observation observation, Span<double> row)
    {
        row[0] = observation.GradientNorm;
        row[1] = observation.CosBeta;
    }
}
