using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Pools over pixels alone need at least one pixel under every place of the window.</summary>
internal static class PoolWindows
{
    /// <summary>Whether padding is smaller than the window on every side, which makes every place meet a pixel.</summary>
    /// <remarks>With dilation a window may still step over a small image, so only windows without gaps may have padding.</remarks>
    internal static bool MeetPixels(Window window) =>
        Meets(window.PadTop, window.PadBottom, window.Height, window.DilationY) && Meets(window.PadLeft, window.PadRight, window.Width, window.DilationX);

    internal static Error PaddingTooLarge(Window window) => new Error.ParameterDomain(
        "The padding of a pool",
        $"{window.PadTop}, {window.PadLeft}, {window.PadBottom}, {window.PadRight}",
        "less padding than the window is large, and none together with dilation, so that every place of the window meets a pixel");

    private static bool Meets(int before, int after, int size, int dilation) => (before == 0 && after == 0) || (before < size && after < size && dilation == 1);
}
