using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>The figures of a training run's report, made of the columns that were recorded.</summary>
internal static class TrainFigures
{
    internal static Arr<Figure> Of(Trajectory run)
    {
        if (run.Rows.Count < 2)
            return Arr<Figure>.Empty;
        var steps = Vector.Of([.. run.Rows.Map(static r => (double)r.Step)]);
        var panels = Array(
            Panel(run, steps, "psi = -log L", AxisScale.Linear, static c => c == "psi"),
            Panel(run, steps, "Loss", AxisScale.Logarithmic, static c => c is "loss" or "test.loss"),
            Panel(run, steps, "Error (fraction)", AxisScale.Linear, static c => c is "error" or "test.error"),
            Panel(run, steps, "Layer norms rho_k", AxisScale.Linear, static c => c.StartsWith("norm.", StringComparison.Ordinal)),
            Panel(run, steps, "Product norm P", AxisScale.Logarithmic, static c => c == "productNorm"),
            Panel(run, steps, "Margin divided by P", AxisScale.Linear, static c => c is "normalizedMargin" or "smoothedMargin"),
            Panel(run, steps, "Residual of the margin problem", AxisScale.Logarithmic, static c => c is "kktResidual" or "windowedKktResidual"),
            Panel(run, steps, "Bounds of the largest margin", AxisScale.Linear, static c => c is "endToEndMargin" or "marginUpperBound"),
            Panel(run, steps, "Alignment sigma_1 / |W|", AxisScale.Linear, static c => c.StartsWith("alignment.", StringComparison.Ordinal)))
            .Filter(static p => p.Series.Count > 0);
        return panels.Count == 0 ? Arr<Figure>.Empty : Array(new Figure("run", "Along the run", panels, "Recorded quantities against the number of completed steps."));
    }

    private static Panel Panel(Trajectory run, Vector steps, string label, AxisScale scale, Func<string, bool> chosen) => new(
        label, new Axis("step"), new Axis(label, scale),
        run.Columns.Filter(c => chosen(c.Name)).Map(c => new Series(c.Name, steps, run.Column(c.Name).IfNone(Vector.Empty))));
}
