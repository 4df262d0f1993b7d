using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>A bound together with its form that shares the terms of one evaluation with the other bounds.</summary>
internal sealed record BoundEntry(Bound Bound, Func<BoundFacts, double, BoundValue> Of)
{
    internal const double Delta = 0.05;

    /// <summary>A bound of the theorems for fully connected ReLU networks.</summary>
    internal static BoundEntry Create(string id, string statement, string formula, string preconditions, Source source, Func<BoundTerms, double, Either<string, BoundValue>> of) =>
        OfFacts(id, statement, formula, preconditions, source, (facts, delta) => facts.Terms.Bind(terms =>
            terms.Count < 2 ? Left<string, BoundValue>("The bound needs two examples or more.") : of(terms, delta)));

    /// <summary>A bound of any network.</summary>
    internal static BoundEntry OfFacts(string id, string statement, string formula, string preconditions, Source source, Func<BoundFacts, double, Either<string, BoundValue>> of)
    {
        BoundValue Checked(BoundFacts facts, double delta) => (delta > 0 && delta < 1
            ? of(facts, delta)
            : FormattableString.Invariant($"The confidence parameter delta is {delta:R}; choose a number between 0 and 1.")).IfLeft(Void);
        return new(new(id, statement, formula, preconditions, Delta, source, (input, delta) => Checked(new BoundFacts(input), delta)), Checked);
    }

    internal static BoundValue Value(BoundStatus status, double risk, params (string Name, double Value)[] inputs) =>
        new(status, Number.Of(risk), !(risk < 1), inputs.Select(static i => (i.Name, Number.Of(i.Value))).ToArr());

    internal static BoundValue Void(string reason) => new(new BoundStatus.Void(reason), new Number.Undefined(reason), false, Arr<(string, Number)>.Empty);
}

/// <summary>What several bounds of one input need, computed when first asked for.</summary>
internal sealed class BoundFacts(MeasureInput input)
{
    private Either<string, BoundTerms>? _terms;

    internal MeasureInput Input => input;

    internal Either<string, BoundTerms> Terms => _terms ??= BoundTerms.Of(input);
}
