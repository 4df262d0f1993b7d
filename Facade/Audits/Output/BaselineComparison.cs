using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>An audit compared with another one, model by model.</summary>
/// <param name="Baseline">The other audit.</param>
/// <param name="Models">For each model its name, that of the model it is compared with, and the numbers that both have.</param>
/// <param name="Notes">What keeps the numbers from being compared, one sentence each.</param>
/// <param name="Tolerance">The largest relative difference of a measure that was asked for, if any.</param>
public sealed record BaselineComparison(
    Baseline Baseline, Arr<(string Name, string Before, Arr<ValueChange> Changes)> Models, Arr<string> Notes, Option<double> Tolerance)
{
    private static readonly Arr<(ComparedKind Kind, string Id, string Head)> Kinds = Array(
        (ComparedKind.Margin, "margins", "margin"), (ComparedKind.Layer, "layers", "layer"), (ComparedKind.Measure, "measures", "measure"), (ComparedKind.Bound, "bounds", "bound"));

    /// <summary>Compares: every model with the one of its name, else with the only one of the baseline, else with the one at its place.</summary>
    /// <param name="result">This audit.</param>
    /// <param name="baseline">The other one.</param>
    /// <param name="tolerance">The largest relative difference of a measure that holds, when one is asked for.</param>
    /// <param name="forced">Whether numbers on other data, at other margins, of other forms of kernels or from other reference weights are compared all the same.</param>
    /// <returns>The comparison; an error when a tolerance is asked for on other data, where no difference is a failure.</returns>
    public static Either<Error, BaselineComparison> Of(AuditResult result, Baseline baseline, Option<double> tolerance, bool forced = false)
    {
        var otherData = result.Data.Map(static d => d.Hash) != baseline.DataHash;
        if (otherData && tolerance.IsSome && !forced)
            return new Error.Unsupported($"A tolerance for differences from {baseline.Source}", "it was measured on other data", "audit both on the same data, leave out --baseline-tolerance, or say --force-comparison");
        var pairs = result.Models.Map((i, m) => (Model: m, Before: baseline.Models.Find(b => b.Name == m.Name) | (baseline.Models.Count == 1 ? Some(baseline.Models[0]) : i < baseline.Models.Count ? Some(baseline.Models[i]) : None)))
            .Choose(static p => p.Before.Map(b => (p.Model, b.Name, Before: b.Values, Now: BaselineValue.Of(p.Model)))).ToArr();
        var models = pairs.Map(p => (p.Model.Name, p.Name, Changes(p.Now, p.Before, forced)));
        var beginnings = pairs.Filter(static p => Beginning(p.Now) is var now && Beginning(p.Before) is var before && now.IsSome && before.IsSome && now != before)
            .Map(static p => $"{p.Model.Name} is measured from other initial weights than {p.Name} of the baseline: each distance is from its own beginning.");
        return new BaselineComparison(
            baseline, models,
            (otherData && !forced ? Array($"The baseline {baseline.Source} was measured on other data: only measures of the weights can be compared.") : Arr<string>.Empty)
                + beginnings + models.Bind(static m => m.Item3).Filter(static c => c.Conflict.IsSome).GroupBy(static c => c.Conflict).Select(static g => Note(g.ToArr())).ToArr(),
            tolerance);
    }

    /// <summary>One verdict for each model when a tolerance was asked for.</summary>
    public Arr<Verdict> Verdicts => Tolerance.Match(t => Models.Map(m => Judged(m.Name, m.Changes.Filter(static c => c.Kind == ComparedKind.Measure), t)), static () => Arr<Verdict>.Empty);

    /// <summary>Whether every model is within the tolerance.</summary>
    public bool Holds => Verdicts.ForAll(static v => v.Status != VerdictStatus.Violated);

    /// <summary>The numbers side by side: margins, layers, measures and bounds of every model.</summary>
    public Arr<Table> Tables => Models.Bind(static m => Kinds.Map(k => new Table(
        "baseline-" + k.Id, $"{char.ToUpperInvariant(k.Id[0])}{k.Id[1..]} of {m.Name} compared with {m.Before} of the baseline", Array(k.Head, "before", "now", "difference", "ratio"),
        m.Changes.Filter(c => c.Kind == k.Kind).Map(static c => Array<Cell>(c.Id, new Cell.Quantity(c.Before), new Cell.Quantity(c.Now), new Cell.Quantity(c.Difference), new Cell.Quantity(c.Ratio))))))
        .Filter(static t => !t.Rows.IsEmpty).ToArr();

    internal JsonObject ToJson() => new()
    {
        ["name"] = Baseline.Source,
        ["notes"] = Json.List(Notes, static n => JsonValue.Create(n)),
        ["models"] = Json.List(Models, static m =>
        {
            var document = new JsonObject { ["name"] = m.Name, ["before"] = m.Before };
            foreach (var (kind, id, _) in Kinds)
                document[id] = Json.List(m.Changes.Filter(c => c.Kind == kind), Change);
            return document;
        }),
    };

    private static JsonObject Change(ValueChange change) => new()
    {
        ["id"] = change.Id,
        ["before"] = Json.Of(change.Before),
        ["now"] = Json.Of(change.Now),
        ["difference"] = Json.Of(change.Difference),
        ["ratio"] = Json.Of(change.Ratio),
    };

    private static Arr<ValueChange> Changes(Arr<BaselineValue> now, Arr<BaselineValue> before, bool forced) => now
        .Choose(n => before.Find(b => b.Kind == n.Kind && b.Id == n.Id).Map(b => ValueChange.Of(n, b, forced))).ToArr();

    private static Option<string> Beginning(Arr<BaselineValue> values) => values.Choose(static v => v.Conditions.Bind(static c => c.Text("referenceHash"))).HeadOrNone();

    private static string Note(Arr<ValueChange> changes)
    {
        var names = changes.Map(static c => c.Id).Distinct().ToArr();
        var which = string.Join(", ", names.Take(4)) + (names.Count > 4 ? $" and {names.Count - 4} more" : "");
        var conflict = changes[0].Conflict.IfNone("");
        return changes[0].IsForced ? $"Compared all the same, because --force-comparison says so, although {conflict}: {which}." : $"Not compared, because {conflict}: {which}; --force-comparison compares all the same.";
    }

    private Verdict Judged(string model, Arr<ValueChange> changes, double tolerance)
    {
        var worst = changes.OrderByDescending(static c => c.Relative).FirstOrDefault();
        return Verdict.On(
            "baseline", $"Every measure of {model} agrees with {Baseline.Source}.", worst is not null && worst.Relative <= tolerance,
            worst is null ? "no measure in common" : Sentence(worst),
            FormattableString.Invariant($"at most {tolerance:G4}"),
            FormattableString.Invariant($"{changes.Count(c => c.Relative > tolerance)} of {changes.Count} measures differ by more."));
    }

    private static string Sentence(ValueChange worst) => (worst.Before, worst.Now) switch
    {
        (Number.Undefined u, Number.Value now) => FormattableString.Invariant($"{worst.Id} was undefined before and is {now.Amount:R} now; before: {Within(u.Reason)}"),
        (Number.Value before, Number.Undefined u) => FormattableString.Invariant($"{worst.Id} was {before.Amount:R} before and is undefined now: {Within(u.Reason)}"),
        _ => FormattableString.Invariant($"largest relative difference {worst.Relative:G4}, of {worst.Id}: {worst.Before} before, {worst.Now} now"),
    };

    // A reason within a sentence begins small and ends without a point.
    private static string Within(string reason) => reason.Length == 0 ? "for no stated reason" : char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.');
}
