using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marginalia.Numerics;

/// <summary>The private buffers of an integration. Rows are padded with zeros to whole groups of eight, so that loops have no
/// remainder.</summary>
internal sealed class OdeArena
{
    private readonly int _stride;
    private readonly double[] _slopes;
    private double[] _y, _next;

    internal OdeArena(int stages, OdeState state)
    {
        Length = state.Y.Length;
        _stride = (Length + 7) / 8 * 8;
        _slopes = new double[stages * _stride];
        (_y, _next) = (new double[_stride], new double[_stride]);
        state.Y.Span.CopyTo(_y);
        state.Slope.Span.CopyTo(_slopes);
        (Time, NextStep, Counts) = (state.Time, state.NextStep, state.Counts);
    }

    internal int Length { get; }

    internal double Time { get; private set; }

    internal double NextStep { get; set; }

    internal OdeCounts Counts { get; set; }

    internal ReadOnlySpan<double> Y => _y.AsSpan(0, Length);

    /// <summary>The candidate for the next point.</summary>
    internal ReadOnlySpan<double> Next => _next.AsSpan(0, Length);

    internal Span<double> Slope(int stage) => _slopes.AsSpan(stage * _stride, Length);

    internal OdeState Freeze() => new(Time, Vector.Of(Y), Vector.Of(Slope(0)), NextStep, Counts);

    /// <summary>A step of the given size and the time it ends at, which is exactly <paramref name="until"/> when the step would reach it
    /// or leave less than a billionth of itself before it.</summary>
    internal (double Step, double End) Cap(double size, double until)
    {
        var left = until - Time;
        return left <= size * (1 + 1e-9) ? (left, until) : (size, Time + size);
    }

    /// <summary>The slope of a stage at the candidate point.</summary>
    internal void Evaluate(OdeProblem problem, double time, int stage) => Evaluate(problem, time, Next, Slope(stage));

    private void Evaluate(OdeProblem problem, double time, ReadOnlySpan<double> point, Span<double> slope)
    {
        problem.Field(time, point, slope);
        Counts = Counts with { Evaluations = Counts.Evaluations + 1 };
    }

    /// <summary>The candidate becomes the point; its slope is that of a stage, or evaluated when there is none or the point is
    /// retracted.</summary>
    internal void Accept(OdeProblem problem, double time, int? stage)
    {
        (_y, _next, Time) = (_next, _y, time);
        Counts = Counts with { Accepted = Counts.Accepted + 1 };
        problem.Retract?.Invoke(_y.AsSpan(0, Length));
        if (problem.Retract is not null || stage is null)
            Evaluate(problem, time, Y, Slope(0));
        else if (stage is { } last and not 0)
            Slope(last).CopyTo(Slope(0));
    }

    /// <summary><c>next = y + step * sum_j weights[j] slope_j</c>, one FMA chain over the stages for every coordinate; zero weights are
    /// skipped.</summary>
    internal void Combine(double step, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < _stride; i += 8)
        {
            var moved = Vector512.FusedMultiplyAdd(Vector512.Create(step), Mix(weights, i), At(_y, i));
            moved.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_next), (nuint)i);
        }
    }

    /// <summary>The root mean square of <c>step * sum_j weights[j] slope_j / (absolute + relative * max(|y|, |next|))</c>, summed in eight
    /// lanes; not finite when a point is not.</summary>
    internal double ScaledNorm(double step, ReadOnlySpan<double> weights, double absolute, double relative)
    {
        var sum = Vector512<double>.Zero;
        for (var i = 0; i < _stride; i += 8)
        {
            var size = Vector512.Max(Vector512.Abs(At(_y, i)), Vector512.Abs(At(_next, i)));
            var scaled = step * Mix(weights, i) / Vector512.FusedMultiplyAdd(Vector512.Create(relative), size, Vector512.Create(absolute));
            sum = Vector512.FusedMultiplyAdd(scaled, scaled, sum) + (size - size); // NaN for an infinite size, which would hide its error
        }

        var four = sum.GetLower() + sum.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return Math.Sqrt((two[0] + two[1]) / Length);
    }

    private Vector512<double> Mix(ReadOnlySpan<double> weights, int i)
    {
        var mix = Vector512<double>.Zero;
        for (var j = 0; j < weights.Length; j++)
        {
            if (weights[j] != 0)
                mix = Vector512.FusedMultiplyAdd(Vector512.Create(weights[j]), At(_slopes, (j * _stride) + i), mix);
        }

        return mix;
    }

    private static Vector512<double> At(double[] values, int i) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)i);
}
