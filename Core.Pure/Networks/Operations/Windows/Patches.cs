namespace Marginalia.Networks;

/// <summary>An image rearranged so that a convolution is a matrix product, and the adjoint rearrangement.</summary>
/// <remarks>The patch matrix has a row per entry of the receptive field (channel, row, column of the window) and a column per place of the window;
/// several images stand side by side, so a row is longer than the places of one image and those begin at an offset.</remarks>
internal static class Patches
{
    /// <summary>Copies every pixel to all its places; the padding is 0.</summary>
    internal static void Extract(in WindowGrid grid, Window window, ReadOnlySpan<double> image, Span<double> patches, int rowLength, int offset)
    {
        var row = 0;
        for (var c = 0; c < grid.Channels; c++)
            for (var ky = 0; ky < window.Height; ky++)
                for (var kx = 0; kx < window.Width; kx++, row++)
                    for (var oy = 0; oy < grid.OutputHeight; oy++)
                    {
                        var line = patches.Slice((row * rowLength) + offset + (oy * grid.OutputWidth), grid.OutputWidth);
                        var iy = grid.Row(oy, ky);
                        if (iy < 0)
                            line.Clear();
                        else
                            Extract(grid, kx, image.Slice(((c * grid.Height) + iy) * grid.Width, grid.Width), line);
                    }
    }

    /// <summary>Adds every entry of a patch matrix to the pixel it came from.</summary>
    internal static void AddBack(in WindowGrid grid, Window window, ReadOnlySpan<double> patches, int rowLength, int offset, Span<double> image)
    {
        var row = 0;
        for (var c = 0; c < grid.Channels; c++)
            for (var ky = 0; ky < window.Height; ky++)
                for (var kx = 0; kx < window.Width; kx++, row++)
                    for (var oy = 0; oy < grid.OutputHeight; oy++)
                    {
                        var iy = grid.Row(oy, ky);
                        if (iy >= 0)
                        {
                            var line = patches.Slice((row * rowLength) + offset + (oy * grid.OutputWidth), grid.OutputWidth);
                            AddBack(grid, kx, line, image.Slice(((c * grid.Height) + iy) * grid.Width, grid.Width));
                        }
                    }
    }

    private static void Extract(in WindowGrid grid, int kx, ReadOnlySpan<double> pixels, Span<double> line)
    {
        if (grid.IsContiguous)
        {
            var (start, end) = grid.InsideColumns(kx);
            line[..start].Clear();
            if (end > start)
                pixels.Slice(grid.Column(start, kx), end - start).CopyTo(line[start..]);
            line[end..].Clear();
            return;
        }

        for (var ox = 0; ox < line.Length; ox++)
            line[ox] = grid.Column(ox, kx) is var ix and >= 0 ? pixels[ix] : 0;
    }

    private static void AddBack(in WindowGrid grid, int kx, ReadOnlySpan<double> line, Span<double> pixels)
    {
        if (grid.IsContiguous)
        {
            var (start, end) = grid.InsideColumns(kx);
            if (end > start)
                ElementwiseKernels.Add(line[start..end], pixels.Slice(grid.Column(start, kx), end - start));
            return;
        }

        for (var ox = 0; ox < line.Length; ox++)
        {
            if (grid.Column(ox, kx) is var ix and >= 0)
                pixels[ix] += line[ox];
        }
    }
}
