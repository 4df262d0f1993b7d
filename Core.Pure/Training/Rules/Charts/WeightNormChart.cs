using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Weight normalization: every group of weights is <c>W = gain v / |v|</c>; the coordinates are all gains, then all v.</summary>
/// <remarks>What belongs to no group, such as a bias, is its own coordinate. The coordinates are carried in the rule's last vector.
/// Source: docs/theory/normalized-flow.md, A7.</remarks>
internal sealed class WeightNormChart : Chart
{
    private readonly (int Offset, int Size)[] _groups;
    private readonly int _vector;
    private readonly double[] _gradient;
    private readonly double[] _scratch;

    internal WeightNormChart(Layout layout, bool perRow, int vector)
    {
        (_groups, _vector) = (Groups(layout, perRow), vector);
        _gradient = new double[layout.ParameterCount];
        _scratch = new double[_groups.Length + layout.ParameterCount];
    }

    internal override ReadOnlyMemory<double> Point(StepArena arena) => arena.Carried(_vector);

    internal override Memory<double> NextPoint(StepArena arena) => arena.Carry(_vector);

    internal override Memory<double> Scratch(StepArena arena) => _scratch;

    // The gradient by the parameters is overwritten by that at the proposal.
    internal override void Found(StepArena arena, ReadOnlyMemory<double> direction) => arena.Direction = default;

    internal override void Place(StepArena arena)
    {
        ReadOnlySpan<double> point = NextPoint(arena).Span, directions = point[_groups.Length..];
        directions.CopyTo(arena.Next.Span);
        for (var k = 0; k < _groups.Length; k++)
        {
            var weights = arena.Next.Span.Slice(_groups[k].Offset, _groups[k].Size);
            var factor = point[k] / arena.Kernels.Norm(weights);
            foreach (ref var w in weights)
                w *= factor;
        }
    }

    internal override void Pull(StepArena arena, ReadOnlySpan<double> point, Memory<double> direction)
    {
        arena.Pull(Sink.Store(_gradient));
        var (kernels, count) = (arena.Kernels, _groups.Length);
        _gradient.CopyTo(direction.Span[count..]);
        for (var k = 0; k < count; k++)
        {
            var (offset, size) = _groups[k];
            ReadOnlySpan<double> v = point.Slice(count + offset, size), g = _gradient.AsSpan(offset, size);
            var norm = kernels.Norm(v);
            var along = kernels.Dot(v, g) / norm;
            direction.Span[k] = along;
            kernels.ScaleAdd(-(point[k] / norm) * (along / norm), v, point[k] / norm, g, direction.Span.Slice(count + offset, size));
        }
    }

    /// <summary>Places of the weight matrices, or of their rows.</summary>
    internal static (int Offset, int Size)[] Groups(Layout layout, bool perRow) =>
    [
        .. layout.Weights.SelectMany(b => perRow
            ? Enumerable.Range(0, b.Rows).Select(row => (b.Offset + (row * b.Columns), b.Columns))
            : Enumerable.Repeat((b.Offset, b.Size), 1)),
    ];

    /// <summary>The coordinates of parameters.</summary>
    /// <param name="parameters">The parameters; no group zero.</param>
    /// <param name="perRow">Whether a group is a row.</param>
    /// <param name="keepsSize">Whether v starts as W; else it starts with norm 1.</param>
    internal static Vector Start(Parameters parameters, bool perRow, bool keepsSize)
    {
        var groups = Groups(parameters.Layout, perRow);
        return Vector.Build(groups.Length + parameters.Flat.Length, point =>
        {
            parameters.Flat.Span.CopyTo(point[groups.Length..]);
            for (var k = 0; k < groups.Length; k++)
            {
                var v = point.Slice(groups.Length + groups[k].Offset, groups[k].Size);
                point[k] = PNorms.Norm(v, 2);
                foreach (ref var x in v)
                    x = keepsSize ? x : x / point[k];
            }
        });
    }
}
