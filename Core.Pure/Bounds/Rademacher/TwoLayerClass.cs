using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>The class <c>x -> sum_h w_h relu(v_h . x)</c> with <c>sum_h |w_h| |v_h|_p</c> at most 1, of any width, on points in the plane.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.12 and law 39.</remarks>
public static class TwoLayerClass
{
    /// <summary><c>E sup |(1/m) sum xi_i f(x_i)|</c>, exactly, by all sign vectors and the directions in which the supremum can lie.</summary>
    /// <param name="inputs">At most <see cref="LinearClass.ExactLimit"/> examples of two features.</param>
    /// <param name="p">1 or 2.</param>
    /// <returns>The value; a shapeMismatch or parameterDomain error for other inputs.</returns>
    /// <remarks>The supremum is attained by one unit. Between the lines orthogonal to the examples the sum is linear in the direction v, so that it is largest on such
    /// a line, at a corner of the l_1 ball (p = 1), or along its own gradient (p = 2).</remarks>
    public static Either<Error, double> ExactInPlane(Matrix inputs, int p)
    {
        if (inputs.Columns != 2)
            return Left<Error, double>(new Error.ShapeMismatch("An example", $"{inputs.Columns}", "two features"));
        if (inputs.Rows > LinearClass.ExactLimit)
            return Left<Error, double>(LinearClass.TooMany(inputs.Rows));
        if (p is not (1 or 2))
            return Left<Error, double>(new Error.ParameterDomain("The exponent of the two-layer class", $"{p}", "1 or 2"));

        var lines = Lines(inputs);
        var sum = 0.0;
        var signs = new double[inputs.Rows];
        for (var code = 0; code < 1 << inputs.Rows; code++)
        {
            for (var i = 0; i < signs.Length; i++)
                signs[i] = (code >> i & 1) == 0 ? 1 : -1;
            sum += Supremum(inputs, signs, lines, p);
        }

        return Right<Error, double>(sum / (1 << inputs.Rows) / inputs.Rows);
    }

    private static double Supremum(Matrix inputs, double[] signs, List<(double X, double Y)> lines, int p)
    {
        var best = 0.0;
        for (var i = 0; i < lines.Count; i++)
        {
            best = Math.Max(best, Value(inputs, signs, lines[i], p));
            if (p == 1)
                continue;
            // The middle of the sector to the next line says which examples are active in it.
            var next = lines[(i + 1) % lines.Count];
            var (gx, gy) = Gradient(inputs, signs, (lines[i].X + next.X, lines[i].Y + next.Y));
            if (gx != 0 || gy != 0)
                best = Math.Max(best, Math.Max(Value(inputs, signs, (gx, gy), p), Value(inputs, signs, (-gx, -gy), p)));
        }

        return best;
    }

    private static double Value(Matrix inputs, double[] signs, (double X, double Y) v, int p)
    {
        var norm = p == 1 ? Math.Abs(v.X) + Math.Abs(v.Y) : Math.Sqrt((v.X * v.X) + (v.Y * v.Y));
        var sum = 0.0;
        for (var i = 0; i < signs.Length; i++)
            sum += signs[i] * Math.Max(0, (v.X * inputs[i, 0]) + (v.Y * inputs[i, 1]));
        return Math.Abs(sum) / norm;
    }

    private static (double X, double Y) Gradient(Matrix inputs, double[] signs, (double X, double Y) v)
    {
        var (x, y) = (0.0, 0.0);
        for (var i = 0; i < signs.Length; i++)
        {
            if ((v.X * inputs[i, 0]) + (v.Y * inputs[i, 1]) <= 0)
                continue;
            x += signs[i] * inputs[i, 0];
            y += signs[i] * inputs[i, 1];
        }

        return (x, y);
    }

    // Unit directions around the circle: both ways along every line on which an example changes sides, and along the axes.
    private static List<(double X, double Y)> Lines(Matrix inputs)
    {
        var lines = new List<(double X, double Y)> { (1, 0), (0, 1), (-1, 0), (0, -1) };
        for (var i = 0; i < inputs.Rows; i++)
        {
            var (x, y) = (inputs[i, 0], inputs[i, 1]);
            var norm = Math.Sqrt((x * x) + (y * y));
            if (norm > 0)
                lines.AddRange([(-y / norm, x / norm), (y / norm, -x / norm)]);
        }

        lines.Sort(static (a, b) => Half(a) != Half(b) ? Half(a).CompareTo(Half(b)) : ((b.X * a.Y) - (b.Y * a.X)).CompareTo(0));
        return lines;
    }

    private static int Half((double X, double Y) v) => v.Y > 0 || (v.Y == 0 && v.X > 0) ? 0 : 1;
}
