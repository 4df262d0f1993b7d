using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>A number now and before.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its name.</param>
/// <param name="Before">Its value in the baseline.</param>
/// <param name="Now">Its value in this audit.</param>
/// <param name="Conflict">In what both differ besides the network, so that they cannot be compared; none when they can be.</param>
/// <param name="IsForced">Whether they are compared all the same.</param>
public sealed record ValueChange(ComparedKind Kind, string Id, Number Before, Number Now, Option<string> Conflict, bool IsForced)
{
    /// <summary>Why there is neither difference nor ratio; none when both are compared.</summary>
    public Option<string> Refusal => IsForced ? None : Conflict.Map(static c => $"It is not compared: {c}.");

    /// <summary>Now minus before.</summary>
    public Number Difference => Both((now, before) => now == before ? 0 : now - before);

    /// <summary>Now over before.</summary>
    public Number Ratio => Both((now, before) => now == before ? 1 : now / before);

    /// <summary>The difference over the larger of both; infinite when only one of them has a value or the comparison is refused.</summary>
    public double Relative => (Now, Before) switch
    {
        _ when Refusal.IsSome => double.PositiveInfinity,
        (Number.Undefined, Number.Undefined) => 0,
        (Number.Value n, Number.Value b) when n.Amount == b.Amount => 0,
        (Number.Value n, Number.Value b) when double.IsFinite(n.Amount) && double.IsFinite(b.Amount) => Math.Abs(n.Amount - b.Amount) / Math.Max(Math.Abs(n.Amount), Math.Abs(b.Amount)),
        _ => double.PositiveInfinity,
    };

    internal static ValueChange Of(BaselineValue now, BaselineValue before, bool forced) => new(
        now.Kind, now.Id, before.Value, now.Value,
        (from n in now.Conditions from b in before.Conditions select n.Conflict(b, "now", "before")).IfNone(Some("the baseline does not record what its number depends on")), forced);

    private Number Both(Func<double, double, double> of) => Refusal.Match(static why => new Number.Undefined(why), () => (Now, Before) switch
    {
        (Number.Value n, Number.Value b) => Number.Of(of(n.Amount, b.Amount), "It is not a number."),
        (Number.Undefined u, _) => u,
        (_, Number.Undefined u) => new Number.Undefined("In the baseline: " + u.Reason),
        _ => new Number.Undefined("It is not a number."),
    });
}
