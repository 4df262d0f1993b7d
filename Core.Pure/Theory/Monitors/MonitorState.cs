namespace Marginalia.Theory;

/// <summary>What a monitor carries from step to step.</summary>
/// <param name="Checked">Steps judged.</param>
/// <param name="Skipped">Steps that could not be judged (<see cref="Deviation.None"/>).</param>
/// <param name="Worst">The largest deviation.</param>
/// <param name="WorstStep">Its step; the step from theta_t counts as t.</param>
/// <param name="First">The first deviation above the tolerance, not judged when there was none.</param>
/// <param name="FirstStep">Its step.</param>
public readonly record struct MonitorState(long Checked, long Skipped, Deviation Worst, long WorstStep, Deviation First, long FirstStep)
{
    /// <summary>No step seen.</summary>
    public static MonitorState Start { get; } = new(0, 0, Deviation.None, -1, Deviation.None, -1);

    /// <summary>Whether a step was above the tolerance.</summary>
    public bool IsViolated => First.IsJudged;

    /// <summary>The state after one more step.</summary>
    /// <param name="step">t.</param>
    /// <param name="deviation">What the monitor says of it.</param>
    /// <param name="tolerance">The monitor's tolerance.</param>
    public MonitorState After(long step, Deviation deviation, double tolerance)
    {
        if (!deviation.IsJudged)
            return this with { Skipped = Skipped + 1 };
        var state = this with { Checked = Checked + 1 };
        if (!(deviation.Size <= Worst.Size))
            state = state with { Worst = deviation, WorstStep = step };
        return deviation.Size > tolerance && !IsViolated ? state with { First = deviation, FirstStep = step } : state;
    }

    /// <summary>The state of both parts of a run, one after the other.</summary>
    /// <param name="later">The later part.</param>
    public MonitorState Then(MonitorState later)
    {
        var isWorse = later.Worst.IsJudged && !(later.Worst.Size <= Worst.Size);
        return new(
            Checked + later.Checked, Skipped + later.Skipped,
            isWorse ? later.Worst : Worst, isWorse ? later.WorstStep : WorstStep, IsViolated ? First : later.First, IsViolated ? FirstStep : later.FirstStep);
    }
}
