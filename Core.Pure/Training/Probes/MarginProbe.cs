using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The smallest margin and the soft-min margin, plain and divided by the product or total norm.</summary>
/// <remarks>Source: docs/theory/normalized-flow.md, 1.2. Undefined for networks that are not homogeneous and with a zero layer.</remarks>
public sealed record MarginProbe : Probe
{
    private const string NoNorm = "Normalized margins need a homogeneous network without a zero layer, and targets that are signs or classes.";
    private const string NoWeights = NoNorm + " Smoothed margins also need a loss of exponential type.";

    /// <inheritdoc/>
    public override string Name => "margins";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("minMargin", "q_min, the smallest margin", "Targets that are values have no margins."),
        new Column("normalizedMargin", "q_min / P", NoNorm),
        new Column("normalizedMarginTotal", "q_min / rho_tot^D", NoNorm),
        new Column("smoothedMargin", "s / P", NoWeights),
        new Column("smoothedMarginTotal", "s / rho_tot^D", NoWeights));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var statistics = observation.Statistics;
        var layers = observation.Layers;
        row[0] = statistics.MinMargin;
        row[1] = layers.OverProduct(statistics.MinMargin);
        row[2] = layers.OverTotal(statistics.MinMargin);
        row[3] = layers.OverProduct(statistics.SoftMinMargin);
        row[4] = layers.OverTotal(statistics.SoftMinMargin);
    }
}
