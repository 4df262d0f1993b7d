using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Any measure of capacity along a run, on the network and the training data.</summary>
/// <remarks>It has no initialization to compare with, so measures of the distance from it are undefined, and those that draw use the same draws at every state.
/// Source: docs/theory/capacity-and-path.md, 2.</remarks>
/// <param name="Chosen">The measure.</param>
public sealed record MeasureProbe(Measure Chosen) : Probe
{
    /// <inheritdoc/>
    public override string Name => Chosen.Id;

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(new Column(Chosen.Id, Chosen.Formula, $"'{Chosen.Id}' is not defined here; it needs more than a network on its training data, or the network is not of its kind."));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var objective = observation.Objective;
        row[0] = Chosen.Compute(new MeasureInput(objective.Network, observation.Parameters, None, objective.Data, objective.Numerics, new Key(0))).Value.OrNaN;
    }
}
