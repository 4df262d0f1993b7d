using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Everything a run carries from step to step: with the plan it determines every later step to the bit.</summary>
/// <remarks>An immutable value. Of randomness it holds the key and the step only (conventions, 5.8).</remarks>
/// <param name="Parameters">theta_t.</param>
/// <param name="Memory">What the rule carries.</param>
/// <param name="Step">t, the number of completed steps.</param>
/// <param name="Clocks">Time and cost up to here.</param>
/// <param name="Key">The key of the run.</param>
public sealed record TrainingState(Parameters Parameters, Memory Memory, long Step, Clocks Clocks, Key Key)
{
    /// <summary>The loss of the first step's batch, which divergence of squared losses is measured against; NaN before the first step.</summary>
    public double StartLoss { get; init; } = double.NaN;

    /// <summary>Where the window of the KKT residual began, when a probe or stopping rule of the plan looks at it; else empty.</summary>
    public Memory Window { get; init; } = Memory.Empty;
}
