using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Numerics;

/// <summary>A one-step method for <c>y' = f(t, y)</c>; members are values, and integrations pure functions of the state.</summary>
/// <remarks>Steps forward in time only. An integration of any number of steps allocates its buffers once; it gives the same bits as single
/// steps.</remarks>
public abstract record OdeMethod
{
    private protected OdeMethod() { }

    /// <summary>The name in records and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Where the method comes from.</summary>
    public abstract Source Source { get; }

    /// <summary>How many slopes a step holds at once.</summary>
    private protected abstract int Stages { get; }

    /// <summary>The state at the start of an integration.</summary>
    /// <param name="problem">The differential equation.</param>
    /// <param name="time">The time at the start.</param>
    /// <param name="y">The point at the start, at least one coordinate.</param>
    /// <returns>An error when the point or its slope is empty or not finite.</returns>
    public Either<Error, OdeState> Start(OdeProblem problem, double time, Vector y)
    {
        if (y.Length == 0)
            return new Error.EmptyData("The start of a differential equation");
        var slope = new double[y.Length];
        problem.Field(time, y.Span, slope);
        for (var i = 0; i < y.Length; i++)
        {
            if (!double.IsFinite(y[i]))
                return new Error.NonFinite("The start of a differential equation", y[i], $"coordinate {i}");
            if (!double.IsFinite(slope[i]))
                return new Error.NonFinite("The slope at the start of a differential equation", slope[i], $"coordinate {i}");
        }

        var arena = new OdeArena(Stages, new OdeState(time, y, Vector.Own(slope), 0, new(0, 0, 0, 1)));
        arena.NextStep = FirstStep(problem, arena);
        return arena.Freeze();
    }

    /// <summary>Goes on until a time is reached exactly or so many steps have been accepted.</summary>
    /// <param name="problem">The differential equation.</param>
    /// <param name="state">Where to go on from.</param>
    /// <param name="until">The final time, at least that of the state.</param>
    /// <param name="steps">The largest number of accepted steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The final time lies before the state or is not finite.</exception>
    public OdeRun Integrate(OdeProblem problem, OdeState state, double until, long steps = long.MaxValue)
    {
        if (!(until >= state.Time) || double.IsInfinity(until))
            throw new ArgumentOutOfRangeException(nameof(until), until, $"Integrations run forward; the state is at {state.Time}.");
        var arena = new OdeArena(Stages, state);
        OdeOutcome? failure = null;
        for (; failure is null && steps > 0 && arena.Time < until; steps--)
            failure = Advance(problem, arena, until);
        return new(arena.Freeze(), failure ?? (arena.Time < until ? OdeOutcome.StepCap : OdeOutcome.Reached));
    }

    /// <summary>One accepted step, shortened to end at <paramref name="until"/> when it would pass it.</summary>
    /// <param name="problem">The differential equation.</param>
    /// <param name="state">Where to go on from.</param>
    /// <param name="until">The time not to pass.</param>
    public OdeRun Step(OdeProblem problem, OdeState state, double until) => Integrate(problem, state, until, 1);

    private protected static Validation<Error, double> CheckedStep(double stepSize) => stepSize > 0 && double.IsFinite(stepSize)
        ? Success<Error, double>(stepSize)
        : Fail<Error, double>(new Error.ParameterDomain("The step size", $"{stepSize:R}", "a finite positive number"));

    /// <summary>The size of the first step; may evaluate the right side.</summary>
    private protected abstract double FirstStep(OdeProblem problem, OdeArena arena);

    /// <summary>Makes one accepted step, or says why there is none.</summary>
    private protected abstract OdeOutcome? Advance(OdeProblem problem, OdeArena arena, double until);
}
