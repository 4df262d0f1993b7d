using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>The gains and directions of <see cref="WeightNormalization"/>, carried in one vector of the rule's memory.</summary>
internal sealed class WeightNormCoordinates : Coordinates
{
    /// <summary>The name of the vector.</summary>
    internal const string Name = "gainsAndDirections";

    private readonly WeightNormalization _normalization;
    private readonly int _vector;
    private readonly double[] _gradient;
    private readonly double[] _scratch;

    /// <param name="layout">The layout of the weights.</param>
    /// <param name="perRow">Whether a group is a row.</param>
    /// <param name="vector">Which carried vector holds the coordinates.</param>
    internal WeightNormCoordinates(Layout layout, bool perRow, int vector)
    {
        (_normalization, _vector) = (new(layout, perRow), vector);
        _gradient = new double[layout.ParameterCount];
        _scratch = new double[_normalization.Length];
    }

    internal override ReadOnlyMemory<double> Point(StepArena arena) => arena.Carried(_vector);

    internal override Memory<double> NextPoint(StepArena arena) => arena.Carry(_vector);

    internal override Memory<double> Scratch(StepArena arena) => _scratch;

    // The gradient by the parameters is overwritten by that at the proposal.
    internal override void Found(StepArena arena, ReadOnlyMemory<double> direction) => arena.Direction = default;

    internal override void Place(StepArena arena) => _normalization.Decode(NextPoint(arena).Span, arena.Next.Span);

    internal override void Pull(StepArena arena, ReadOnlySpan<double> point, Memory<double> direction)
    {
        arena.Pull(Sink.Store(_gradient));
        _normalization.PullBack(point, _gradient, direction.Span);
    }

    /// <summary>Name and length of the carried vector.</summary>
    internal static (string, int) Shape(Parameters parameters, bool perRow) => (Name, new WeightNormalization(parameters.Layout, perRow).Length);

    /// <summary>The coordinates of parameters.</summary>
    /// <param name="parameters">The parameters; no group zero.</param>
    /// <param name="perRow">Whether a group is a row.</param>
    /// <param name="keepsSize">Whether v starts as W; else it starts with norm 1.</param>
    internal static (string, Vector) Start(Parameters parameters, bool perRow, bool keepsSize)
    {
        var normalization = new WeightNormalization(parameters.Layout, perRow);
        return (Name, Vector.Build(normalization.Length, point => normalization.Encode(parameters.Flat.Span, keepsSize, point)));
    }

    /// <summary>An error for every group without a direction.</summary>
    internal static Arr<Error> StartErrors(Parameters parameters, bool perRow) => new WeightNormalization(parameters.Layout, perRow).ZeroGroups(parameters.Flat.Span);
}
