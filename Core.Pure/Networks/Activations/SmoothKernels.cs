using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The transcendental activations over spans, each derivative from its own formula so that saturated units keep full relative accuracy.</summary>
/// <remarks>With <c>e = exp(-|z|)</c>: logistic = 1/(1+e) or e/(1+e), logistic' = e/(1+e)^2, softplus = max(z,0) + log1p(e); tanh' = 4 e^2/(1+e^2)^2.</remarks>
internal static class SmoothKernels
{
    internal static void Tanh(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = Elementary.Tanh(z[i]);
    }

    internal static void TanhFirst(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = TanhFirst(z[i]);
    }

    internal static void TanhSecond(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = -2 * Elementary.Tanh(z[i]) * TanhFirst(z[i]);
    }

    internal static void Logistic(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
        {
            var e = Elementary.Exp(-Math.Abs(z[i]));
            target[i] = (z[i] < 0 ? e : 1) / (1 + e);
        }
    }

    internal static void LogisticFirst(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = LogisticFirst(z[i]);
    }

    internal static void LogisticSecond(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = -Elementary.Tanh(z[i] / 2) * LogisticFirst(z[i]);
    }

    internal static void Softplus(ReadOnlySpan<double> z, Span<double> target)
    {
        for (var i = 0; i < z.Length; i++)
            target[i] = Math.Max(z[i], 0) + Elementary.Log1p(Elementary.Exp(-Math.Abs(z[i])));
    }

    private static double TanhFirst(double z)
    {
        var e = Elementary.Exp(-2 * Math.Abs(z));
        return 4 * e / ((1 + e) * (1 + e));
    }

    private static double LogisticFirst(double z)
    {
        var e = Elementary.Exp(-Math.Abs(z));
        return e / ((1 + e) * (1 + e));
    }
}
