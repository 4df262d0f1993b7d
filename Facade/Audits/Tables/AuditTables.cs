using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The tables of an audit, for the terminal and the report; models stand side by side.</summary>
public static class AuditTables
{
    private const int LongName = 26;

    private const double AlmostOne = 0.999;

    extension(ModelAudit model)
    {
        /// <summary>What was made of every node.</summary>
        public Table CoverageTable => new("coverage", $"Coverage of {model.Name}", Array("node", "operator", "treatment", "why"),
            model.Coverage.Map(static c => Array<Cell>(c.Node, c.Operator, c.Treatment.Word, Why(c))));

        /// <summary>Distances to the decision boundary over the spread of each representation; empty without signatures.</summary>
        public Table SignatureTable => new("signatures", $"Margin signatures of {model.Name}", Array("representation") + SignatureSummary.Heads + Array("excluded"),
            model.Signatures.Match(static all => all.Map(static s => Array<Cell>(s.Name) + SignatureSummary.Heads.Map((i, _) =>
                i < s.Five.Length ? (Cell)s.Five[i] : new Cell.Quantity(new Number.Undefined("No example has a distance."))).ToArr() + Array<Cell>(s.Excluded)), static _ => Arr<Arr<Cell>>.Empty));

        /// <summary>One row for each weight tensor, with the columns in which there is a number.</summary>
        public Table LayerTable
        {
            get
            {
                var columns = LayerColumn.Present(model.Layers);
                return new("layers", $"Layers of {model.Name}", Array("layer", "kind", "shape") + columns.Map(static c => c.Head),
                    model.Layers.Map(l => Array<Cell>(l.Name, l.Kind, string.Join("x", l.Shape)) + columns.Map(c => (Cell)new Cell.Quantity(c.Of(l)))));
            }
        }
    }

    extension(AuditResult result)
    {
        /// <summary>The names of the models as heads of columns: long ones without their middle, unless they would then be the same.</summary>
        public Arr<string> Heads
        {
            get
            {
                var names = result.Models.Map(static m => m.Name);
                var heads = names.Map(static n => n.Length <= LongName ? n : $"{n[..(LongName / 2)]}\u2026{n[^((LongName / 2) - 1)..]}");
                return heads.Distinct().Count() == names.Count ? heads : names;
            }
        }

        /// <summary>Error, cross-entropy and named margins; empty when no model was run on data.</summary>
        public Table MarginTable
        {
            get
            {
                var names = result.Models.Bind(static m => m.Margins.Match(static s => s.Quantiles.Map(static q => q.Name), static _ => Arr<string>.Empty)).Distinct().ToArr();
                var rows = names.IsEmpty ? Arr<Arr<Cell>>.Empty : Array(
                    Row(result, "error (margin <= 0)", static m => m.Error), Row(result, "cross-entropy", static m => m.CrossEntropy))
                    + names.Map(n => Row(result, $"margin {n}", m => m.Quantiles.Find(q => q.Name == n).Map(static q => q.Margin).IfNone(double.NaN)))
                    + Array(Row(result, "ramp loss at order(0.1)", static m => m.Quantiles.Find(static q => q.Name == "order(0.1)").Map(static q => q.RampLoss.OrNaN).IfNone(double.NaN)));
                return new("margins", "Error and margins", Array("quantity") + result.Heads, rows);
            }
        }

        /// <summary>The measures of one family; sampled ones with their standard errors.</summary>
        /// <param name="family">The family.</param>
        /// <param name="withDefinition">Whether the definition stands in the last column.</param>
        public Table MeasureTableOf(MeasureFamily family, bool withDefinition)
        {
            var measures = result.MeasuresOf(family);
            var isSampled = measures.Exists(m => result.Models.Exists(a => StandardError(a, m).IsSome));
            return new(
                "measures-" + family.Id, family.Title,
                Array("measure") + result.Heads.Bind(h => isSampled ? Array(h, "standard error") : Array(h)).ToArr() + (withDefinition ? Array("definition") : Arr<string>.Empty),
                measures.Map(m => Array<Cell>(m.Id)
                    + result.Models.Bind(a => isSampled ? Array((Cell)new Cell.Quantity(Value(a, m)), ErrorCell(a, m)) : Array((Cell)new Cell.Quantity(Value(a, m)))).ToArr()
                    + (withDefinition ? Array<Cell>(m.Definition) : Arr<Cell>.Empty)));
        }

        /// <summary>The families to show: those with measures, without that of true operators where no layer is a convolution.</summary>
        public Arr<MeasureFamily> Families => MeasureFamily.All.Filter(f => !result.MeasuresOf(f).IsEmpty
            && (f.Id != "conv" || result.Models.Exists(static m => m.Layers.Exists(static l => l.Kind == "convolution"))));

        /// <summary>The measures of a family that were computed for any of the models.</summary>
        /// <param name="family">The family.</param>
        public Arr<Measure> MeasuresOf(MeasureFamily family) =>
            result.Models.Bind(static m => m.Measures).Map(static m => m.Measure).Filter(m => MeasureFamily.Of(m) == family).DistinctBy(static m => m.Id).ToArr();

        /// <summary>The bounds that were computed.</summary>
        public Arr<Bound> Bounds => result.Models.Bind(static m => m.Bounds).Map(static b => b.Bound).DistinctBy(static b => b.Id).ToArr();

        /// <summary>Status and number of every bound; a number of 1 or more says nothing and is called vacuous.</summary>
        public Table BoundTable => new("bounds", FormattableString.Invariant($"Bounds on the risk, delta = {result.Delta:R}"),
            Array("bound") + (result.Models.Count == 1 ? Array("status", "number", "") : result.Heads.Bind(static h => Array(h, "")).ToArr()),
            result.Bounds.Map(b => Array<Cell>(b.Id) + result.Models.Bind(m => m.Bounds.Find(v => v.Bound.Id == b.Id).Match(
                v => result.Models.Count == 1 ? Array<Cell>(v.Value.Status.Word, new Cell.Quantity(v.Value.Value), Mark(v.Value))
                    : Array<Cell>(new Cell.Quantity(v.Value.Value), Mark(v.Value) is { Length: > 0 } mark ? mark : v.Value.Status.Word),
                () => result.Models.Count == 1 ? Array<Cell>("", "", "") : Array<Cell>("", ""))).ToArr()));
    }

    /// <summary>What a number of a bound is worth: "vacuous" from 1 on, "next to vacuous" where it would be printed as 1.</summary>
    internal static string Mark(BoundValue bound) => bound.IsVacuous ? "vacuous" : bound.Value.OrNaN > AlmostOne ? "next to vacuous" : "";

    /// <summary>Why a node was treated as it was.</summary>
    internal static string Why(NodeCoverage node) => node.Treatment.Match(static () => "", static into => "into " + into, static proof => proof, static reason => reason);

    /// <summary>The number of a measure on a model, or why there is none.</summary>
    internal static Number Value(ModelAudit model, Measure measure) =>
        model.Measure(measure.Id).Map(static v => v.Value).IfNone(new Number.Undefined(model.IsCovered ? "It was not computed." : "Part of the network is unsupported."));

    private static Option<double> StandardError(ModelAudit model, Measure measure) =>
        model.Measures.Find(m => m.Measure.Id == measure.Id).Bind(static m => m.Value.StandardError);

    private static Cell ErrorCell(ModelAudit model, Measure measure) => StandardError(model, measure).Match(static e => (Cell)e, static () => "");

    private static Arr<Cell> Row(AuditResult result, string name, Func<MarginSummary, double> value) => Array<Cell>(name)
        + result.Models.Map(m => (Cell)new Cell.Quantity(m.Margins.Match(s => Number.Of(value(s), "The margin is not positive."), static why => (Number)new Number.Undefined(why))));
}
