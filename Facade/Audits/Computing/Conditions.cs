using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What the numbers of one network depend on besides its weights.</summary>
/// <param name="Data">The examples, when given.</param>
/// <param name="Initial">The fingerprint of the initial weights, when given and usable.</param>
/// <param name="Delta">That of the bounds.</param>
internal sealed record Conditions(Option<Dataset> Data, Option<string> Initial, double Delta)
{
    private const string Divisor = "order(0.1)";

    internal static Conditions Of(AuditRequest request, MeasureInput input) => new(request.Data, input.Initial.Map(static p => ContentHash.Of(p.Flat)), request.Delta);

    /// <summary>Those of error, cross-entropy and margins; the margins name their rank themselves.</summary>
    internal ValueConditions OfMargins => new(Sample.ToArr());

    internal ValueConditions Of(Measure measure) => new(
        (measure.Needs.HasFlag(Needs.Data) ? Sample : []).Concat(Margin(measure)).Concat(Kernels(measure.Id)).Concat(Reference(measure)).ToArr());

    // A bound speaks of a sample at the 10 % margin; its reference is chosen beforehand, and zero where nothing else is known.
    internal ValueConditions Of(Bound bound) => new(Sample
        .Concat(HasGamma(bound.Formula) ? [("margin", Divisor)] : [])
        .Concat(bound.Id.StartsWith("spectral.", StringComparison.Ordinal) || bound.Id.StartsWith("pacbayes-flatness.", StringComparison.Ordinal) ? Initially("zero")
            : bound.Id.StartsWith("pacbayes-", StringComparison.Ordinal) ? [("reference", "zero")] : [])
        .Append(("delta", FormattableString.Invariant($"{Delta:R}"))).ToArr());

    private IEnumerable<(string Name, string Text)> Sample => Data.Match(
        static d => new[] { ("examples", FormattableString.Invariant($"{d.Count}")), ("data", d.ContentHash) }, static () => [("examples", "none"), ("data", "none")]);

    private IEnumerable<(string Name, string Text)> Reference(Measure measure) =>
        measure.Needs.HasFlag(Needs.Initialization) ? Initially("none")
        : measure.Id.Contains("(zero)", StringComparison.Ordinal) || measure.Id.Contains("-orig", StringComparison.Ordinal) ? [("reference", "zero")] : [];

    private IEnumerable<(string Name, string Text)> Initially(string otherwise) =>
        Initial.Match(hash => new[] { ("reference", "initial"), ("referenceHash", hash) }, () => [("reference", otherwise)]);

    private static IEnumerable<(string Name, string Text)> Margin(Measure measure) => MeasureFamily.Of(measure).Id == "margin"
        ? measure.Id.StartsWith("margin.signature", StringComparison.Ordinal) ? [] : [("margin", measure.Id["margin.".Length..])]
        // The error counts margins and divides by none.
        : measure.Id != "output.error" && HasGamma(measure.Formula) ? [("margin", Divisor)] : [];

    private static bool HasGamma(string formula) => formula.Contains("gamma", StringComparison.Ordinal) || formula.Contains("margin.order(0.1)", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Text)> Kernels(string id) => id switch
    {
        "conv.circular.prod" => [("kernels", "circular")],
        "lipschitz.l2-l2.spectral" or "robust.radius.order(0.1)" => [("kernels", "operator")],
        _ when id.StartsWith("conv.", StringComparison.Ordinal) || id.EndsWith(".operator", StringComparison.Ordinal) => [("kernels", "operator")],
        "explore.l2" or "explore.spec" => [("kernels", "reshaped")],
        _ when id.StartsWith("norm.", StringComparison.Ordinal) || id.StartsWith("spec.", StringComparison.Ordinal) || id.StartsWith("dist.", StringComparison.Ordinal) => [("kernels", "reshaped")],
        _ when id.StartsWith("jiang.", StringComparison.Ordinal) && (id.Contains("spec", StringComparison.Ordinal) || id.Contains("fro", StringComparison.Ordinal)) => [("kernels", "reshaped")],
        _ => [],
    };
}
