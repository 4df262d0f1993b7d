using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Numerics;

/// <summary>The geometry of the unit sphere of an l_p norm, 1 &lt; p &lt; infinity.</summary>
/// <remarks>
/// The normal at v is <c>nu_i = sign(v_i) |v_i|^(p-1)</c>; at v_i = 0 it is 0 also for p &lt; 2. At p = 1 and p = infinity the sphere has corners, and both are
/// refused. Banburski et al., Theory III: Dynamics and Generalization in Deep Networks, arXiv:1903.04991; docs/theory/normalized-flow.md, A6.
/// </remarks>
public static class PNorms
{
    /// <summary>What is wrong with an exponent.</summary>
    /// <param name="p">The exponent.</param>
    public static Arr<Error> Errors(double p) => p > 1 && double.IsFinite(p)
        ? Arr<Error>.Empty
        : Array<Error>(new Error.ParameterDomain("p", FormattableString.Invariant($"{p:R}"), "a number above 1 and below infinity, where the sphere is smooth"));

    /// <summary>The vector divided by its l_p norm.</summary>
    /// <param name="v">Any vector but zero.</param>
    /// <param name="p">The exponent.</param>
    /// <returns>The unit vector, or an error: parameterDomain for p, zeroLayer for the zero vector.</returns>
    public static Either<Error, Vector> Unit(Vector v, double p)
    {
        if (Errors(p) is { Count: > 0 } errors)
            return Left<Error, Vector>(errors[0]);
        var norm = Norm(v.Span, p);
        return norm == 0
            ? Left<Error, Vector>(new Error.ZeroLayer("v"))
            : Right<Error, Vector>(Vector.Build(v.Length, target =>
            {
                for (var i = 0; i < target.Length; i++)
                    target[i] = v[i] / norm;
            }));
    }

    /// <summary>The part of a gradient tangent to the sphere through v: <c>(I - nu nu^T / (nu . nu)) gradient</c>.</summary>
    /// <param name="v">Any vector but zero.</param>
    /// <param name="gradient">As long as v.</param>
    /// <param name="p">The exponent.</param>
    /// <returns>The tangent part, or an error: parameterDomain for p, zeroLayer for the zero vector, shapeMismatch.</returns>
    public static Either<Error, Vector> Tangent(Vector v, Vector gradient, double p)
    {
        if (Errors(p) is { Count: > 0 } errors)
            return Left<Error, Vector>(errors[0]);
        if (gradient.Length != v.Length)
            return Left<Error, Vector>(new Error.ShapeMismatch("The gradient", $"{gradient.Length}", $"{v.Length}"));
        var norm = Norm(v.Span, p);
        if (norm == 0)
            return Left<Error, Vector>(new Error.ZeroLayer("v"));
        return Right<Error, Vector>(Vector.Build(v.Length, target =>
        {
            Normal(v.Span, norm, p, target);
            double along = 0, square = 0;
            for (var i = 0; i < target.Length; i++)
                (along, square) = (along + (target[i] * gradient[i]), square + (target[i] * target[i]));
            for (var i = 0; i < target.Length; i++)
                target[i] = gradient[i] - (along / square * target[i]);
        }));
    }

    /// <summary>The l_p norm, scaled so that powers neither over- nor underflow.</summary>
    internal static double Norm(ReadOnlySpan<double> v, double p)
    {
        var largest = 0.0;
        foreach (var x in v)
            largest = Math.Max(largest, Math.Abs(x));
        if (largest == 0 || !double.IsFinite(largest))
            return largest;
        var sum = 0.0;
        foreach (var x in v)
            sum += Power(Math.Abs(x) / largest, p);
        return largest * (p == 2 ? Math.Sqrt(sum) : Elementary.Pow(sum, 1 / p));
    }

    /// <summary>The normal at <c>v / norm</c>.</summary>
    internal static void Normal(ReadOnlySpan<double> v, double norm, double p, Span<double> normal)
    {
        for (var i = 0; i < v.Length; i++)
            normal[i] = v[i] == 0 ? 0 : Math.CopySign(Power(Math.Abs(v[i]) / norm, p - 1), v[i]);
    }

    private static double Power(double x, double p) => p == 2 ? x * x : p == 1 ? x : Elementary.Pow(x, p);
}
