using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables and texts of <see cref="MarginRace"/>.</summary>
internal static class MarginRaceResult
{
    internal static StudyResult Of(Arr<MarginRacer> racers, MarginRaceData problem, int steps)
    {
        var ruler = problem.Ruler;
        var thinned = racers.Map(static r => r.Thinned()).ToArr();
        return new(
            Summary(racers, ruler.Solution), Array(Ends(racers, ruler.Solution), Support(racers, ruler)), MarginRaceFigures.Of(thinned, ruler),
            MarginRaceVerdicts.Of(racers, thinned, ruler.Solution, steps), Caveats(racers, ruler.Solution, problem.Refused), Array(Trajectories(thinned)));
    }

    private static string Summary(Arr<MarginRacer> racers, HardMargin.Separable solution) =>
        FormattableString.Invariant($"The largest margin is {solution.Margin:G6} with {solution.Support.Length} support vectors. What is missing at the end: ")
        + string.Join(", ", racers.Map(static r => FormattableString.Invariant($"{r.Name} {r.Final("gap"):G3}"))) + ".";

    private static Table Ends(Arr<MarginRacer> racers, HardMargin.Separable solution) => new(
        "ends", "Where each contender ended",
        Array("contender", "steps or time", "psi", "norm rho", "gap gamma* - gamma_min", "gap * rho, corrected", "c", "smoothed gap * rho", "H of the dual", "certificate gap", "|V - V*|", "sum |omega - dual|", "gap * (log t + 2 log gamma* + H)", "c gamma*"),
        racers.Map(r =>
        {
            var descends = !double.IsNaN(r.LogTime);
            return Array<Cell>(
                r.Name, r.Time[r.Last], r.Final("psi"), r.Final("norm"), r.Final("gap"), r.Final("gapConstant"), solution.MarginGapConstant, r.Final("smoothedGap") * r.Final("norm"), solution.DualEntropy,
                r.Final("certificateGap"), r.Final("directionError"), r.Final("weightError"),
                descends ? MarginRaceVerdicts.TimesLogTime(r, solution) : "", descends ? solution.MarginGapConstant * solution.Margin : "");
        }).ToArr());

    private static Table Support(Arr<MarginRacer> racers, MarginRaceRuler ruler) => new(
        "support", "Example weights of the support vectors at the end against the normalized dual",
        Array("example", "normalized dual") + racers.Map(static r => r.Name),
        ruler.Solution.Support.ToArray().Select(n => Array<Cell>($"{n}", ruler.Solution.NormalizedDual[n])
            + racers.Map(r => (Cell)LinearMargins.Of(ruler.Points, r.Weights.Span).ExampleWeights[n])).ToArr());

    private static Table Trajectories(Arr<MarginRacer> racers) => new(
        "trajectory", "Recorded quantities", Array("contender", "time") + MarginRaceRuler.Columns.Map(static c => c.Name),
        racers.Bind(static r => r.Rows.Select((row, i) => Array<Cell>(r.Name, r.Time[i]) + row.ToArray().Select(static x => (Cell)x).ToArr())).ToArr());

    private static string DescentCaveat(MarginRacer descent, HardMargin.Separable solution) => FormattableString.Invariant(
        $"Gradient descent itself is at psi = {descent.Final("psi"):F2} after {descent.Time[descent.Last]:F0} steps, where gap (log t + 2 log gamma* + H) is {MarginRaceVerdicts.TimesLogTime(descent, solution) / (solution.MarginGapConstant * solution.Margin):F3} times its limit c gamma*; its limit is judged on gradient flow, which goes on along its orbit.");

    private static Arr<string> Caveats(Arr<MarginRacer> racers, HardMargin.Separable solution, int refused) => Array(
        FormattableString.Invariant($"The constants hold when the support vectors are linearly independent, their duals positive and all other examples strictly beyond the margin; here the smallest normalized dual is {solution.MinimumDual:G4} and the smallest slack {solution.MinimumSlack:G4}. Small values delay the limits; {refused} draws of the data before were refused for them."),
        DescentCaveat(MarginRaceVerdicts.Racer(racers, MarginRaceRunner.GradientDescentName), solution),
        "The flows have no steps, so they appear where contenders are compared at equal norm. That of weight normalization is stiff: its directions relax at a rate that grows with the square of the norm.");
}
