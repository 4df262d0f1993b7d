namespace Marginalia.Theory;

/// <summary>Symmetric positive definite systems of the size of a support set, solved by Cholesky with one step of refinement.</summary>
internal static class SmallSystem
{
    /// <summary>The solution, or null when the matrix is singular to working precision.</summary>
    internal static double[]? SolveSymmetric(double[,] matrix, double[] right)
    {
        var n = right.Length;
        var factor = new double[n, n];
        for (var j = 0; j < n; j++)
        {
            var pivot = matrix[j, j];
            for (var k = 0; k < j; k++)
                pivot = Math.FusedMultiplyAdd(-factor[j, k], factor[j, k], pivot);
            if (!(pivot > 1e-14 * matrix[j, j]))
                return null;
            factor[j, j] = Math.Sqrt(pivot);
            for (var i = j + 1; i < n; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                    sum = Math.FusedMultiplyAdd(-factor[i, k], factor[j, k], sum);
                factor[i, j] = sum / factor[j, j];
            }
        }

        var x = Substitute(factor, right);
        var residual = new double[n];
        for (var i = 0; i < n; i++)
        {
            residual[i] = right[i];
            for (var j = 0; j < n; j++)
                residual[i] = Math.FusedMultiplyAdd(-matrix[i, j], x[j], residual[i]);
        }

        var correction = Substitute(factor, residual);
        for (var i = 0; i < n; i++)
            x[i] += correction[i];
        return x;
    }

    private static double[] Substitute(double[,] factor, double[] right)
    {
        var n = right.Length;
        var x = (double[])right.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
                x[i] = Math.FusedMultiplyAdd(-factor[i, k], x[k], x[i]);
            x[i] /= factor[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                x[i] = Math.FusedMultiplyAdd(-factor[k, i], x[k], x[i]);
            x[i] /= factor[i, i];
        }

        return x;
    }
}
