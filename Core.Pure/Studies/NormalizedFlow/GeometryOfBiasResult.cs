using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="GeometryOfBias"/>.</summary>
internal static class GeometryOfBiasResult
{
    private const double Shared = 1e-3;

    /// <summary>The norms that margins are compared in.</summary>
    internal static Arr<double> Norms(Arr<double> exponents) => Array(1.0) + exponents.Filter(static p => p < 2) + Array(2.0) + exponents.Filter(static p => p > 2);

    /// <param name="points">One z_n = y_n x_n per row.</param>
    /// <param name="models">Names and end-to-end weights.</param>
    /// <param name="exponents">The exponents of the constrained models.</param>
    /// <param name="largest">The largest margin there is in each norm; NaN where it is not known.</param>
    /// <param name="norm">rho of the constrained models.</param>
    /// <param name="kkt">The relu network's starts and ends.</param>
    internal static StudyResult Of(Matrix points, Arr<(string Name, Vector Weights)> models, Arr<double> exponents, Arr<double> largest, double norm, Arr<(string Start, double Margin)> kkt)
    {
        var norms = Norms(exponents);
        var margins = models.Map(m => norms.Map(p => Margin(points, m.Weights, p))).ToArr();
        var winners = Winners(models, norms, margins);
        return new(
            FormattableString.Invariant($"In {winners.Filter(static v => v.Status == VerdictStatus.Holds).Count} of {winners.Count} norms the largest margin is that of the model it belongs to; the relu network ends with margin {kkt[0].Margin:F4} or {kkt[1].Margin:F4} depending on its start."),
            Array(Margins(models, norms, margins, largest), Starts(kkt)), Array(Figure(points, models, norms)),
            winners.Add(Share(models, norms, margins)) + Limits(models, norms, margins, largest, Elementary.Log(points.Rows) / norm) + Kkt(kkt),
            Array("Constrained models end short of their largest margin by up to log n / rho. For nonlinear networks only first-order (KKT) points are promised, never the largest margin."), Arr<Table>.Empty);
    }

    /// <summary>The smallest z_n . w over |w|_p.</summary>
    private static double Margin(Matrix points, Vector w, double p)
    {
        var least = double.PositiveInfinity;
        for (var n = 0; n < points.Rows; n++)
            least = Math.Min(least, LinearMargins.Inner(points.Row(n), w.Span));
        var largest = w.ToArray().Max(Math.Abs);
        return least / (largest * Elementary.Pow(w.ToArray().Sum(x => Elementary.Pow(Math.Abs(x) / largest, p)), 1 / p));
    }

    private static bool Owns(string model, double p) => p == 2 ? model is GeometryOfBias.Plain or GeometryOfBias.Deep
        : p == 1 ? model == GeometryOfBias.Diagonal : model == FormattableString.Invariant($"l{p} constraint");

    private static Arr<Verdict> Winners(Arr<(string Name, Vector Weights)> models, Arr<double> norms, Arr<Arr<double>> margins) => norms.Map((i, p) =>
    {
        var own = Enumerable.Range(0, models.Count).Where(m => Owns(models[m].Name, p)).Max(m => margins[m][i]);
        var other = Enumerable.Range(0, models.Count).Where(m => !Owns(models[m].Name, p)).Max(m => margins[m][i]);
        return Outcomes.AtLeast(
            FormattableString.Invariant($"geometry-of-bias.l{p}"), FormattableString.Invariant($"In the l{p} norm the largest margin is that of {(p == 2 ? "log-loss descent or the deep linear network" : p == 1 ? "the diagonal network" : "the model with that constraint")}."),
            own - other, 0, FormattableString.Invariant($"{own:F5} against {other:F5}"));
    }).ToArr();

    private static Verdict Share(Arr<(string Name, Vector Weights)> models, Arr<double> norms, Arr<Arr<double>> margins)
    {
        var two = norms.ToArray().AsSpan().IndexOf(2.0);
        double Of(string name) => margins[models.ToList().FindIndex(m => m.Name == name)][two];
        return Outcomes.AtMost(
            "geometry-of-bias.shared", "Log-loss descent and the deep linear network share the l2 margin within 1e-3.", Math.Abs(Of(GeometryOfBias.Plain) - Of(GeometryOfBias.Deep)), Shared, "difference");
    }

    private static Arr<Verdict> Limits(Arr<(string Name, Vector Weights)> models, Arr<double> norms, Arr<Arr<double>> margins, Arr<double> largest, double allowed) =>
        norms.Map((i, p) => (Index: i, Exponent: p)).Filter(static x => x.Exponent is not (1 or 2)).Map(x =>
        {
            var own = Enumerable.Range(0, models.Count).Where(m => Owns(models[m].Name, x.Exponent)).Max(m => margins[m][x.Index]);
            return Outcomes.AtMost(
                FormattableString.Invariant($"N32.l{x.Exponent}"), FormattableString.Invariant($"The model with the l{x.Exponent} constraint ends within (log n) / rho of the largest l{x.Exponent} margin there is (N32)."),
                largest[x.Index] - own, allowed, FormattableString.Invariant($"{own:F5} against {largest[x.Index]:F5}"));
        }).ToArr();

    private static Arr<Verdict> Kkt(Arr<(string Start, double Margin)> kkt) => Array(
        Outcomes.Near("N38.dead", "With one neuron dead the relu network ends at a KKT point of product margin 1/4 (N38).", kkt[0].Margin, GeometryOfBiasRelu.Epsilon, 5e-3),
        Outcomes.Near("N38.active", "With both neurons active it ends near the margin sqrt(1 + 1/16) / 2 = 0.5154.", kkt[1].Margin, Math.Sqrt(1 + (GeometryOfBiasRelu.Epsilon * GeometryOfBiasRelu.Epsilon)) / 2, 5e-3));

    private static Table Margins(Arr<(string Name, Vector Weights)> models, Arr<double> norms, Arr<Arr<double>> margins, Arr<double> largest) => new(
        "margins", "Normalized margin of each model in each norm", Array("model") + norms.Map(static p => FormattableString.Invariant($"l{p}")),
        models.Map((i, m) => Array<Cell>(m.Name) + margins[i].Map(static x => (Cell)x)).ToArr().Add(
            Array<Cell>("largest of all") + largest.Map(static x => double.IsNaN(x) ? new Cell.Quantity(new Number.Undefined("The reference solver needs p > 1.")) : (Cell)x)));

    private static Table Starts(Arr<(string Start, double Margin)> kkt) => new(
        "starts", "Product margin of a relu network with two neurons from two starts", Array("start", "minimal margin / P"), kkt.Map(static k => Array<Cell>(k.Start, k.Margin)));

    private static Figure Figure(Matrix points, Arr<(string Name, Vector Weights)> models, Arr<double> norms) => new(
        "geometry", "Margins relative to the best model in each norm, and the weights",
        Array(
            new Panel(
                "Relative margin", new Axis("1 / p"), new Axis("margin over the best model's"),
                models.Map(m => new Series(m.Name, Vector.Of([.. norms.Map(static p => 1 / p)]), Vector.Of([.. norms.Map(p => Margin(points, m.Weights, p) / models.Map(x => Margin(points, x.Weights, p)).Max())]))).ToArr()),
            new Panel(
                "End-to-end weights, l2 norm 1", new Axis("feature"), new Axis("weight"),
                models.Map(static m => new Series(m.Name, Numbers(m.Weights.Length), Unit(m.Weights), SeriesStyle.Points)).ToArr())),
        "Every model is best in its own norm: the diagonal network at 1/p = 1, log-loss descent and the deep linear network, which coincide, at 1/2. The diagonal network has the sparsest weights.");

    private static Vector Numbers(int count) => Vector.Of([.. Enumerable.Range(1, count).Select(static i => (double)i)]);

    private static Vector Unit(Vector w)
    {
        var norm = Math.Sqrt(w.ToArray().Sum(static x => x * x));
        return Vector.Of([.. w.ToArray().Select(x => x / norm)]);
    }
}
