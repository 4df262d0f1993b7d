using System.Diagnostics;

namespace Marginalia.Numerics;

/// <summary>A number that is either a value or undefined with a reason; NaN is never one of its values.</summary>
/// <remarks>Infinities are values. JSON: the value, or <c>{"value": null, "reason": "..."}</c> (docs/theory/conventions.md, section 7).</remarks>
public abstract record Number
{
    private Number() { }

    /// <summary>A number that exists, possibly infinite, never NaN.</summary>
    /// <param name="Amount">The number.</param>
    public sealed record Value(double Amount) : Number
    {
        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"{Amount:R}");
    }

    /// <summary>A number that does not exist for this input.</summary>
    /// <param name="Reason">A sentence that says why, for the reader of a report.</param>
    public sealed record Undefined(string Reason) : Number
    {
        /// <inheritdoc/>
        public override string ToString() => "undefined: " + Reason;
    }

    /// <summary>Wraps a double; NaN becomes undefined with the given reason.</summary>
    /// <param name="amount">Any double.</param>
    /// <param name="reasonIfNaN">The sentence used when <paramref name="amount"/> is NaN.</param>
    public static Number Of(double amount, string reasonIfNaN = "The computation produced no number (NaN).") =>
        double.IsNaN(amount) ? new Undefined(reasonIfNaN) : new Value(amount);

    /// <summary>Maps both cases to one result.</summary>
    /// <param name="value">Used when there is a number.</param>
    /// <param name="undefined">Used with the reason when there is none.</param>
    public T Match<T>(Func<double, T> value, Func<string, T> undefined) => this switch
    {
        Value v => value(v.Amount),
        Undefined u => undefined(u.Reason),
        _ => throw new UnreachableException(),
    };

    /// <summary>The number, or NaN for plotting code that skips NaN.</summary>
    public double OrNaN => Match(static v => v, static _ => double.NaN);
}
