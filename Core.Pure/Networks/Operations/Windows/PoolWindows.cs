using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Pools over pixels alone need at least one pixel under every place of the window.</summary>
internal static class PoolWindows
{
    /// <summary>Whether every place of the window meets a pixel: padding reaches no farther than the window, and no image is stepped over.</summary>
    /// <remarks>A place that begins s before the image has the pixel at -s mod dilation, which is there when the image is as large as the dilation.</remarks>
    internal static bool MeetPixels(Window window, Shape input) =>
        Meets(window.PadTop, window.PadBottom, window.Height, window.DilationY, input.Dimensions[1]) && Meets(window.PadLeft, window.PadRight, window.Width, window.DilationX, input.Dimensions[2]);

    internal static Error PaddingTooLarge(Window window) => new Error.ParameterDomain(
        "The padding of a pool",
        $"{window.PadTop}, {window.PadLeft}, {window.PadBottom}, {window.PadRight}",
        "less padding than the window reaches, and a dilation no larger than the image, so that every place of the window meets a pixel");

    private static bool Meets(int before, int after, int size, int dilation, int length)
    {
        var reach = (long)dilation * (size - 1);
        return (before == 0 && after == 0) || (before <= reach && after <= reach && length >= dilation);
    }
}
