using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Figures of <see cref="MarginRace"/>.</summary>
internal static class MarginRaceFigures
{
    internal static Arr<Figure> Of(Arr<MarginRacer> racers, MarginRaceRuler ruler)
    {
        var discrete = racers.Filter(static r => r.Name is not (MarginRaceRunner.FlowName or MarginRaceRunner.GradientFlowName));
        return Array(
            new Figure(
                "race", "Against the number of steps",
                Array(
                    Steps(discrete, "Gap of the margin", "gamma* - gamma_min", "gap"),
                    Steps(discrete, "Gap of the certificate", "|sum omega z| - gamma_min", "certificateGap"),
                    Steps(discrete, "Error of the direction", "|V - V*|", "directionError")),
                "The gap of gradient descent falls like 1/log k, that of log-loss descent like 1/k, that of dual acceleration like 1/k^2. The certificate needs no solver: its gap bounds what is missing."),
            new Figure(
                "constants", "At equal norm",
                Array(GapByNorm(racers, ruler.Solution), WeightsByNorm(racers), Duals(racers, ruler)),
                "At equal norm all contenders have the same gap c/rho (dashed), whatever their speed: they differ only in how fast the norm grows. The example weights tend to the normalized dual of the hard-margin problem."));
    }

    private static Panel Steps(Arr<MarginRacer> racers, string title, string label, string column) => new(
        title, new Axis("step k", AxisScale.Logarithmic), new Axis(label, AxisScale.Logarithmic),
        racers.Map(r => new Series(r.Name, Drawn(r.Time, r.Time, 1), Drawn(r.Column(column), r.Time, 1))).ToArr());

    private static Panel GapByNorm(Arr<MarginRacer> racers, HardMargin.Separable solution)
    {
        var norms = racers.Bind(static r => r.Column("norm").ToArray()).Where(static x => x > 1).ToArray();
        var ends = Vector.Of(1, norms.DefaultIfEmpty(10).Max());
        return new(
            "Gap against the norm", new Axis("norm rho", AxisScale.Logarithmic), new Axis("gamma* - gamma_min", AxisScale.Logarithmic),
            racers.Map(static r => ByNorm(r, "gap")).ToArr()
                .Add(new Series("c / rho", ends, Vector.Of(solution.PredictedGap(ends[0], 0), solution.PredictedGap(ends[1], 0)), SeriesStyle.Dashed)));
    }

    private static Panel WeightsByNorm(Arr<MarginRacer> racers) => new(
        "Error of the weights", new Axis("norm rho", AxisScale.Logarithmic), new Axis("sum |omega - dual|", AxisScale.Logarithmic),
        racers.Map(static r => ByNorm(r, "weightError")).ToArr());

    private static Series ByNorm(MarginRacer racer, string column)
    {
        var norm = racer.Column("norm");
        return new(racer.Name, Drawn(norm, norm, 1), Drawn(racer.Column(column), norm, 1));
    }

    // Steps before the first and norms below 1 say nothing of the limit.
    private static Vector Drawn(Vector values, Vector by, double from) => Vector.Of([.. values.ToArray().Where((_, i) => by[i] >= from)]);

    private static Panel Duals(Arr<MarginRacer> racers, MarginRaceRuler ruler)
    {
        var support = ruler.Solution.Support.ToArray();
        var dual = Vector.Of([.. support.Select(n => ruler.Solution.NormalizedDual[n])]);
        var end = Vector.Of(0, dual.ToArray().Max());
        return new(
            "Example weights at the end", new Axis("normalized dual of a support vector"), new Axis("omega"),
            racers.Map(r =>
            {
                var omega = LinearMargins.Of(ruler.Points, r.Weights.Span).ExampleWeights;
                return new Series(r.Name, dual, Vector.Of([.. support.Select(n => omega[n])]), SeriesStyle.Points);
            }).ToArr().Add(new Series("equality", end, end, SeriesStyle.Dashed)));
    }
}
