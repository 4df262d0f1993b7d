namespace Marginalia.Training;

/// <summary>A step as it is made, for monitors that check every one: spans into the run, which cannot be kept.</summary>
public readonly ref struct StepView
{
    internal StepView(StepArena arena, in StepInfo info)
    {
        (Step, Rate, Info) = (arena.Step, arena.Rate, info);
        Theta = arena.Theta.Span;
        Next = arena.Next.Span;
        Batch = arena.Batch.Indices.Span;
    }

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

    /// <summary>The examples of the step, repetitions included; empty for all in order.</summary>
    public ReadOnlySpan<int> Batch { get; }
}

/// <summary>Watches the steps of a run.</summary>
/// <param name="step">The step, valid during the call.</param>
public delegate void StepWatcher(in StepView step);
