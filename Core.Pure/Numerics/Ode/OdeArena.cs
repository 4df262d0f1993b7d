namespace Marginalia.Numerics;

/// <summary>The private buffers of an integration. All are padded with zeros to whole groups (<see cref="OdeSweeps"/>), so that loops have no remainder.</summary>
internal sealed class OdeArena
{
    private readonly double[][] _slopes;
    private double[] _y, _next;

    internal OdeArena(int stages, OdeState state)
    {
        Length = state.Y.Length;
        var padded = (Length + OdeSweeps.Group - 1) / OdeSweeps.Group * OdeSweeps.Group;
        _slopes = [.. Enumerable.Range(0, stages).Select(_ => new double[padded])];
        (_y, _next) = (new double[padded], new double[padded]);
        state.Y.Span.CopyTo(_y);
        state.Slope.Span.CopyTo(_slopes[0]);
        (Time, NextStep, Counts) = (state.Time, state.NextStep, state.Counts);
    }

    internal int Length { get; }

    internal double Time { get; private set; }

    internal double NextStep { get; set; }

    internal OdeCounts Counts { get; set; }

    internal ReadOnlySpan<double> Y => _y.AsSpan(0, Length);

    /// <summary>The candidate for the next point.</summary>
    internal ReadOnlySpan<double> Next => _next.AsSpan(0, Length);

    internal Span<double> Slope(int stage) => _slopes[stage].AsSpan(0, Length);

    internal OdeState Freeze() => new(Time, Vector.Of(Y), Vector.Of(Slope(0)), NextStep, Counts);

    /// <summary>A step of the given size and the time it ends at, which is exactly <paramref name="until"/> when the step would reach it
    /// or leave less than a billionth of itself before it.</summary>
    internal (double Step, double End) Cap(double size, double until)
    {
        var left = until - Time;
        return left <= size * (1 + 1e-9) ? (left, until) : (size, Time + size);
    }

    /// <summary>The slope of a stage at the candidate point.</summary>
    internal void Evaluate(OdeProblem problem, double time, int stage) => Evaluate(problem, time, _next, _slopes[stage]);

    private void Evaluate(OdeProblem problem, double time, double[] point, double[] slope)
    {
        if (problem.InPlace is { } field)
            field(time, point.AsMemory(0, Length), slope.AsMemory(0, Length));
        else
            problem.Field(time, point.AsSpan(0, Length), slope.AsSpan(0, Length));
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
            Evaluate(problem, time, _y, _slopes[0]);
        else if (stage is { } last)
            (_slopes[0], _slopes[last]) = (_slopes[last], _slopes[0]);
    }

    /// <summary><c>next = y + step * sum_j weights[j] slope_j</c>, one FMA chain over the stages for every coordinate; zero weights are
    /// skipped.</summary>
    internal void Combine(double step, ReadOnlySpan<double> weights) => OdeSweeps.Combine(_y, _slopes, weights, step, _next);

    /// <summary>The root mean square of <c>step * sum_j weights[j] slope_j / (absolute + relative * max(|y|, |next|))</c>, summed in eight
    /// lanes; not finite when a point is not.</summary>
    internal double ScaledNorm(double step, ReadOnlySpan<double> weights, double absolute, double relative) =>
        Math.Sqrt(OdeSweeps.ScaledSquares(_y, _next, _slopes, weights, step, absolute, relative) / Length);
}
