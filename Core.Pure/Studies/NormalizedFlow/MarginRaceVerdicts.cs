using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>The expected outcomes of <see cref="MarginRace"/>.</summary>
internal static class MarginRaceVerdicts
{
    /// <summary>Below these the support is nearly degenerate and the constants come late.</summary>
    private const double LeastSlack = 0.05, LeastDual = 0.02;

    /// <param name="racers">With every state.</param>
    /// <param name="thinned">With states at equal distances on a logarithmic axis, for the fits.</param>
    /// <param name="solution">The limit.</param>
    /// <param name="steps">The steps of all but gradient descent.</param>
    internal static Arr<Verdict> Of(Arr<MarginRacer> racers, Arr<MarginRacer> thinned, HardMargin.Separable solution, int steps) => Array(
        Ordering(racers, steps),
        Slope("margin-race.slope-log", "The gap of log-loss descent falls like 1/k over the last three quarters of the steps (N25).", Racer(thinned, MarginRaceRunner.LogName), -1, steps, solution),
        Slope("margin-race.slope-dual", "The gap of dual acceleration falls like 1/k^2 over the last three quarters of the steps (N25).", Racer(thinned, MarginRaceRunner.DualName), -2, steps, solution),
        Constant("margin-race.constant-log", Racer(racers, MarginRaceRunner.LogName), solution),
        Constant("margin-race.constant-dual", Racer(racers, MarginRaceRunner.DualName), solution),
        FlowConstant(Racer(racers, MarginRaceRunner.GradientFlowName), solution),
        FlowLimit(Racer(racers, MarginRaceRunner.GradientFlowName), solution),
        Certificate(racers, solution));

    internal static MarginRacer Racer(Arr<MarginRacer> racers, string name) => racers.Find(r => r.Name == name).IfNone(() => throw new KeyNotFoundException(name));

    private static Verdict Ordering(Arr<MarginRacer> racers, int steps)
    {
        double Gap(string name)
        {
            var racer = Racer(racers, name);
            return racer.At(racer.RowOf(steps), "gap");
        }

        var first = Gap(MarginRaceRunner.LogName) / Gap(MarginRaceRunner.DualName);
        var second = Gap(MarginRaceRunner.GradientDescentName) / Gap(MarginRaceRunner.LogName);
        return Outcomes.AtLeast(
            "margin-race.ordering", $"After {steps} steps the gap of dual acceleration is at least 10 times below that of log-loss descent, and that at least 10 times below that of gradient descent.",
            Math.Min(first, second), 10, FormattableString.Invariant($"log-loss over dual {first:G4}, gradient over log-loss {second:G4}"));
    }

    // The rate is that of the constant, so it needs the constant's preconditions.
    private static Verdict Slope(string id, string statement, MarginRacer racer, double slope, int steps, HardMargin.Separable solution)
    {
        var found = Statistics.LogLogSlope(racer.Time.Span, racer.Column("gap").Span, steps / 4.0, steps);
        return IsGeneric(solution)
            ? Outcomes.Near(id, statement, found, slope, 0.06, "slope of log gap over log k")
            : Verdict.NotApplicable(id, statement, FormattableString.Invariant($"{Degenerate(solution)}; the slope is {found:G4}"));
    }

    private static Verdict Constant(string id, MarginRacer racer, HardMargin.Separable solution)
    {
        var statement = $"At the end of {racer.Name} gap rho - gamma* |w_perp|^2 / (2 rho) is within 5 % of c (N23).";
        var (found, c) = (racer.Final("gapConstant"), solution.MarginGapConstant);
        if (!IsGeneric(solution))
            return Verdict.NotApplicable(id, statement, FormattableString.Invariant($"{Degenerate(solution)}; the constant is {found:G4}, c = {c:G4}"));
        return Outcomes.AtMost(id, statement, Math.Abs((found / c) - 1), 0.05, FormattableString.Invariant($"relative difference of {found:G6} and c = {c:G6}"));
    }

    // Gradient descent gets to psi = 7 or so in 1e5 steps; the flow goes on along its orbit.
    private static Verdict FlowConstant(MarginRacer racer, HardMargin.Separable solution)
    {
        var statement = FormattableString.Invariant($"On the orbit of gradient descent, followed to psi = {racer.Final("psi"):F0}, gap rho - gamma* |w_perp|^2 / (2 rho) is within 0.02 of c (N23).");
        return IsGeneric(solution)
            ? Outcomes.Near("margin-race.constant-flow", statement, racer.Final("gapConstant"), solution.MarginGapConstant, 0.02)
            : Verdict.NotApplicable("margin-race.constant-flow", statement, FormattableString.Invariant($"{Degenerate(solution)}; the constant is {racer.Final("gapConstant"):G4}, c = {solution.MarginGapConstant:G4}"));
    }

    // gap = c / rho and rho = (log t + 2 log gamma* + H) / gamma*; the limit c gamma* of gap log t itself comes with an error of the order of 1 / log t.
    private static Verdict FlowLimit(MarginRacer racer, HardMargin.Separable solution)
    {
        var statement = FormattableString.Invariant($"On the orbit of gradient descent, followed to log t = {racer.LogTime:F0}, gap (log t + 2 log gamma* + H) is within 2 % of c gamma*, the limit of gap log t (N25).");
        var (found, limit) = (TimesLogTime(racer, solution), solution.MarginGapConstant * solution.Margin);
        return IsGeneric(solution)
            ? Outcomes.AtMost("margin-race.limit-flow", statement, Math.Abs((found / limit) - 1), 0.02, FormattableString.Invariant($"relative difference of {found:G6} and c gamma* = {limit:G6}"))
            : Verdict.NotApplicable("margin-race.limit-flow", statement, FormattableString.Invariant($"{Degenerate(solution)}; the product is {found:G4}, c gamma* = {limit:G4}"));
    }

    /// <summary>gap (log t + 2 log gamma* + H) at the end, which tends to c gamma* along gradient flow and descent.</summary>
    internal static double TimesLogTime(MarginRacer racer, HardMargin.Separable solution) => racer.Final("gap") * solution.Margin * solution.PredictedNorm(racer.LogTime);

    private static bool IsGeneric(HardMargin.Separable solution) => solution.MinimumSlack > LeastSlack && solution.MinimumDual > LeastDual;

    private static string Degenerate(HardMargin.Separable solution) => FormattableString.Invariant(
        $"the support is nearly degenerate: smallest slack {solution.MinimumSlack:G4} (above {LeastSlack} needed), smallest normalized dual {solution.MinimumDual:G4} (above {LeastDual} needed)");

    // Of quantities of the size of gamma*, the round-off of a dozen operations may be missing.
    private static Verdict Certificate(Arr<MarginRacer> racers, HardMargin.Separable solution)
    {
        var (least, count) = (double.PositiveInfinity, 0L);
        foreach (var racer in racers)
        {
            for (var i = 0; i <= racer.Last; i++, count++)
                least = Math.Min(least, Math.Min(racer.At(i, "gap"), racer.At(i, "upperBound") - solution.Margin) / solution.Margin);
        }

        return Outcomes.AtLeast(
            "N24", "At every state of every contender the smallest margin is at most gamma*, and gamma* is at most |sum omega_n z_n|.", least, -1e-12,
            $"smallest slack over gamma*, {count} states");
    }
}
