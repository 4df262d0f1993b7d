using Marginalia.Networks;

namespace Marginalia.Flows;

/// <summary>The (rho, V) coordinates that the polar and the sphere charts share.</summary>
internal static class Polar
{
    internal static void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y)
    {
        theta.CopyTo(y[layout.Depth..]);
        for (var k = 0; k < layout.Depth; k++)
            y[k] = 1;
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            y[k] = Scale(y.Slice(layout.Depth + block.Offset, block.Size));
        }
    }

    internal static void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta)
    {
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            for (var i = 0; i < block.Size; i++)
                theta[block.Offset + i] = y[k] * y[layout.Depth + block.Offset + i];
        }
    }

    internal static void Normalize(Layout layout, Span<double> y)
    {
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            Scale(y.Slice(layout.Depth + block.Offset, block.Size));
        }
    }

    /// <summary>Divides a vector by its norm and returns the norm.</summary>
    private static double Scale(Span<double> v)
    {
        var square = 0.0;
        foreach (var x in v)
            square = Math.FusedMultiplyAdd(x, x, square);
        var norm = Math.Sqrt(square);
        foreach (ref var x in v)
            x /= norm;
        return norm;
    }
}
