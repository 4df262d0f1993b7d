namespace Marginalia.Laws;

/// <summary>What checking a law on one instance gave.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Both sides agree within the tolerance.</summary>
    public sealed record Holds : Outcome;

    /// <summary>They do not.</summary>
    /// <param name="Left">The left-hand side.</param>
    /// <param name="Right">The right-hand side.</param>
    /// <param name="Where">The place: layer, step, coordinate.</param>
    public sealed record Violated(double Left, double Right, string Where) : Outcome;

    /// <summary>The preconditions fail on this instance.</summary>
    /// <param name="Because">Why, as a clause after "because".</param>
    public sealed record NotApplicable(string Because) : Outcome;

    /// <summary>The law holds.</summary>
    public static Outcome Held { get; } = new Holds();

    /// <summary>Two numbers are equal up to an allowance.</summary>
    /// <param name="left">The left-hand side.</param>
    /// <param name="right">The right-hand side.</param>
    /// <param name="allowance">The largest difference allowed; equal infinities agree, NaN agrees with nothing.</param>
    /// <param name="where">The place, used when it fails.</param>
    public static Outcome Equal(double left, double right, double allowance, string where = "") =>
        left == right || Math.Abs(left - right) <= allowance ? Held : new Violated(left, right, where);

    /// <summary>One number is at most another, up to an allowance.</summary>
    /// <param name="left">The smaller side.</param>
    /// <param name="right">The larger side.</param>
    /// <param name="allowance">By how much the order may be broken.</param>
    /// <param name="where">The place, used when it fails.</param>
    public static Outcome AtMost(double left, double right, double allowance = 0, string where = "") =>
        left <= right + allowance ? Held : new Violated(left, right, where);

    /// <summary>Two arrays are equal entry by entry up to an allowance.</summary>
    /// <param name="left">The left-hand side.</param>
    /// <param name="right">The right-hand side, of the same length.</param>
    /// <param name="allowance">The largest difference allowed.</param>
    /// <param name="where">The place, used when it fails.</param>
    public static Outcome Equal(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double allowance, string where = "")
    {
        if (left.Length != right.Length)
            return new Violated(left.Length, right.Length, where + " length");
        for (var i = 0; i < left.Length; i++)
        {
            if (Equal(left[i], right[i], allowance) is Violated)
                return new Violated(left[i], right[i], $"{where}[{i}]");
        }

        return Held;
    }

    /// <summary>Two arrays have the same bits; zeros of different sign differ, NaN of the same bits agree.</summary>
    /// <param name="left">The left-hand side.</param>
    /// <param name="right">The right-hand side, of the same length.</param>
    /// <param name="where">The place, used when it fails.</param>
    public static Outcome Identical(ReadOnlySpan<double> left, ReadOnlySpan<double> right, string where = "")
    {
        if (left.Length != right.Length)
            return new Violated(left.Length, right.Length, where + " length");
        for (var i = 0; i < left.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(left[i]) != BitConverter.DoubleToInt64Bits(right[i]))
                return new Violated(left[i], right[i], $"{where}[{i}]");
        }

        return Held;
    }

    /// <summary>The first outcome that is a violation, else the last one that applied.</summary>
    /// <param name="outcomes">Outcomes of the parts of a law.</param>
    public static Outcome All(IEnumerable<Outcome> outcomes)
    {
        Outcome result = new NotApplicable("there was nothing to check");
        foreach (var outcome in outcomes)
        {
            if (outcome is Violated)
                return outcome;
            if (outcome is Holds || result is NotApplicable)
                result = outcome is NotApplicable && result is Holds ? result : outcome;
        }

        return result;
    }
}
