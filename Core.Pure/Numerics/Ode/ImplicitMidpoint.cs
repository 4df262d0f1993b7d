using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>The implicit midpoint rule with a fixed step: order 2, symmetric, and exact for every quadratic invariant.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, A3: laws N6 to N8 hold to round-off. Each step solves <c>k = f(t + h/2, y + (h/2) k)</c> by iteration to
/// 1e-16 of the largest coordinate, or to where round-off ends the progress; the step must be below 2 over the Lipschitz constant of f.
/// </remarks>
public sealed record ImplicitMidpoint : OdeMethod
{
    private const int IterationCap = 200;

    private ImplicitMidpoint(double stepSize) => StepSize = stepSize;

    /// <summary>The step size; only the last step before a final time may be shorter.</summary>
    public double StepSize { get; }

    /// <inheritdoc/>
    public override string Name => "implicit midpoint";

    /// <inheritdoc/>
    public override Source Source => new(
        "Hairer, Lubich, Wanner", "Geometric Numerical Integration", "Springer, section IV.2", "docs/theory/normalized-flow.md, A3");

    private protected override int Stages => 2;

    /// <summary>The method with the given step.</summary>
    /// <param name="stepSize">A finite positive number.</param>
    public static Validation<Error, ImplicitMidpoint> Create(double stepSize) =>
        CheckedStep(stepSize).Map(static h => new ImplicitMidpoint(h));

    private protected override double FirstStep(OdeProblem problem, OdeArena arena) => StepSize;

    private protected override OdeOutcome? Advance(OdeProblem problem, OdeArena arena, double until)
    {
        var (step, end) = arena.Cap(StepSize, until);
        if (end == arena.Time)
            return OdeOutcome.StepUnderflow;
        var previous = double.PositiveInfinity;
        for (var iteration = 0; iteration < IterationCap; iteration++)
        {
            arena.Combine(step / 2, [1]);
            arena.Evaluate(problem, arena.Time + (step / 2), 1);
            var (change, size) = (OdeSweeps.LargestDifference(arena.Slope(0), arena.Slope(1)) * step / 2, OdeSweeps.Largest(arena.Next));
            if (!double.IsFinite(change + size))
                return OdeOutcome.NonFinite;
            arena.Slope(1).CopyTo(arena.Slope(0));
            if (change <= 1e-16 * size || (change <= 1e-14 * size && change >= previous))
            {
                arena.Combine(step, [1]);
                arena.Accept(problem, end, 0);
                return null;
            }

            previous = change;
        }

        return OdeOutcome.NotConverged;
    }
}
