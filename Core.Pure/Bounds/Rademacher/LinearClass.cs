using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>The empirical Rademacher complexity of linear functions with |w|_p at most 1: <c>E |X^T xi|_(p*) / m</c>.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.12.</remarks>
public static class LinearClass
{
    /// <summary>The largest sample for which all sign vectors are enumerated.</summary>
    public const int ExactLimit = 20;

    /// <summary>The smallest of the upper estimates that hold for p.</summary>
    /// <param name="inputs">Examples in rows.</param>
    /// <param name="p">1 or more, finite.</param>
    public static double Upper(Matrix inputs, double p) => Math.Min(DataBound(inputs, p), WorstCase(inputs, p));

    /// <summary>The estimate from the data matrix: <c>sqrt(2 ln 2D) max_j |X_j|_2 / m</c> for p = 1, and its counterparts.</summary>
    /// <param name="inputs">Examples in rows.</param>
    /// <param name="p">1 or more, finite.</param>
    public static double DataBound(Matrix inputs, double p)
    {
        var m = inputs.Rows;
        if (p == 1)
            return Math.Sqrt(2 * Elementary.Log(2.0 * inputs.Columns)) * LargestColumn(inputs) / m;
        var dual = Dual(p);
        var rows = new double[m];
        for (var i = 0; i < m; i++)
            rows[i] = GroupNorm.Vector(inputs.Row(i), dual);
        return p <= 2 ? Math.Sqrt(dual - 1) * GroupNorm.Vector(rows, 2) / m : GroupNorm.Vector(rows, dual) / m;
    }

    /// <summary>The estimate from the largest example alone: <c>sqrt(min(p*, 4 ln 2D) / m) max_i |x_i|_(p*)</c> for p at most 2, <c>sqrt(2) m^(-1/p) max_i |x_i|_(p*)</c> above.</summary>
    /// <param name="inputs">Examples in rows.</param>
    /// <param name="p">1 or more, finite.</param>
    public static double WorstCase(Matrix inputs, double p)
    {
        var (dual, largest) = (Dual(p), 0.0);
        for (var i = 0; i < inputs.Rows; i++)
            largest = Math.Max(largest, GroupNorm.Vector(inputs.Row(i), dual));
        return p <= 2
            ? Math.Sqrt(Math.Min(dual, 4 * Elementary.Log(2.0 * inputs.Columns)) / inputs.Rows) * largest
            : Math.Sqrt(2) * Elementary.Pow(inputs.Rows, -1 / p) * largest;
    }

    /// <summary>The value itself, by all 2^m sign vectors.</summary>
    /// <param name="inputs">At most <see cref="ExactLimit"/> examples in rows.</param>
    /// <param name="p">1 or more, finite.</param>
    public static Either<Error, double> Exact(Matrix inputs, double p)
    {
        if (inputs.Rows > ExactLimit)
            return Left<Error, double>(TooMany(inputs.Rows));
        var (sum, dual) = (0.0, Dual(p));
        var combination = new double[inputs.Columns];
        for (var signs = 0; signs < 1 << inputs.Rows; signs++)
        {
            System.Array.Clear(combination);
            for (var i = 0; i < inputs.Rows; i++)
                for (var j = 0; j < combination.Length; j++)
                    combination[j] += (signs >> i & 1) == 0 ? inputs[i, j] : -inputs[i, j];
            sum += GroupNorm.Vector(combination, dual);
        }

        return Right<Error, double>(sum / (1 << inputs.Rows) / inputs.Rows);
    }

    /// <summary>The largest Euclidean norm of a column: one feature over all examples.</summary>
    internal static double LargestColumn(Matrix inputs)
    {
        var (largest, column) = (0.0, new double[inputs.Rows]);
        for (var j = 0; j < inputs.Columns; j++)
        {
            for (var i = 0; i < column.Length; i++)
                column[i] = inputs[i, j];
            largest = Math.Max(largest, GroupNorm.Vector(column, 2));
        }

        return largest;
    }

    /// <summary>p* with 1/p + 1/p* = 1.</summary>
    internal static double Dual(double p) => p == 1 ? double.PositiveInfinity : double.IsPositiveInfinity(p) ? 1 : p / (p - 1);

    internal static Error TooMany(int count) => new Error.ParameterDomain("The number of examples of an exact Rademacher complexity", $"{count}", $"at most {ExactLimit}");
}
