using System.Numerics;
using System.Runtime.InteropServices;

namespace Marginalia.Networks;

/// <summary>Entry-by-entry kernels made of comparisons and products, which are exact or rounded once: the same bits at every vector width.</summary>
internal static class ElementwiseKernels
{
    /// <summary><c>target = z &gt; 0 ? z : slope z</c>, a zero slope giving +0; NaN stays NaN. The target may be z.</summary>
    internal static void Piecewise(ReadOnlySpan<double> z, double slope, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(z);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < from.Length; i++)
        {
            var low = slope == 0 ? Vector<double>.Zero : slope * from[i];
            // NaN compares as not <= 0, so it passes.
            to[i] = Vector.ConditionalSelect(Vector.LessThanOrEqual(from[i], Vector<double>.Zero), low, from[i]);
        }

        for (var i = from.Length * Vector<double>.Count; i < z.Length; i++)
            target[i] = z[i] <= 0 ? slope == 0 ? 0 : slope * z[i] : z[i];
    }

    /// <summary><c>target = z &gt; 0 ? 1 : slope</c>. The target may be z.</summary>
    internal static void Step(ReadOnlySpan<double> z, double slope, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(z);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < from.Length; i++)
            to[i] = Vector.ConditionalSelect(Vector.GreaterThan(from[i], Vector<double>.Zero), Vector<double>.One, new Vector<double>(slope));
        for (var i = from.Length * Vector<double>.Count; i < z.Length; i++)
            target[i] = z[i] > 0 ? 1 : slope;
    }

    /// <summary><c>delta = output &gt; 0 ? delta : slope delta</c>, a zero slope giving +0, as the mask of a matrix product does.</summary>
    internal static void Mask(ReadOnlySpan<double> output, double slope, Span<double> delta)
    {
        var signs = MemoryMarshal.Cast<double, Vector<double>>(output);
        var values = MemoryMarshal.Cast<double, Vector<double>>(delta);
        for (var i = 0; i < values.Length; i++)
        {
            var low = slope == 0 ? Vector<double>.Zero : slope * values[i];
            values[i] = Vector.ConditionalSelect(Vector.GreaterThan(signs[i], Vector<double>.Zero), values[i], low);
        }

        for (var i = values.Length * Vector<double>.Count; i < delta.Length; i++)
            delta[i] = output[i] > 0 ? delta[i] : slope == 0 ? 0 : slope * delta[i];
    }

    /// <summary><c>delta *= factors</c>.</summary>
    internal static void Multiply(ReadOnlySpan<double> factors, Span<double> delta)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(factors);
        var values = MemoryMarshal.Cast<double, Vector<double>>(delta);
        for (var i = 0; i < values.Length; i++)
            values[i] *= left[i];
        for (var i = values.Length * Vector<double>.Count; i < delta.Length; i++)
            delta[i] *= factors[i];
    }

    /// <summary><c>sum += other</c>.</summary>
    internal static void Add(ReadOnlySpan<double> other, Span<double> sum)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(other);
        var values = MemoryMarshal.Cast<double, Vector<double>>(sum);
        for (var i = 0; i < values.Length; i++)
            values[i] += left[i];
        for (var i = values.Length * Vector<double>.Count; i < sum.Length; i++)
            sum[i] += other[i];
    }

    /// <summary><c>target = z^exponent</c> by repeated multiplication, from left to right. The target may be z.</summary>
    internal static void Power(ReadOnlySpan<double> z, int exponent, Span<double> target) => ScaledPower(1, z, exponent, target);

    /// <summary><c>target = scale (z^exponent)</c>; exponent 0 gives the scale. The target may be z.</summary>
    internal static void ScaledPower(double scale, ReadOnlySpan<double> z, int exponent, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(z);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < from.Length; i++)
        {
            var (x, power) = (from[i], Vector<double>.One);
            for (var k = 0; k < exponent; k++)
                power *= x;
            to[i] = scale * power;
        }

        for (var i = from.Length * Vector<double>.Count; i < z.Length; i++)
        {
            var (x, power) = (z[i], 1.0);
            for (var k = 0; k < exponent; k++)
                power *= x;
            target[i] = scale * power;
        }
    }

    /// <summary><c>target = rate |z|</c>. The target may be z.</summary>
    internal static void ScaledMagnitude(double rate, ReadOnlySpan<double> z, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(z);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < from.Length; i++)
            to[i] = rate * Vector.Abs(from[i]);
        for (var i = from.Length * Vector<double>.Count; i < z.Length; i++)
            target[i] = rate * Math.Abs(z[i]);
    }

    /// <summary><c>target = rate z</c>. The target may be z.</summary>
    internal static void Scale(double rate, ReadOnlySpan<double> z, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(z);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < from.Length; i++)
            to[i] = rate * from[i];
        for (var i = from.Length * Vector<double>.Count; i < z.Length; i++)
            target[i] = rate * z[i];
    }
}
