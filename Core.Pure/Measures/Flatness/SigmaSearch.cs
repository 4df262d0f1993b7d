using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>How far a perturbation can grow before the mean error exceeds a target.</summary>
/// <param name="Grid">The sizes tried, increasing by 2^(1/4).</param>
/// <param name="MeanErrors">The mean 0/1 error at each.</param>
/// <param name="Target">The largest admissible mean error.</param>
/// <param name="LastBeforeCrossing">The last admissible grid value before the first inadmissible one; undefined when the first is inadmissible.</param>
/// <param name="LargestAdmissible">The largest admissible grid value of all; larger than the former when the curve is not monotone.</param>
/// <param name="Crossing">The crossing, bisected inside its cell; undefined when censored.</param>
public sealed record SigmaSearch(Vector Grid, Vector MeanErrors, double Target, Number LastBeforeCrossing, Number LargestAdmissible, Number Crossing)
{
    private const int Bisections = 20;

    /// <summary>Whether the curve crosses the target more than once.</summary>
    public bool IsAmbiguous => LastBeforeCrossing != LargestAdmissible;

    /// <summary>The geometric grid of ratio 2^(1/4) from 2^first to 2^last.</summary>
    /// <param name="first">The first exponent.</param>
    /// <param name="last">The last exponent.</param>
    public static Vector Quarters(int first, int last) => Vector.Build((4 * (last - first)) + 1, grid =>
    {
        var (half, quarter) = (Math.Sqrt(2), Math.Sqrt(Math.Sqrt(2)));
        double[] roots = [1, quarter, half, half * quarter];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = Math.ScaleB(roots[i % 4], first + (i / 4));
    });

    /// <summary>Scans the grid upwards and bisects inside the cell of the first crossing.</summary>
    /// <param name="grid">Increasing sizes.</param>
    /// <param name="target">The largest admissible mean error.</param>
    /// <param name="meanError">The mean error at a size; pure, with the same frozen draws for every size.</param>
    public static SigmaSearch Run(Vector grid, double target, Func<double, double> meanError)
    {
        var errors = Vector.Build(grid.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = meanError(grid[i]);
        });
        var first = 0;
        while (first < grid.Length && errors[first] <= target)
            first++;
        var largest = grid.Length - 1;
        while (largest >= 0 && !(errors[largest] <= target))
            largest--;
        return new(grid, errors, target, At(grid, first - 1), At(grid, largest), Cross(grid, first, target, meanError));
    }

    private static Number At(Vector grid, int index) => index >= 0 ? new Number.Value(grid[index]) : new Number.Undefined(FormattableString.Invariant($"Already {grid[0]:G4} exceeds the target error."));

    private static Number Cross(Vector grid, int first, double target, Func<double, double> meanError)
    {
        if (first == 0)
            return new Number.Undefined(FormattableString.Invariant($"Censored: below {grid[0]:G4}, the smallest size tried."));
        if (first == grid.Length)
            return new Number.Undefined(FormattableString.Invariant($"Censored: at least {grid[grid.Length - 1]:G4}, the largest size tried."));
        var (low, high) = (grid[first - 1], grid[first]);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = meanError(middle) <= target ? (middle, high) : (low, middle);
        }

        return new Number.Value(low);
    }
}
