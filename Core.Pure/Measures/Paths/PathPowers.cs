using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>|w|^p; for p = 1, 2 and 3 by multiplication, which powers of two pass through without rounding. p = 0 counts, a weight of 0 as well.</summary>
internal static class PathPowers
{
    internal static double Of(double weight, double p)
    {
        var size = Math.Abs(weight);
        return p switch
        {
            0 => 1,
            1 or double.PositiveInfinity => size,
            2 => size * size,
            3 => size * size * size,
            1.5 => size * Math.Sqrt(size),
            _ => size == 0 ? 0 : size == 1 ? 1 : Elementary.Pow(size, p),
        };
    }
}
