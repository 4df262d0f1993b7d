namespace Marginalia.Numerics;

/// <summary>Elementary functions with the same bits under every instruction set and policy.</summary>
public static partial class Elementary
{
    /// <summary>The exponential.</summary>
    /// <param name="x">Any double.</param>
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">Any double; negative gives NaN, 0 gives negative infinity.</param>
    public static double Log(double x) => Math.Log(x);

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="x">Any double.</param>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary><c>log(1 + x)</c> with full relative accuracy near 0.</summary>
    /// <param name="x">Any double; below -1 gives NaN.</param>
    public static double Log1p(double x) => Math.Abs(x) < 1e-5 ? x - (x * x / 2) + (x * x * x / 3) : Math.Log(1 + x);

    /// <summary><c>exp(x) - 1</c> with full relative accuracy near 0.</summary>
    /// <param name="x">Any double.</param>
    public static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1;

    /// <summary>The sine, argument in radians.</summary>
    /// <param name="x">Any double; infinities give NaN.</param>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>The cosine, argument in radians.</summary>
    /// <param name="x">Any double; infinities give NaN.</param>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>The power <c>x^y</c>.</summary>
    /// <param name="x">The base, 0 or more, or any double for an integer exponent.</param>
    /// <param name="y">The exponent.</param>
    public static double Pow(double x, double y) => Math.Pow(x, y);
}
