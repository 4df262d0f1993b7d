namespace Marginalia.Networks;

/// <summary>A <see cref="Window"/> on images of one size: which input pixel lies under which entry of the window.</summary>
internal readonly struct WindowGrid
{
    private readonly Window _window;
    private readonly bool _circular;

    internal WindowGrid(Window window, Shape input, bool circular = false)
    {
        (_window, _circular) = (window, circular);
        (Channels, Height, Width) = (input.Dimensions[0], input.Dimensions[1], input.Dimensions[2]);
        (OutputHeight, OutputWidth) = (window.OutputHeight(Height), window.OutputWidth(Width));
    }

    internal int Channels { get; }

    internal int Height { get; }

    internal int Width { get; }

    internal int OutputHeight { get; }

    internal int OutputWidth { get; }

    /// <summary>The number of places of the window.</summary>
    internal int Places => OutputHeight * OutputWidth;

    /// <summary>The row of the input under a row of the window, or -1 in the padding.</summary>
    internal int Row(int outputRow, int windowRow) =>
        Inside((outputRow * _window.StrideY) - _window.PadTop + (windowRow * _window.DilationY), Height);

    /// <summary>The column of the input under a column of the window, or -1 in the padding.</summary>
    internal int Column(int outputColumn, int windowColumn) =>
        Inside((outputColumn * _window.StrideX) - _window.PadLeft + (windowColumn * _window.DilationX), Width);

    /// <summary>The place in one example of the pixel under an entry of the window, or -1 in the padding.</summary>
    internal int Pixel(int channel, int outputRow, int outputColumn, int windowRow, int windowColumn)
    {
        var (row, column) = (Row(outputRow, windowRow), Column(outputColumn, windowColumn));
        return row < 0 || column < 0 ? -1 : (((channel * Height) + row) * Width) + column;
    }

    /// <summary>Whether consecutive output columns read consecutive input columns, so that a line of patches is a copy.</summary>
    internal bool IsContiguous => _window.StrideX == 1 && !_circular;

    /// <summary>The output columns whose pixel under a column of the window is inside the image, when <see cref="IsContiguous"/>.</summary>
    internal (int Start, int End) InsideColumns(int windowColumn)
    {
        var shift = _window.PadLeft - (windowColumn * _window.DilationX);
        var start = Math.Clamp(shift, 0, OutputWidth);
        return (start, Math.Clamp(Width + shift, start, OutputWidth));
    }

    private int Inside(int at, int size) => (uint)at < (uint)size ? at : _circular ? ((at % size) + size) % size : -1;
}
