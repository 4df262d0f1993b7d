using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>Equality and order relative to the larger side, and draws that capacity laws share.</summary>
internal static class Close
{
    internal static Outcome Equal(double left, double right, double relative, string where) =>
        Outcome.Equal(left, right, relative * Math.Max(Math.Abs(left), Math.Abs(right)), where);

    /// <summary>left at most right, up to round-off relative to the right side.</summary>
    internal static Outcome AtMost(double left, double right, double relative, string where) => Outcome.AtMost(left, right, relative * Math.Abs(right), where);

    /// <summary>Powers of two with exponents from -reach to reach.</summary>
    internal static double[] Dyadic(Key key, int count, int reach) =>
        [.. Enumerable.Range(0, count).Select(i => Math.ScaleB(1, Draws.Index(key, RandomStream.Measurement, (ulong)i, 0, (2 * reach) + 1) - reach))];

    /// <summary>Factors whose logarithms to base 10 are uniform from -reach to reach.</summary>
    internal static double[] Decades(Key key, int count, double reach)
    {
        var factors = new double[count];
        Draws.Uniforms(key, RandomStream.Measurement, 0, factors);
        return [.. factors.Select(u => Elementary.Exp(((2 * u) - 1) * reach * Elementary.Log(10)))];
    }

    internal static Parameters At(Parameters parameters, Func<int, double> flat) => Parameters.Create(parameters.Layout, Vector.Build(parameters.Flat.Length, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = flat(i);
    })).Made();

    internal static double Power(double x, double p) => p switch
    {
        1 => Math.Abs(x),
        2 => x * x,
        _ => x == 0 ? 0 : Elementary.Pow(Math.Abs(x), p),
    };
}
