using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>The classical Runge-Kutta method of order 4 with a fixed step, for flows that are retracted after every step.</summary>
/// <remarks>docs/theory/label-noise.md, section 2.2, items 6 and 7. Four evaluations a step, five when the problem retracts.</remarks>
public sealed record RungeKutta4 : OdeMethod
{
    private static readonly double[][] Weights = [[0.5], [0, 0.5], [0, 0, 1], [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6]];

    private RungeKutta4(double stepSize) => StepSize = stepSize;

    /// <summary>The step size; only the last step before a final time may be shorter.</summary>
    public double StepSize { get; }

    /// <inheritdoc/>
    public override string Name => "Runge-Kutta 4";

    /// <inheritdoc/>
    public override Source Source => new(
        "Kutta",
        "Beitrag zur naeherungsweisen Integration totaler Differentialgleichungen",
        "Z. Math. Phys. 46 (1901)",
        "docs/theory/label-noise.md, section 2.2");

    private protected override int Stages => 4;

    /// <summary>The method with the given step.</summary>
    /// <param name="stepSize">A finite positive number.</param>
    public static Validation<Error, RungeKutta4> Create(double stepSize) => CheckedStep(stepSize).Map(static h => new RungeKutta4(h));

    private protected override double FirstStep(OdeProblem problem, OdeArena arena) => StepSize;

    private protected override OdeOutcome? Advance(OdeProblem problem, OdeArena arena, double until)
    {
        var (step, end) = arena.Cap(StepSize, until);
        if (end == arena.Time)
            return OdeOutcome.StepUnderflow;
        for (var stage = 1; stage < Stages; stage++)
        {
            arena.Combine(step, Weights[stage - 1]);
            arena.Evaluate(problem, arena.Time + (stage == 3 ? step : step / 2), stage);
        }

        arena.Combine(step, Weights[3]);
        foreach (var y in arena.Next)
        {
            if (!double.IsFinite(y))
                return OdeOutcome.NonFinite;
        }

        arena.Accept(problem, end, null);
        return null;
    }
}
