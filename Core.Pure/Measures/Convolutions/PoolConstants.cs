using Marginalia.Networks;

namespace Marginalia.Measures;

/// <summary>Lipschitz constants of pools from l_2 to l_2; above 1 only where windows overlap.</summary>
/// <remarks>Windows are products of intervals, so the sums over the windows that cover a pixel are products over the two axes; docs/theory/capacity-and-path.md, 2.9.</remarks>
internal static class PoolConstants
{
    /// <summary>A maximum moves by no more than the pixel that moves most: the root of the largest number of windows over one pixel, which a single bright pixel attains.</summary>
    internal static double Max(Window window, Shape input) => Axes(window, input, static (_, _) => 1);

    /// <summary>A mean of m pixels over n places moves by at most <c>sqrt(m) / n</c> times their Euclidean change; the squares add over the windows of a pixel.</summary>
    internal static double Average(AveragePool pool, Shape input) =>
        Axes(pool.Window, input, (inside, size) => pool.CountsPadding ? (double)inside / size / size : 1.0 / inside);

    private static double Axes(Window window, Shape input, Func<int, int, double> weight)
    {
        var grid = new WindowGrid(window, input);
        var rows = Largest(grid.Height, grid.OutputHeight, window.Height, grid.Row, weight);
        var columns = Largest(grid.Width, grid.OutputWidth, window.Width, grid.Column, weight);
        return Math.Sqrt(rows * columns);
    }

    // The largest sum over one axis of what the windows over a pixel weigh; a weight is a function of how much of a window is inside.
    private static double Largest(int pixels, int outputs, int size, Func<int, int, int> place, Func<int, int, double> weight)
    {
        var sums = new double[pixels];
        for (var output = 0; output < outputs; output++)
        {
            int[] covered = [.. Enumerable.Range(0, size).Select(k => place(output, k)).Where(static p => p >= 0)];
            foreach (var p in covered)
                sums[p] += weight(covered.Length, size);
        }

        return sums.Max();
    }
}
