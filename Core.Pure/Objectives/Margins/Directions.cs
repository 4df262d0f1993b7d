using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>How far two vectors are from pointing the same way.</summary>
/// <remarks>docs/theory/normalized-flow.md, N20: the residual of the margin problem, of parameters with the gradient of psi or with the way that they covered.</remarks>
internal static class Directions
{
    /// <summary><c>|x / |x| - y / |y||</c>, from 0 to 2: <c>sqrt(2 (1 - cos))</c> without its cancellation.</summary>
    /// <param name="x">A vector that is not zero.</param>
    /// <param name="y">Another.</param>
    /// <param name="scratch">As long as both, overwritten; may be one of them.</param>
    internal static double Residual(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> scratch)
    {
        Sweeps.ScaleAdd(1 / Reductions.Norm(x), x, -1 / Reductions.Norm(y), y, scratch);
        return Reductions.Norm(scratch);
    }
}
