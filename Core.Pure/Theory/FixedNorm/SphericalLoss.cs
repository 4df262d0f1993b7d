using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>log L on the sphere at one point: value, gradient and Hessian over private buffers.</summary>
internal sealed class SphericalLoss(Matrix points, double norm)
{
    private readonly double[] _margins = new double[points.Rows];
    private readonly double[] _mean = new double[points.Columns];
    private double[] _v = [];

    internal double Norm => norm;

    internal double[] Weights { get; } = new double[points.Rows];

    internal double LogLoss { get; private set; }

    internal double MinMargin { get; private set; }

    /// <summary>rho (sum omega_n z_n) . V.</summary>
    internal double RadialTerm => norm * LinearMargins.Inner(_mean, _v);

    internal double Residual
    {
        get
        {
            var tangent = Tangent();
            return Math.Sqrt(LinearMargins.Inner(tangent, tangent)) / Math.Abs(LinearMargins.Inner(_mean, _v));
        }
    }

    internal void MoveTo(double[] v)
    {
        _v = v;
        MinMargin = double.PositiveInfinity;
        for (var n = 0; n < points.Rows; n++)
        {
            var margin = LinearMargins.Inner(points.Row(n), v);
            MinMargin = Math.Min(MinMargin, margin);
            _margins[n] = norm * margin;
        }

        LogLoss = ExponentialMargins.LogLoss(_margins, Weights);
        System.Array.Clear(_mean);
        for (var n = 0; n < points.Rows; n++)
            for (var j = 0; j < _mean.Length; j++)
                _mean[j] = Math.FusedMultiplyAdd(Weights[n], points[n, j], _mean[j]);
    }

    /// <summary>The Newton direction in the tangent space, or null at a stationary point up to round-off or where the Hessian is singular.</summary>
    internal double[]? NewtonStep()
    {
        var tangent = Tangent();
        if (Residual <= 1e-15)
            return null;
        var d = _v.Length;
        var second = Second(centered: true);
        var projected = Projected(second);
        var system = new double[d, d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                system[i, j] = projected[i, j] + (Math.Max(RadialTerm, 1e-300) * ((i == j ? 1 : 0) - (_v[i] * _v[j]))) + (Scale(second) * _v[i] * _v[j]);
        for (var j = 0; j < d; j++)
            tangent[j] *= norm;
        return SmallSystem.SolveSymmetric(system, tangent);
    }

    /// <summary>V plus a multiple of a direction, back on the sphere.</summary>
    internal static double[] Retracted(double[] v, double[] direction, double size)
    {
        var moved = v.Zip(direction, (x, t) => Math.FusedMultiplyAdd(size, t, x)).ToArray();
        var length = Math.Sqrt(LinearMargins.Inner(moved, moved));
        return [.. moved.Select(x => x / length)];
    }

    /// <summary>The Hessian of L on the sphere divided by L, in an orthonormal basis of the tangent space: (d - 1) x (d - 1).</summary>
    internal Matrix TangentHessian()
    {
        var d = _v.Length;
        var basis = TangentBasis();
        var second = Second(centered: false);
        return Matrix.Build(d - 1, d - 1, target =>
        {
            for (var a = 0; a < d - 1; a++)
            {
                for (var b = 0; b < d - 1; b++)
                {
                    var sum = a == b ? RadialTerm : 0;
                    for (var i = 0; i < d; i++)
                        for (var j = 0; j < d; j++)
                            sum += basis[a][i] * second[i, j] * basis[b][j];
                    target[(a * (d - 1)) + b] = sum;
                }
            }
        });
    }

    private double[] Tangent()
    {
        var radial = LinearMargins.Inner(_mean, _v);
        return [.. _mean.Zip(_v, (m, v) => Math.FusedMultiplyAdd(-radial, v, m))];
    }

    // rho^2 sum omega z z^T, less rho^2 times the square of the mean for the Hessian of log L.
    private double[,] Second(bool centered)
    {
        var d = _v.Length;
        var second = new double[d, d];
        for (var n = 0; n < points.Rows; n++)
            for (var i = 0; i < d; i++)
                for (var j = 0; j < d; j++)
                    second[i, j] += Weights[n] * (points[n, i] - (centered ? _mean[i] : 0)) * (points[n, j] - (centered ? _mean[j] : 0));
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                second[i, j] *= norm * norm;
        return second;
    }

    private double[,] Projected(double[,] a)
    {
        var d = _v.Length;
        var left = new double[d];
        for (var j = 0; j < d; j++)
            for (var i = 0; i < d; i++)
                left[j] += _v[i] * a[i, j];
        var corner = LinearMargins.Inner(left, _v);
        var result = new double[d, d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                result[i, j] = a[i, j] - (_v[i] * left[j]) - (left[i] * _v[j]) + (corner * _v[i] * _v[j]);
        return result;
    }

    // A multiple of V V^T of the size of the rest makes the system positive definite without touching tangent directions.
    private double Scale(double[,] a)
    {
        var trace = RadialTerm;
        for (var i = 0; i < _v.Length; i++)
            trace += a[i, i];
        return Math.Max(trace, 1);
    }

    // The columns but the first of the Householder reflection that takes the first unit vector to +-V.
    private double[][] TangentBasis()
    {
        var d = _v.Length;
        var u = (double[])_v.Clone();
        u[0] += _v[0] >= 0 ? 1 : -1;
        var square = LinearMargins.Inner(u, u);
        return [.. Enumerable.Range(1, d - 1).Select(k => Enumerable.Range(0, d).Select(i => (i == k ? 1 : 0) - (2 * u[k] * u[i] / square)).ToArray())];
    }
}
