using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Theory;

/// <summary>The empirical Rademacher complexity of the linear functions <c>x -&gt; w . x</c> with <c>|w| &lt;= rho</c> on given points.</summary>
/// <param name="Value"><c>rho / n E |sum_i s_i x_i|</c> over independent random signs s.</param>
/// <param name="LowerBound"><c>rho sqrt(sum |x_i|^2) / (sqrt 2 n)</c>, by the inequality of Khintchine.</param>
/// <param name="UpperBound"><c>rho sqrt(sum |x_i|^2) / n</c>, by that of Jensen.</param>
/// <remarks>Homogeneous of degree 1 in rho. docs/theory/normalized-flow.md, N36.</remarks>
public sealed record RademacherComplexity(double Value, double LowerBound, double UpperBound)
{
    /// <summary>The largest number of points whose 2^n sign vectors are enumerated.</summary>
    public const int LargestCount = 24;

    /// <summary>The exact value by enumeration of all signs.</summary>
    /// <param name="points">One point per row, 1 to <see cref="LargestCount"/> of them.</param>
    /// <param name="radius">rho, 0 or more.</param>
    /// <returns>The complexity; an error for too many points or a radius that is negative or not finite. Time and memory grow as 2^n and 2^(n/2).</returns>
    public static Either<Error, RademacherComplexity> Exact(Matrix points, double radius)
    {
        var count = points.Rows;
        if (count == 0)
            return new Error.EmptyData("The set of points");
        if (count > LargestCount)
            return new Error.Unsupported($"the exact complexity of {count} points", $"its 2^{count} sign vectors are too many", $"use {LargestCount} points or fewer");
        if (!(radius >= 0 && double.IsFinite(radius)))
            return new Error.ParameterDomain("the radius of the class", FormattableString.Invariant($"{radius:R}"), "a finite number, 0 or more");
        var square = 0.0;
        foreach (var x in points.Span)
            square = Math.FusedMultiplyAdd(x, x, square);
        var upper = radius * Math.Sqrt(square) / count;
        return Right<Error, RademacherComplexity>(new(radius * Mean(points) / count, upper / Math.Sqrt(2), upper));
    }

    // Signs of the first point are fixed, because s and -s give the same length; sums of both halves are made once.
    private static double Mean(Matrix points)
    {
        var (count, width) = (points.Rows, points.Columns);
        var half = (count + 1) / 2;
        var (first, second) = (Sums(points, 0, half), Sums(points, half, count));
        var (rows, columns) = (1 << (half - 1), 1 << (count - half));
        var total = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var partial = 0.0;
            for (var j = 0; j < columns; j++)
                partial += Length(first.AsSpan(i * width, width), second.AsSpan(j * width, width));
            total += partial;
        }

        return total / rows / columns;
    }

    // Sum number i gives point k the sign -1 when bit to - 1 - k of i is set, so the lower half of the sums has the first point positive.
    private static double[] Sums(Matrix points, int from, int to)
    {
        var width = points.Columns;
        var sums = new double[(1 << (to - from)) * width];
        for (var i = 0; i < 1 << (to - from); i++)
        {
            for (var k = from; k < to; k++)
            {
                var bit = to - 1 - k;
                for (var c = 0; c < width; c++)
                    sums[(i * width) + c] += (i >> bit & 1) == 0 ? points[k, c] : -points[k, c];
            }
        }

        return sums;
    }

    private static double Length(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var square = 0.0;
        for (var i = 0; i < x.Length; i++)
            square = Math.FusedMultiplyAdd(x[i] + y[i], x[i] + y[i], square);
        return Math.Sqrt(square);
    }
}
