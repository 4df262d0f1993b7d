using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Norms of the rows of an unrolled convolution: at each place only the taps inside the image count.</summary>
/// <param name="Squares">The sum of all squares.</param>
/// <param name="Norms">The sum of the Euclidean norms of the rows.</param>
/// <param name="Largest">The largest l_1 norm of a row.</param>
internal sealed record VisibleRows(double Squares, double Norms, double Largest)
{
    internal static VisibleRows Of(Convolution convolution, Shape input, Vector kernel)
    {
        var window = convolution.Window;
        var circular = convolution.Padding == Padding.Circular;
        var grid = new WindowGrid(window, input, circular);
        var repeats = circular && ((window.DilationY * (window.Height - 1)) + 1 > grid.Height || (window.DilationX * (window.Width - 1)) + 1 > grid.Width);
        var (perGroup, taps) = (input.Dimensions[0] / convolution.Groups, window.Size);
        var (squares, norms, largest) = (0.0, 0.0, 0.0);
        var row = new double[repeats ? perGroup * grid.Height * grid.Width : 0];
        for (var o = 0; o < convolution.Channels; o++)
        {
            var own = kernel.Span.Slice(o * perGroup * taps, perGroup * taps);
            var tapSquares = Taps(own, taps, static w => w * w);
            var tapSizes = Taps(own, taps, Math.Abs);
            for (var oy = 0; oy < grid.OutputHeight; oy++)
                for (var ox = 0; ox < grid.OutputWidth; ox++)
                {
                    var (square, size) = repeats ? Repeated(grid, window, own, row, oy, ox) : Visible(grid, window, tapSquares, tapSizes, oy, ox);
                    squares += square;
                    norms += Math.Sqrt(square);
                    largest = Math.Max(largest, size);
                }
        }

        return new(squares, norms, largest);
    }

    private static double[] Taps(ReadOnlySpan<double> kernel, int taps, Func<double, double> of)
    {
        var sums = new double[taps];
        for (var i = 0; i < kernel.Length; i++)
            sums[i % taps] += of(kernel[i]);
        return sums;
    }

    private static (double Square, double Size) Visible(in WindowGrid grid, Window window, double[] squares, double[] sizes, int oy, int ox)
    {
        var (square, size) = (0.0, 0.0);
        for (var ky = 0; ky < window.Height; ky++)
            for (var kx = 0; kx < window.Width; kx++)
            {
                if (grid.Row(oy, ky) < 0 || grid.Column(ox, kx) < 0)
                    continue;
                square += squares[(ky * window.Width) + kx];
                size += sizes[(ky * window.Width) + kx];
            }

        return (square, size);
    }

    // A circular kernel larger than the image meets a pixel several times; its entries there add up.
    private static (double Square, double Size) Repeated(in WindowGrid grid, Window window, ReadOnlySpan<double> kernel, double[] row, int oy, int ox)
    {
        Array.Clear(row);
        for (var i = 0; i < kernel.Length; i++)
        {
            var (channel, tap) = (i / window.Size, i % window.Size);
            row[grid.Pixel(channel, oy, ox, tap / window.Width, tap % window.Width)] += kernel[i];
        }

        var (square, size) = (0.0, 0.0);
        foreach (var w in row)
        {
            square += w * w;
            size += Math.Abs(w);
        }

        return (square, size);
    }
}
