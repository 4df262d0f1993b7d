using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The report of an audit: coverage first, every number explained, what to know before quoting, and how to get it again.</summary>
public static class AuditReport
{
    private const int LongCoverage = 40;

    /// <summary>The report of an audit from settings.</summary>
    /// <param name="outcome">The audit.</param>
    public static Report Of(AuditOutcome outcome) => Of(outcome.Result, outcome.Comparison, (outcome.Record with { Configuration = outcome.Settings.WithoutFolders.Configuration }).Groups, outcome.Command);

    /// <summary>The report of an audit.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="comparison">The comparison with another audit, when there is one.</param>
    /// <param name="record">What determined the result.</param>
    /// <param name="command">The command that makes it again, or a remark that there is none.</param>
    public static Report Of(AuditResult result, Option<BaselineComparison> comparison, Arr<RecordGroup> record, string command)
    {
        var verdicts = result.Verdicts + comparison.Map(static c => c.Verdicts).IfNone(Arr<Verdict>.Empty);
        return new(
            "audit", result.Models.Count == 1 ? $"Audit of {result.Models[0].Name}" : $"Audit of {result.Models.Count} networks",
            "What do the weights of this network, and its outputs on the data, say about how it generalizes, and how far can each number be trusted?", Summary(result),
            Array(
                Chapter("Coverage", result.Models.Bind(m => Coverage(m, result.Models.Count > 1)).ToArr()),
                Chapter("What to know before quoting", Warnings(result)),
                Chapter("Comparisons that were asked for", verdicts.IsEmpty ? Arr<Section>.Empty : Array<Section>(new Section.VerdictList(verdicts))),
                Chapter("Error and margins", Margins(result)),
                Chapter("Layers", Layers(result)),
                Chapter("Measures", MeasureSections.Of(result)),
                Chapter("Bounds", Bounds(result)),
                Chapter("Baseline", comparison.Map(Compared).IfNone(Arr<Section>.Empty)),
                Chapter("How to reproduce", Array<Section>(new Section.Reproduction(command, "Names stand for files; the record below holds the fingerprints of their contents. " + Bits(result)))),
                Chapter("Record", record.IsEmpty ? Arr<Section>.Empty : Array<Section>(new Section.RecordSection(record))),
                Chapter("Sources", Sources(result))));
    }

    private static string Summary(AuditResult result) => string.Join(' ', result.Models.Map(m => $"{(result.Models.Count == 1 ? "" : m.Name + ": ")}{m.CoverageSentence} " + m.Margins.Match(
        static s => FormattableString.Invariant($"On the data {s.ErrorText}; the 10 % margin is {s.Gamma:G4}."),
        static why => "No margins: " + char.ToLowerInvariant(why[0]) + why[1..])));

    private static Arr<Section> Coverage(ModelAudit model, bool several)
    {
        var special = model.Coverage.Filter(static c => c.Treatment is not Treatment.Audited);
        var shown = model.Coverage.Count <= LongCoverage && !several ? model.Coverage : special;
        var parts = Array<Section>(new Section.Text(Array(
            $"{(several ? model.Name + ": " : "")}{model.CoverageSentence} Format: {model.Format}. Fingerprint of the weights (SHA-256): `{model.WeightsHash}`.")
            + model.Network.Map(static n => $"Network: {n.ShortText}. {n.Parameters} parameters in {n.Depth} weight layers; {n.Homogeneity}.").AsEnumerable().ToArr()
            + model.Network.Filter(static n => n.ShortText != n.Text).Map(static n => $"All nodes: {n.Text}.").AsEnumerable().ToArr()));
        return shown.IsEmpty ? parts : parts.Add(new Section.TableSection(
            model.CoverageTable with { Rows = (model with { Coverage = shown }).CoverageTable.Rows },
            shown.Count < model.Coverage.Count ? "Nodes that are audited as they stand are left out." : "Audited: measured as part of the network. Folded: its numbers went into another node, which computes the same. Ignored: changes nothing that is measured. Unsupported: not understood.", IsWhole: true));
    }

    private static Arr<Section> Warnings(AuditResult result)
    {
        var sentences = result.Warnings.Map(static w => w.Models.IsEmpty ? w.Sentence : $"{string.Join(", ", w.Models)}: {w.Sentence}");
        var skipped = result.Skipped.IsEmpty ? [] : new[] { $"{result.Skipped.Count} measures take many passes over the data and were not computed; `--full` computes them: {Families(result.Skipped)}." };
        return sentences.Concat(result.Notes).Concat(skipped).ToArr() is { IsEmpty: false } all ? Array<Section>(new Section.CaveatList(all)) : Arr<Section>.Empty;
    }

    private static string Families(Arr<string> ids) => string.Join(", ", ids.Choose(MeasureTable.Find).GroupBy(MeasureFamily.Of).Select(static g => $"{char.ToLowerInvariant(g.Key.Title[0])}{g.Key.Title[1..]} ({g.Count()})"));

    private static Arr<Section> Margins(AuditResult result) => result.MarginTable.Rows.IsEmpty ? Arr<Section>.Empty
        : result.Data.Map(static d => (Section)new Section.Text(Array($"{d.Name}: {d.Examples} examples of {d.Features} numbers; {d.Provenance}."))).AsEnumerable().ToArr()
            + MarginFigure.Of(result).Map(static f => (Section)new Section.FigureSection(f)).AsEnumerable().ToArr()
            + Array<Section>(new Section.TableSection(result.MarginTable, "`order(q)` is the margin at rank ceil(q m) of m examples, signed. The ramp loss is the mean of clip(1 - margin / gamma, 0, 1).", IsWhole: true))
            + result.Models.Map(static m => m.SignatureTable).Filter(static t => !t.Rows.IsEmpty).Map(static t => (Section)new Section.TableSection(
                t, "How far the examples are from the decision boundary in each representation, to first order, over the root of its total variance: fences and quartiles. Excluded: the gradient of the margin vanishes.", IsWhole: true));

    private static Arr<Section> Layers(AuditResult result) => Array(SpectrumFigure.Of(result), DepthFigure.Of(result)).Bind(static f => f.Map(static x => (Section)new Section.FigureSection(x)).AsEnumerable()).ToArr()
        + result.Models.Bind(static m => LayerTables.Of(m).Map(static t => (Section)new Section.TableSection(t, IsWhole: true)))
        + Array<Section>(new Section.TableSection(new Table("columns", "Columns of the layer tables", Array("column", "meaning"), LayerColumn.Present(result.Models.Bind(static m => m.Layers).ToArr()).Map(static c => Array<Cell>(c.Head, c.Meaning)))))
        + result.Models.Bind(static m => m.Layers.Filter(static l => l.Note.Length > 0).Map(static l => $"{l.Name}: {l.Note}.")).Distinct().Take(20).ToArr() switch
        {
            { IsEmpty: true } => Arr<Section>.Empty,
            var notes => Array<Section>(new Section.CaveatList(notes)),
        };

    private static Arr<Section> Bounds(AuditResult result) => result.Bounds.IsEmpty ? Arr<Section>.Empty
        : Array<Section>(new Section.Text(Array(
            "Certified: a theorem whose preconditions hold, with every constant and union bound. Diagnostic: the number at the observed norm or margin, without the union bound that a certificate needs. "
            + "Asymptotic: published with an unspecified constant, set to 1. Sampled: an expectation was replaced by a mean over draws. Void: the theorem does not speak of this network. "
            + "A number of 1 or more says nothing about the risk: vacuous.")))
            + BoundFigure.Of(result).Map(static f => (Section)new Section.FigureSection(f)).AsEnumerable().ToArr()
            + Array<Section>(new Section.TableSection(result.BoundTable, "`measures explain` prints the statement, the constants and the preconditions of each.", IsWhole: true));

    private static Arr<Section> Compared(BaselineComparison comparison) =>
        (comparison.Notes.IsEmpty ? Arr<Section>.Empty : Array<Section>(new Section.CaveatList(comparison.Notes)))
        + comparison.Tables.Map(static t => (Section)new Section.TableSection(t, "The ratio is now over before.", IsWhole: true));

    private static Arr<Section> Sources(AuditResult result)
    {
        var works = result.Models.Bind(static m => m.Measures.Map(static x => x.Measure.Source).Concat(m.Bounds.Map(static x => x.Bound.Source))).DistinctBy(static s => s.Reference).ToArr();
        return works.IsEmpty ? Arr<Section>.Empty : Array<Section>(new Section.SourceList(works));
    }

    private static string Bits(AuditResult result) => result.Numerics.Exists(static n => n.Name == "policy" && n.Text == "portable")
        ? "Under the portable policy every x64 machine gives the same bits."
        : "Under the mkl policy the same machine with the same MKL gives the same bits; other machines agree up to round-off.";

    private static Section Chapter(string title, Arr<Section> sections) => new Section.Chapter(title, sections);
}
