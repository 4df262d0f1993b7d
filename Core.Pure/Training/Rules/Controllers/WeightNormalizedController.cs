using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The margin-safe controller in the coordinates of weight normalization: proposals are <c>(gain, v) + eta G / |G|^2</c>, G the gradient of psi by both.</summary>
/// <remarks>Tests, floor and forced steps as in <see cref="MarginSafeController"/>, the margin that of the weights. A large gain makes the tangential curvature larger by
/// its square, so expect step sizes one to two orders below those without normalization.</remarks>
/// <param name="IsPerRow">Whether the groups are rows; else whole matrices.</param>
/// <param name="KeepsSize">Whether v starts as W; else it starts with norm 1.</param>
/// <param name="Floor">The smallest step size, positive.</param>
/// <param name="Ceiling">The largest step size, at least the floor.</param>
/// <param name="Growth">The factor after acceptance, 1 or more.</param>
public sealed record WeightNormalizedController(bool IsPerRow = false, bool KeepsSize = false, double Floor = 1e-3, double Ceiling = 0.5, double Growth = 1.2) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "weightNormalizedController", "The margin-safe controller in gains and directions of the weights.",
        Array(
            new FamilyParameter("perRow", 0, "1 for groups that are rows, 0 for whole matrices", true),
            new FamilyParameter("keepSize", 0, "1 when v starts as W, 0 when it starts with norm 1", true)) + MarginSafeController.StepSizes,
        static v => new WeightNormalizedController(v[0] != 0, v[1] != 0, v[2], v[3], v[4]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new("Salimans, Kingma", "Weight Normalization", "arXiv:1602.07868", "docs/theory/normalized-flow.md, A7 and A9");

    /// <inheritdoc/>
    public override string RateMeaning => "eta of the first step is the gain of -log L that it predicts; from then on the rule chooses its own.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => MarginSafeController.StepSizeErrors(Floor, Ceiling, Growth);

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override bool NeedsFullBatch => true;

    /// <inheritdoc/>
    public override Arr<Error> StartErrors(Parameters parameters) => WeightNormCoordinates.StartErrors(parameters, IsPerRow);

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters)
    {
        var (name, length) = WeightNormCoordinates.Shape(parameters, IsPerRow);
        return new(Array(("direction", length), (name, length)), ControllerPoint.Names);
    }

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters)
    {
        var zeros = Memory.Zeros(Carries(parameters));
        return zeros with { Vectors = Array(zeros.Vectors[0], WeightNormCoordinates.Start(parameters, IsPerRow, KeepsSize)) };
    }

    internal override int CoordinateVector => 1;

    private protected override Arr<double> Values => Array(IsPerRow ? 1.0 : 0, KeepsSize ? 1.0 : 0, Floor, Ceiling, Growth);

    // The norm that the controller knows is that by gains and directions, which is no gradient by the parameters: it is not reported.
    internal override StepInfo Advance(StepArena arena)
    {
        var coordinates = arena.Work(static a => (Coordinates)new WeightNormCoordinates(a.Objective.Network.Layout, ((WeightNormalizedController)a.Rule).IsPerRow, vector: 1));
        var info = new ControllerSteps(Floor, Ceiling, Growth).Advance(arena, coordinates);
        return info with { GradientNorm = double.NaN, LogDisplacement = double.NaN };
    }
}
