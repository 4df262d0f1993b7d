namespace Marginalia.Training;

/// <summary>A step as it is made, for monitors that check every one: spans into the run, which cannot be kept.</summary>
public readonly ref struct StepView
{
    internal StepView(StepArena arena, in StepInfo info)
    {
        (Step, Rate, Info) = (arena.Step, arena.Rate, info);
        Theta = arena.Theta.Span;
        Next = arena.Next.Span;
        Direction = arena.Direction.Span;
        Batch = arena.Batch.Indices.Span;
        Outputs = arena.Outputs;
        if (arena.Rule.CoordinateVector is var vector && vector >= 0)
        {
            Coordinates = arena.Carried(vector).Span;
            NextCoordinates = arena.Carry(vector).Span;
        }
    }

    private StepView(
        long step, double rate, in StepInfo info, ReadOnlySpan<double> theta, ReadOnlySpan<double> next, ReadOnlySpan<double> direction, ReadOnlySpan<double> coordinates,
        ReadOnlySpan<double> nextCoordinates)
    {
        (Step, Rate, Info) = (step, rate, info);
        Theta = theta;
        Next = next;
        Direction = direction;
        Coordinates = coordinates;
        NextCoordinates = nextCoordinates;
    }

    /// <summary>A step that was made elsewhere, for instance by code of your own, so that monitors can look at it.</summary>
    /// <param name="step">t.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="info">What the step saw; <see cref="StepInfo.LogDisplacement"/> says how far along the direction it went.</param>
    /// <param name="theta">theta_t.</param>
    /// <param name="next">theta_(t+1), as long as theta_t.</param>
    /// <param name="direction">D at theta_t, as long as theta_t, or empty when it is not known.</param>
    /// <param name="coordinates">Gains and directions of weight normalization, when these are what the step moves, else empty.</param>
    /// <param name="nextCoordinates">The same after the step, of the same length.</param>
    /// <returns>The view; its batch is all examples.</returns>
    /// <exception cref="ArgumentException">The lengths differ: a broken invariant of the caller.</exception>
    public static StepView Of(
        long step, double rate, in StepInfo info, ReadOnlySpan<double> theta, ReadOnlySpan<double> next, ReadOnlySpan<double> direction = default,
        ReadOnlySpan<double> coordinates = default, ReadOnlySpan<double> nextCoordinates = default) =>
        next.Length == theta.Length && (direction.IsEmpty || direction.Length == theta.Length) && coordinates.Length == nextCoordinates.Length
            ? new(step, rate, info, theta, next, direction, coordinates, nextCoordinates)
            : throw new ArgumentException($"A step has {theta.Length} parameters before, {next.Length} after and a direction of {direction.Length}, {coordinates.Length} coordinates before and {nextCoordinates.Length} after; give one length of each.");

    /// <summary>t.</summary>
    public long Step { get; }

    /// <summary>The step size of the schedule at t.</summary>
    public double Rate { get; }

    /// <summary>What the step saw.</summary>
    public StepInfo Info { get; }

    /// <summary>theta_t.</summary>
    public ReadOnlySpan<double> Theta { get; }

    /// <summary>theta_(t+1).</summary>
    public ReadOnlySpan<double> Next { get; }

    /// <summary>D, the descent direction at theta_t on the examples of the step: grad psi for losses of exponential type, minus the gradient of the declared
    /// objective for the others. Empty unless it was asked for (<see cref="RunControl.WatchesDirection"/>) and the rule came by it at theta_t.</summary>
    public ReadOnlySpan<double> Direction { get; }

    /// <summary>The coordinates in which the rule moves at t, when those are not the parameters: all gains, then all directions of weight normalization. Else empty.</summary>
    public ReadOnlySpan<double> Coordinates { get; }

    /// <summary>The same at t + 1.</summary>
    public ReadOnlySpan<double> NextCoordinates { get; }

    /// <summary>The outputs that the step computed last, at theta_t or where it proposed to go; only their size means something. Empty when not known.</summary>
    internal ReadOnlySpan<double> Outputs { get; }

    /// <summary>The examples of the step, repetitions included; empty for all in order.</summary>
    public ReadOnlySpan<int> Batch { get; }
}

/// <summary>Watches the steps of a run.</summary>
/// <param name="step">The step, valid during the call.</param>
public delegate void StepWatcher(in StepView step);
