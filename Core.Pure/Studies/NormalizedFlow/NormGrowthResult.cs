using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="NormGrowth"/>.</summary>
internal static class NormGrowthResult
{
    internal static StudyResult Of(Arr<NormGrowthRun> runs, double margin, double psi) => new(
        FormattableString.Invariant($"For depths 1 to {runs.Count} the product norm grows with psi at slopes {string.Join(", ", runs.Map(r => FormattableString.Invariant($"{r.Slope * margin:F4}")))} in units of 1/gamma*, where 1 is predicted for every depth."),
        Array(Summary(runs, margin)), Array(Growth(runs, margin), Layers(runs, margin)), Verdicts(runs, margin, psi),
        Array("The networks are linear, so that gamma* = " + FormattableString.Invariant($"{margin:G6}") + " is known from the hard-margin problem; deeper networks align their layers later, which is why the slope of depth 4 is still further off."),
        Array(Trajectory(runs)));

    private static Arr<Verdict> Verdicts(Arr<NormGrowthRun> runs, double margin, double psi) =>
        runs.Map(r => Outcomes.AtMost(
            $"norm-growth.slope-{r.Depth}", FormattableString.Invariant($"Depth {r.Depth}: the slope of the product norm P against psi over the last 70 % of psi is within {(r.Depth <= 3 ? 2 : 5)} % of 1/gamma*."),
            Math.Abs((r.Slope * margin) - 1), r.Depth <= 3 ? 0.02 : 0.05, FormattableString.Invariant($"slope {r.Slope:G6}, 1/gamma* {1 / margin:G6}")))
        + runs.Map(r => Outcomes.AtMost(
            $"norm-growth.delta-{r.Depth}", FormattableString.Invariant($"Depth {r.Depth}: at psi = {psi:G6} psi differs by less than 0.05 from log t + (2 - 2/D) log psi + log(D^2 gamma^(2/D)) (N22)."), Math.Abs(r.Delta[r.Last]), 0.05))
        + runs.Filter(static r => r.Depth is 2 or 3).Map(static r => Outcomes.AtMost(
            $"norm-growth.spread-{r.Depth}", $"Depth {r.Depth}: at the end the norms of the layers are within 5 % of each other.", r.Spread, 0.05, "largest over smallest, minus 1"));

    private static Table Summary(Arr<NormGrowthRun> runs, double margin) => new(
        "depths", "Where each depth ended",
        Array("depth", "psi", "log(1 + t)", "product norm P", "slope of P against psi", "slope * gamma*", "delta of N22", "spread of the layer norms"),
        runs.Map(r => Array<Cell>(r.Depth, r.Psi[r.Last], r.LogTime[r.Last], r.ProductNorm[r.Last], r.Slope, r.Slope * margin, r.Delta[r.Last], r.Spread)).ToArr());

    private static Figure Growth(Arr<NormGrowthRun> runs, double margin)
    {
        var end = runs.Map(static r => r.LogTime[r.Last]).Max();
        return new(
            "norm-growth", "The product norm and the growth law",
            Array(
                new Panel(
                    "Product norm", new Axis("log(1 + t)"), new Axis("P"),
                    runs.Map(static r => new Series($"depth {r.Depth}", r.LogTime, r.ProductNorm)).ToArr().Add(new Series("log t / gamma*", Vector.Of(0, end), Vector.Of(0, end / margin), SeriesStyle.Dashed))),
                new Panel(
                    "What the growth law leaves", new Axis("psi = -log L", AxisScale.Logarithmic), new Axis("|delta|", AxisScale.Logarithmic),
                    runs.Map(static r => new Series($"depth {r.Depth}", Late(r.Psi, r), Late(Vector.Of([.. r.Delta.ToArray().Select(Math.Abs)]), r))).ToArr())),
            "(a) P grows like log t / gamma* (dashed) for every depth. (b) The difference delta of both sides of the growth law N22 tends to 0.");
    }

    private static Figure Layers(Arr<NormGrowthRun> runs, double margin) => new(
        "layer-norms", "The norms of the layers against the logarithm of time",
        runs.Map(r => new Panel(
            $"Depth {r.Depth}", new Axis("log(1 + t)", AxisScale.Logarithmic), new Axis("norm of a layer", AxisScale.Logarithmic),
            r.LayerNorms.Select((v, k) => new Series($"layer {k + 1}", Late(r.LogTime, r), Late(v, r))).ToArr()
                .Add(new Series("(log t / gamma*)^(1/D)", Late(r.LogTime, r), Vector.Of([.. Late(r.LogTime, r).ToArray().Select(t => Elementary.Pow(t / margin, 1.0 / r.Depth))]), SeriesStyle.Dashed)))).ToArr(),
        "From psi = 1 on. Whatever the layers begin with, their differences of squared norms stay, so that their ratios tend to 1; each grows like the root of degree D of the product (dashed).");

    // Before separation the growth law has not begun.
    private static Vector Late(Vector values, NormGrowthRun run) => Vector.Of([.. values.ToArray().Where((_, i) => run.Psi[i] > 1)]);

    private static Table Trajectory(Arr<NormGrowthRun> runs) => new(
        "trajectory", "Recorded quantities", Array("depth", "psi", "logPhysicalTime", "productNorm", "delta", "norm.1", "norm.2", "norm.3", "norm.4"),
        runs.Bind(static r => Enumerable.Range(0, r.Psi.Length).Select(i => Array<Cell>(r.Depth, r.Psi[i], r.LogTime[i], r.ProductNorm[i], r.Delta[i])
            + Enumerable.Range(0, 4).Select(k => k < r.Depth ? (Cell)r.LayerNorms[k][i] : (Cell)"").ToArr())).ToArr());
}
