using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The bounds that have a number, against 1, on a logarithmic axis.</summary>
internal static class BoundFigure
{
    internal static Option<Figure> Of(AuditResult result)
    {
        var bounds = result.Bounds.Filter(b => result.Models.Exists(m => Number(m, b).IsSome)).Reverse().ToArr();
        if (bounds.IsEmpty)
            return None;
        var series = result.Models.Count == 1
            ? bounds.Choose(b => Status(result.Models[0], b)).Distinct().Select(s => Points(s, bounds, b => Status(result.Models[0], b) == s ? Number(result.Models[0], b) : None))
            : result.Models.Map(m => Points(m.Name, bounds, b => Number(m, b)));
        var one = new Series("1: nothing is said from here on", Vector.Of(1, 1), Vector.Of(0.5, bounds.Count + 0.5), SeriesStyle.Dashed);
        return Some(new Figure(
            "bounds", "Bounds on the risk",
            Array(new Panel("Bounds on the risk against 1", new Axis("bound", AxisScale.Logarithmic), new Axis("") { Names = bounds.Map(static b => b.Id) }, series.Append(one).ToArr())),
            "A bound of 1 or more holds for every classifier and is called vacuous. It is printed as it is, never clipped."));
    }

    private static Series Points(string name, Arr<Bound> bounds, Func<Bound, Option<double>> number) => new(
        name, Vector.Of([.. bounds.Map(b => number(b).IfNone(double.NaN))]), Vector.Of([.. Enumerable.Range(1, bounds.Count).Select(static i => (double)i)]), SeriesStyle.Points);

    private static Option<double> Number(ModelAudit model, Bound bound) =>
        model.Bounds.Find(b => b.Bound.Id == bound.Id).Bind(static b => b.Value.Value is Number.Value v ? Some(v.Amount) : None);

    private static Option<string> Status(ModelAudit model, Bound bound) => model.Bounds.Find(b => b.Bound.Id == bound.Id && b.Value.Value is Number.Value).Map(static b => b.Value.Status.Word);
}
