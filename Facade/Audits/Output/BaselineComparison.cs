using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>A measure now and before.</summary>
/// <param name="Id">The measure.</param>
/// <param name="Before">Its value in the baseline.</param>
/// <param name="Now">Its value in this audit.</param>
public sealed record MeasureChange(string Id, Number Before, Number Now)
{
    /// <summary>Now minus before.</summary>
    public Number Difference => Both((now, before) => now == before ? 0 : now - before);

    /// <summary>Now over before.</summary>
    public Number Ratio => Both((now, before) => now == before ? 1 : now / before);

    /// <summary>The difference over the larger of both; infinite when only one of them has a value.</summary>
    public double Relative => (Now, Before) switch
    {
        (Number.Undefined, Number.Undefined) => 0,
        (Number.Value n, Number.Value b) when n.Amount == b.Amount => 0,
        (Number.Value n, Number.Value b) when double.IsFinite(n.Amount) && double.IsFinite(b.Amount) => Math.Abs(n.Amount - b.Amount) / Math.Max(Math.Abs(n.Amount), Math.Abs(b.Amount)),
        _ => double.PositiveInfinity,
    };

    private Number Both(Func<double, double, double> of) => (Now, Before) switch
    {
        (Number.Value n, Number.Value b) => Number.Of(of(n.Amount, b.Amount), "It is not a number."),
        (Number.Undefined u, _) => u,
        (_, Number.Undefined u) => new Number.Undefined("In the baseline: " + u.Reason),
        _ => new Number.Undefined("It is not a number."),
    };
}

/// <summary>An audit compared with another one, model by model.</summary>
/// <param name="Baseline">The other audit.</param>
/// <param name="Models">For each model its name, that of the model it is compared with, and the measures that both have.</param>
/// <param name="Notes">What keeps the numbers from being compared, one sentence each.</param>
/// <param name="Tolerance">The largest relative difference that was asked for, if any.</param>
public sealed record BaselineComparison(
    Baseline Baseline, Arr<(string Name, string Before, Arr<MeasureChange> Changes)> Models, Arr<string> Notes, Option<double> Tolerance)
{
    /// <summary>Compares: every model with the one of its name, else with the only one of the baseline, else with the one at its place.</summary>
    /// <param name="result">This audit.</param>
    /// <param name="baseline">The other one.</param>
    /// <param name="tolerance">The largest relative difference that holds, when one is asked for.</param>
    /// <returns>The comparison; an error when a tolerance is asked for on other data, where no difference is a failure.</returns>
    public static Either<Error, BaselineComparison> Of(AuditResult result, Baseline baseline, Option<double> tolerance)
    {
        var otherData = result.Data.Map(static d => d.Hash) != baseline.DataHash;
        if (otherData && tolerance.IsSome)
            return new Error.Unsupported($"A tolerance for differences from {baseline.Source}", "it was measured on other data", "audit both on the same data, or leave out --baseline-tolerance");
        var pairs = result.Models.Map((i, m) => (Model: m, Before: baseline.Models.Find(b => b.Name == m.Name) | (baseline.Models.Count == 1 ? Some(baseline.Models[0]) : i < baseline.Models.Count ? Some(baseline.Models[i]) : None)))
            .Choose(static p => p.Before.Map(b => (p.Model, Before: b))).ToArr();
        return new BaselineComparison(baseline, pairs.Map(static p => (p.Model.Name, p.Before.Name, Changes(p.Model, p.Before.Measures))),
            otherData ? Array($"The baseline {baseline.Source} was measured on other data: only measures of the weights can be compared.") : Arr<string>.Empty, tolerance);
    }

    /// <summary>One verdict for each model when a tolerance was asked for.</summary>
    public Arr<Verdict> Verdicts => Tolerance.Match(t => Models.Map(m => Judged(m.Name, m.Changes, t)), static () => Arr<Verdict>.Empty);

    /// <summary>Whether every model is within the tolerance.</summary>
    public bool Holds => Verdicts.ForAll(static v => v.Status != VerdictStatus.Violated);

    /// <summary>The measures side by side.</summary>
    public Arr<Table> Tables => Models.Map(static m => new Table(
        "baseline", $"{m.Name} compared with {m.Before} of the baseline", Array("measure", "before", "now", "difference", "ratio"),
        m.Changes.Map(static c => Array<Cell>(c.Id, new Cell.Quantity(c.Before), new Cell.Quantity(c.Now), new Cell.Quantity(c.Difference), new Cell.Quantity(c.Ratio)))));

    internal JsonObject ToJson() => new()
    {
        ["name"] = Baseline.Source,
        ["notes"] = Json.List(Notes, static n => JsonValue.Create(n)),
        ["models"] = Json.List(Models, static m => new JsonObject
        {
            ["name"] = m.Name,
            ["before"] = m.Before,
            ["measures"] = Json.List(m.Changes, static c => new JsonObject
            {
                ["id"] = c.Id,
                ["before"] = Json.Of(c.Before),
                ["now"] = Json.Of(c.Now),
                ["difference"] = Json.Of(c.Difference),
                ["ratio"] = Json.Of(c.Ratio),
            }),
        }),
    };

    private static Arr<MeasureChange> Changes(ModelAudit model, Arr<(string Id, Number Value)> before) => model.Measures
        .Choose(m => before.Find(b => b.Id == m.Measure.Id).Map(b => new MeasureChange(b.Id, b.Value, m.Value.Value))).ToArr();

    private Verdict Judged(string model, Arr<MeasureChange> changes, double tolerance)
    {
        var worst = changes.OrderByDescending(static c => c.Relative).FirstOrDefault();
        return Verdict.On(
            "baseline", $"Every measure of {model} agrees with {Baseline.Source}.", worst is not null && worst.Relative <= tolerance,
            worst is null ? "no measure in common" : FormattableString.Invariant($"largest relative difference {worst.Relative:G4}, of {worst.Id}: {worst.Before} before, {worst.Now} now"),
            FormattableString.Invariant($"at most {tolerance:G4}"),
            FormattableString.Invariant($"{changes.Count(c => c.Relative > tolerance)} of {changes.Count} measures differ by more."));
    }
}
