using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Numbers times a factor that is known by its logarithm.</summary>
internal static class LogScaled
{
    // Within these logarithms the factor itself is a normal double.
    private const double Direct = 700;

    /// <summary>Multiplies by <c>sign * exp(logarithm)</c>; zeros stay zeros, and products in range survive a factor that is not.</summary>
    internal static void Scale(Span<double> values, double logarithm, double sign = 1)
    {
        var isDirect = Math.Abs(logarithm) < Direct;
        var first = sign * Elementary.Exp(isDirect ? logarithm : logarithm / 2);
        var second = isDirect ? 1 : Elementary.Exp(logarithm / 2);
        foreach (ref var value in values)
            value = value == 0 ? 0 : value * first * second;
    }
}
