using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Numerics;

/// <summary>The explicit Runge-Kutta pair of Dormand and Prince, order 5 with an error estimate of order 4, step control and a step
/// floor.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, A3. The step after one of error norm e is multiplied by <c>0.9 e^(-1/5)</c>, at least 0.2 and at most 5;
/// e is the root mean square of the error estimate over <c>rtol / 100 + rtol max(|y|, |y next|)</c>. The last slope of a step is the first
/// of the next: six evaluations an attempt. Flows of relu networks chatter along kinks and need the floor; report the forced fraction.
/// </remarks>
public sealed record DormandPrince : OdeMethod
{
    private static readonly double[] Nodes = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1];

    private static readonly double[][] Weights =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    private static readonly double[] ErrorWeights = [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private DormandPrince(double relativeTolerance, double stepFloor) => (RelativeTolerance, StepFloor) = (relativeTolerance, stepFloor);

    /// <summary>The relative tolerance rtol; the absolute one is a hundredth of it.</summary>
    public double RelativeTolerance { get; }

    /// <summary>The step floor: a step proposed below it is taken at it and counted as forced; 0 for none.</summary>
    public double StepFloor { get; }

    /// <inheritdoc/>
    public override string Name => "Dormand-Prince 5(4)";

    /// <inheritdoc/>
    public override Source Source => new(
        "Dormand, Prince", "A family of embedded Runge-Kutta formulae", "J. Comp. Appl. Math. 6 (1980)", "docs/theory/normalized-flow.md, A3");

    private protected override int Stages => 7;

    /// <summary>The method with the given tolerance and floor.</summary>
    /// <param name="relativeTolerance">Between 1e-15 and 0.1.</param>
    /// <param name="stepFloor">0 or more; the default suits relu networks, smooth right sides may use 0.</param>
    public static Validation<Error, DormandPrince> Create(double relativeTolerance = 1e-8, double stepFloor = 1e-3) =>
        (relativeTolerance is >= 1e-15 and <= 0.1
            ? Success<Error, double>(relativeTolerance)
            : Fail<Error, double>(new Error.ParameterDomain("The relative tolerance", $"{relativeTolerance:R}", "1e-15 to 0.1")),
        stepFloor >= 0 && double.IsFinite(stepFloor)
            ? Success<Error, double>(stepFloor)
            : Fail<Error, double>(new Error.ParameterDomain("The step floor", $"{stepFloor:R}", "a finite number, 0 or more")))
        .Apply(static (tolerance, floor) => new DormandPrince(tolerance, floor));

    /// <summary>The start of E. Hairer, S. Norsett, G. Wanner, Solving Ordinary Differential Equations I, section II.4: a step that changes
    /// the point by a hundredth, corrected by the second derivative that it shows.</summary>
    private protected override double FirstStep(OdeProblem problem, OdeArena arena)
    {
        arena.Combine(0, []);
        arena.Y.CopyTo(arena.Slope(1));
        var point = arena.ScaledNorm(1, [0, 1], Absolute, RelativeTolerance);
        var slope = arena.ScaledNorm(1, [1], Absolute, RelativeTolerance);
        var trial = point < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * point / slope;
        arena.Combine(trial, [1]);
        arena.Evaluate(problem, arena.Time + trial, 1);
        arena.Combine(0, []);
        var bend = arena.ScaledNorm(1 / trial, [-1, 1], Absolute, RelativeTolerance);
        var largest = Math.Max(slope, bend);
        var step = largest <= 1e-15 ? Math.Max(1e-6, trial * 1e-3) : Elementary.Pow(0.01 / largest, 0.2);
        return step <= 100 * trial ? step : 100 * trial;
    }

    private double Absolute => RelativeTolerance / 100;

    private protected override OdeOutcome? Advance(OdeProblem problem, OdeArena arena, double until)
    {
        while (true)
        {
            var size = Math.Max(arena.NextStep, StepFloor);
            var (step, end) = arena.Cap(size, until);
            if (end == arena.Time)
                return OdeOutcome.StepUnderflow;
            for (var stage = 1; stage < Stages; stage++)
            {
                arena.Combine(step, Weights[stage]);
                arena.Evaluate(problem, arena.Time + (Nodes[stage] * step), stage);
            }

            var error = arena.ScaledNorm(step, ErrorWeights, Absolute, RelativeTolerance);
            var scaled = step * (double.IsNaN(error) ? 0.2 : Math.Clamp(0.9 * Elementary.Pow(error, -0.2), 0.2, 5));
            var atFloor = Math.Min(step, size) <= StepFloor;
            if (error <= 1 || (atFloor && double.IsFinite(error)))
            {
                if (error > 1 || arena.NextStep < Math.Min(step, StepFloor))
                    arena.Counts = arena.Counts with { Forced = arena.Counts.Forced + 1 };
                arena.NextStep = end == until ? Math.Max(size, scaled) : scaled;
                arena.Accept(problem, end, Stages - 1);
                return null;
            }

            if (atFloor)
                return OdeOutcome.NonFinite;
            arena.NextStep = scaled;
            arena.Counts = arena.Counts with { Rejected = arena.Counts.Rejected + 1 };
        }
    }
}
