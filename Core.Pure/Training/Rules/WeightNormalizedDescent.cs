using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Gradient descent in the coordinates of weight normalization, <c>W = gain v / |v|</c> for every weight matrix or for each of its rows.</summary>
/// <remarks>
/// Descent grows the directions: <c>|v'|^2 = |v|^2 + eta^2 |dL/dv|^2</c> exactly (N13). They are part of the state and never divided by their norm: that would be
/// <see cref="SphereDescent"/>. Biases are coordinates of their own. A group that is exactly zero has no direction and is refused.
/// </remarks>
/// <param name="IsPerRow">Whether the groups are rows, as in the original; else whole matrices.</param>
/// <param name="KeepsSize">Whether v starts as W; else it starts with norm 1.</param>
public sealed record WeightNormalizedDescent(bool IsPerRow = false, bool KeepsSize = false) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "weightNormalizedDescent", "Gradient descent in gains and directions of the weights.",
        Array(
            new FamilyParameter("perRow", 0, "1 for groups that are rows, 0 for whole matrices", true),
            new FamilyParameter("keepSize", 0, "1 when v starts as W, 0 when it starts with norm 1", true)),
        static v => new WeightNormalizedDescent(v[0] != 0, v[1] != 0));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new("Salimans, Kingma", "Weight Normalization", "arXiv:1602.07868", "docs/theory/normalized-flow.md, A7");

    /// <inheritdoc/>
    public override string RateMeaning => "eta multiplies the gradient of the declared objective by gains and directions.";

    /// <inheritdoc/>
    public override Arr<Error> StartErrors(Parameters parameters) => WeightNormCoordinates.StartErrors(parameters, IsPerRow);

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => new(Array(WeightNormCoordinates.Shape(parameters, IsPerRow)), Arr<string>.Empty);

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters) =>
        new(Array(WeightNormCoordinates.Start(parameters, IsPerRow, KeepsSize)), Arr<(string, double)>.Empty);

    internal override int CoordinateVector => 0;

    private protected override Arr<double> Values => Array(IsPerRow ? 1.0 : 0, KeepsSize ? 1.0 : 0);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var step = arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        var coordinates = arena.Work(static a => (Coordinates)new WeightNormCoordinates(a.Objective.Network.Layout, ((WeightNormalizedDescent)a.Rule).IsPerRow, vector: 0));
        var direction = coordinates.Scratch(arena);
        coordinates.Pull(arena, coordinates.Point(arena).Span, direction);
        arena.Kernels.ScaleAdd(step, direction.Span, 1, coordinates.Point(arena).Span, coordinates.NextPoint(arena).Span);
        coordinates.Place(arena);
        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }
}
