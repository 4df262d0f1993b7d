using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>How far a state is from first-order optimality of the margin problem, and how fast its smoothed margin grows.</summary>
/// <remarks>The numbers of <see cref="KktConditions"/> at the observed state; each observation costs two passes over all data. The gradient is the selection that
/// back-propagation takes; for networks with kinks see <see cref="WindowedKktProbe"/>. Source: docs/theory/normalized-flow.md, N17, N20 and N21.</remarks>
public sealed record KktProbe : Probe
{
    private const string Exponential = "It belongs to the exponential loss of one output with a positive smallest margin.";

    /// <inheritdoc/>
    public override string Name => "kkt";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("kktResidual", "|theta / |theta| - g / |g||, from 0 to 2", "Parameters or gradient are zero."),
        new Column("complementarity", "sum_n omega_n (q_n - q_min) / q_min", Exponential),
        new Column("complementarityBound", "(n - 1) / (e q_min), never below the complementarity", Exponential),
        new Column("localMarginBound", "|g| / (D rho_tot^(D-1) sum_n omega_n), never below q_min / rho_tot^D", "Parameters or gradient are zero."),
        new Column("smoothedMarginRate", "d log(s / P) / d tau along the gradient", "It needs a positive soft-min margin and no zero layer."));

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) => KktResidual.ErrorsOn(objective, "The probe 'kkt'", "leave it out");

    internal override void Observe(Observation observation, Span<double> row)
    {
        var numbers = KktConditions.Of(observation.Objective, observation.Parameters).Match(
            static k => new[] { k.StationarityResidual, k.Complementarity.OrNaN, k.ComplementarityBound.OrNaN, k.LocalUpperBound.OrNaN, k.LogSmoothedMarginRate.OrNaN },
            static _ => [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]);
        numbers.CopyTo(row);
    }
}
