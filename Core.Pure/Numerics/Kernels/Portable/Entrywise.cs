using System.Numerics;
using System.Runtime.InteropServices;

namespace Marginalia.Numerics;

/// <summary>Entry by entry arithmetic on spans of one length; one rounding per entry, so the bits do not depend on the width of the vectors.</summary>
internal static class Entrywise
{
    private interface IOperation
    {
        static abstract Vector<double> On(Vector<double> x, Vector<double> y);

        static abstract double On(double x, double y);
    }

    /// <summary><c>target = x - y</c>.</summary>
    internal static void Subtract(ReadOnlySpan<double> x, double y, Span<double> target) => Map<Difference>(x, y, target);

    /// <summary><c>target = x - y</c>.</summary>
    internal static void Subtract(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> target) => Map<Difference>(x, y, target);

    /// <summary><c>target = x y</c>.</summary>
    internal static void Multiply(ReadOnlySpan<double> x, double y, Span<double> target) => Map<Multiple>(x, y, target);

    /// <summary><c>target = x y</c>.</summary>
    internal static void Multiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> target) => Map<Multiple>(x, y, target);

    /// <summary><c>target = x / y</c>.</summary>
    internal static void Divide(ReadOnlySpan<double> x, double y, Span<double> target) => Map<Ratio>(x, y, target);

    private static void Map<O>(ReadOnlySpan<double> x, double y, Span<double> target)
        where O : struct, IOperation
    {
        x = x[..target.Length];
        var wide = MemoryMarshal.Cast<double, Vector<double>>(x);
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        var same = new Vector<double>(y);
        for (var i = 0; i < wideTarget.Length; i++)
            wideTarget[i] = O.On(wide[i], same);
        for (var i = wide.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] = O.On(x[i], y);
    }

    private static void Map<O>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> target)
        where O : struct, IOperation
    {
        x = x[..target.Length];
        y = y[..target.Length];
        var wideX = MemoryMarshal.Cast<double, Vector<double>>(x);
        var wideY = MemoryMarshal.Cast<double, Vector<double>>(y);
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < wideTarget.Length; i++)
            wideTarget[i] = O.On(wideX[i], wideY[i]);
        for (var i = wideTarget.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] = O.On(x[i], y[i]);
    }

    private readonly struct Difference : IOperation
    {
        public static Vector<double> On(Vector<double> x, Vector<double> y) => x - y;

        public static double On(double x, double y) => x - y;
    }

    private readonly struct Multiple : IOperation
    {
        public static Vector<double> On(Vector<double> x, Vector<double> y) => x * y;

        public static double On(double x, double y) => x * y;
    }

    private readonly struct Ratio : IOperation
    {
        public static Vector<double> On(Vector<double> x, Vector<double> y) => x / y;

        public static double On(double x, double y) => x / y;
    }
}
