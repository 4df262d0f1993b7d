using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The KKT residual over a window: the way of the parameters while psi grew by 2 against the parameters themselves.</summary>
/// <remarks>Windows follow one another from the first separated state on; a row has the residual of the last whole window. The state carries where the window
/// began, so a resumed run records the same. Only on full batches. Source: docs/theory/normalized-flow.md, N20 (d).</remarks>
public sealed record WindowedKktProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "windowedKkt";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(new Column(
        "windowedKktResidual", "|theta / |theta| - d / |d||, d the way while psi grew by 2", "psi has not yet grown by 2 since the data were separated."));

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) => KktResidual.ErrorsOn(objective, "The probe 'windowedKkt'", "leave it out");

    internal override bool NeedsWindow => true;

    internal override void Observe(Observation observation, Span<double> row) => row[0] = observation.Window?.Residual ?? double.NaN;
}
