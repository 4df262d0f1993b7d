using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>Short forms for the members of the table.</summary>
internal static class BoundEntry
{
    internal const double Delta = 0.05;

    internal static Bound Create(string id, string statement, string formula, string preconditions, Source source, Func<BoundTerms, double, Either<string, BoundValue>> of) =>
        new(id, statement, formula, preconditions, Delta, source, (input, delta) =>
            !(delta > 0 && delta < 1) ? Void(FormattableString.Invariant($"The confidence parameter delta is {delta:R}; choose a number between 0 and 1."))
            : BoundTerms.Of(input).Bind(terms => terms.Count < 2 ? Left<string, BoundValue>("The bound needs two examples or more.") : of(terms, delta)).IfLeft(Void));

    internal static BoundValue Value(BoundStatus status, double risk, params (string Name, double Value)[] inputs) =>
        new(status, Number.Of(risk), !(risk < 1), inputs.Select(static i => (i.Name, Number.Of(i.Value))).ToArr());

    internal static BoundValue Void(string reason) => new(new BoundStatus.Void(reason), new Number.Undefined(reason), false, Arr<(string, Number)>.Empty);
}
