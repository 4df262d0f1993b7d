using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N16, the bound on the step: beyond it smoothed margins fall.</summary>
public static class LargeStepsLowerTheMargin
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "N16",
        "too large steps lower the smoothed margin",
        "Log-loss descent raises the smoothed margin of separated data whatever its step.",
        "With a step of at most 2 / R_x^2 it never falls; with sixteen times 1 / R_x^2 it does, again and again.",
        "1000 steps from the hard-margin direction: falls of s / rho by more than 1e-12: none for a R_x^2 = 1 and 2, at least ten for 16",
        "1e-12",
        Sources.LyuLi("N16"),
        "linear model on sep(20, 5, 0.3), exponential loss, from zero",
        static numerics => new[] { 1.0, 2, 16 }.Select(c => Part(numerics, c)));

    private static Outcome Part(NumericsPolicy numerics, double factor)
    {
        var objective = Instances.Model(numerics, Instances.Separable(20, 5, 0.3, 6), []);
        var radius = objective.Data.InputRadius;
        var start = Instances.Draw(objective, 0.1, 6);
        var plan = Plan.Create(
            objective, new LogGradientDescent(), new Constant(factor / (radius * radius)), 1000, stoppingRules: Arr<StoppingRule>.Empty,
            probes: Prelude.Array<Probe>(new LossProbe(), new MarginProbe()), observations: new ObservationSchedule.Every(1)).Made();
        var run = Run.Continue(plan, Run.Start(plan, start, new Key(6)).Made()).Made();
        var (psi, margins) = (run.Column("psi").IfNone(Vector.Empty), run.Column("smoothedMargin").IfNone(Vector.Empty));
        var falls = Enumerable.Range(1, margins.Length - 1).Count(i => psi[i - 1] > 0 && margins[i] < margins[i - 1] - 1e-12);
        return factor <= 2 ? Outcome.Equal(falls, 0, 0, $"falls at a R_x^2 = {factor}") : Outcome.AtMost(10, falls, 0, $"falls at a R_x^2 = {factor}");
    }
}
