namespace Marginalia.Numerics;

/// <summary>What the relative part of a <see cref="Tolerance"/> is relative to.</summary>
public enum ToleranceScale
{
    /// <summary>Each expected number by itself.</summary>
    PerNumber,

    /// <summary>The largest magnitude of the expected array.</summary>
    PerArray,

    /// <summary>The largest magnitude of the expected array, but at least one.</summary>
    PerArrayAtLeastOne,
}

/// <summary>A named allowance for round-off: <c>|actual - expected| &lt;= Absolute + Relative * scale</c>.</summary>
/// <param name="Absolute">The absolute part, 0 or more.</param>
/// <param name="Relative">The relative part, 0 or more.</param>
/// <param name="Scale">What the relative part refers to.</param>
public sealed record Tolerance(double Absolute, double Relative, ToleranceScale Scale = ToleranceScale.PerNumber)
{
    /// <summary>No allowance at all: equal numbers, and equal infinities.</summary>
    public static Tolerance Exact { get; } = new(0, 0);

    /// <summary>The first index where the arrays differ by more than allowed, or -1 when all agree.</summary>
    /// <param name="actual">The computed numbers.</param>
    /// <param name="expected">The numbers to compare with, of the same length.</param>
    /// <returns>An index, or -1; a different length differs at the shorter length. NaN agrees with nothing.</returns>
    public int FirstDifference(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        var largest = Scale == ToleranceScale.PerArrayAtLeastOne ? 1.0 : 0.0;
        foreach (var e in expected)
            largest = Math.Max(largest, double.IsFinite(e) ? Math.Abs(e) : 0);
        for (var i = 0; i < Math.Min(actual.Length, expected.Length); i++)
        {
            var scale = Scale == ToleranceScale.PerNumber ? Math.Abs(expected[i]) : largest;
            if (actual[i] != expected[i] && !(Math.Abs(actual[i] - expected[i]) <= Absolute + (Relative * scale)))
                return i;
        }

        return actual.Length == expected.Length ? -1 : Math.Min(actual.Length, expected.Length);
    }

    /// <summary>Whether one number agrees with the expected one.</summary>
    /// <param name="actual">The computed number.</param>
    /// <param name="expected">The number to compare with.</param>
    public bool Accepts(double actual, double expected) => FirstDifference([actual], [expected]) < 0;
}
