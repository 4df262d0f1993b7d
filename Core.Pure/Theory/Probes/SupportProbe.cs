using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>How many examples carry the gradient: the exponential of the entropy of their weights.</summary>
/// <remarks>1 when one example has all the weight, n for equal weights; for linear models it tends to the count of the support vectors' dual weights.
/// Source: docs/theory/normalized-flow.md, N27.</remarks>
public sealed record SupportProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "support";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("effectiveSupport", "exp(H), H the entropy of the example weights", "Losses that are not of exponential type have no example weights."));

    internal override void Observe(Observation observation, Span<double> row) => row[0] = Elementary.Exp(observation.Statistics.WeightEntropy);
}
