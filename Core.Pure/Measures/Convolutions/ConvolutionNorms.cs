using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Norms of a convolution: of the true operator and of the reshaped kernel, which are different things.</summary>
/// <param name="Operator">The spectral norm of the unrolled matrix with an upper end that holds.</param>
/// <param name="OperatorFrobeniusSquared">The squared Frobenius norm of the unrolled matrix: clipped places count only what they see.</param>
/// <param name="OperatorRowSum">The sum of the Euclidean norms of its rows, its (2,1) norm.</param>
/// <param name="OperatorOneInf">The largest l_1 norm of a row.</param>
/// <param name="ReshapedSpectral">The spectral norm of the kernel as a matrix channels x receptive field.</param>
/// <param name="KernelFrobeniusSquared">The squared Frobenius norm of the kernel.</param>
/// <param name="ReshapedOneInf">The largest l_1 norm of the kernel of a channel.</param>
/// <param name="UnfoldBound">sqrt(kh kw) times the smallest spectral norm of four unfoldings, or an upper end of it for large kernels.</param>
/// <param name="OverlapBound">sqrt(ceil(kh/s) ceil(kw/s)) times the reshaped spectral norm.</param>
/// <param name="BoundsHold">Whether the two bounds are theorems here: zero padding, or circular padding without repeated cover; and no dilation.</param>
/// <param name="Circular">The Fourier value for stride 1 and circular padding at this resolution; another number than the operator norm under zero padding. Undefined for
/// stride above 1, and where it costs too much.</param>
/// <remarks>Sedghi, Gupta, Long, arXiv:1805.10408; Singla, Feizi, arXiv:1911.10258; docs/theory/capacity-and-path.md, 2.3.</remarks>
public sealed record ConvolutionNorms(
    SpectralNorm Operator,
    double OperatorFrobeniusSquared,
    double OperatorRowSum,
    double OperatorOneInf,
    double ReshapedSpectral,
    double KernelFrobeniusSquared,
    double ReshapedOneInf,
    double UnfoldBound,
    double OverlapBound,
    bool BoundsHold,
    Number Circular)
{
    private const long UnrollLimit = 512;

    /// <summary>All norms of one convolution.</summary>
    /// <param name="convolution">The operation.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="kernel">Its kernel, [out, in / groups, height, width].</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="key">Draws the starts of iterations.</param>
    /// <param name="tolerance">The relative radius at which an iteration stops.</param>
    /// <param name="cap">The largest number of iterations of a start.</param>
    /// <param name="unroll">Whether layers of a smaller dimension up to 512 are unrolled and decomposed instead.</param>
    /// <returns>The norms, or the error of a kernel that does not fit or is not finite.</returns>
    public static Either<Error, ConvolutionNorms> Of(
        Convolution convolution, Shape input, Vector kernel, NumericsPolicy numerics, Key key, double tolerance = 1e-10, int cap = 2000, bool unroll = true) =>
        Of(convolution, input, kernel, null, numerics, key, tolerance, cap, unroll, new SpectralRoom());

    /// <summary>The same with room that several requests share, and the norm of the reshaped kernel when it is known.</summary>
    internal static Either<Error, ConvolutionNorms> Of(
        Convolution convolution, Shape input, Vector kernel, SpectralNorm? known, NumericsPolicy numerics, Key key, double tolerance, int cap, bool unroll, SpectralRoom room)
    {
        return from a in ConvolutionOperator.Of(convolution, input, kernel, numerics.Kernels)
               let rows = VisibleRows.Of(convolution, input, kernel)
               let reshaped = kernel.AsMatrix(convolution.Channels)
               from spectral in known is null ? SpectralNorm.Of(reshaped, numerics, key.For("reshaped"), room) : known
               from unfold in Unfoldings.Bound(convolution, kernel, spectral, numerics, room)
               from found in unroll && Math.Min(a.Rows, a.Columns) <= UnrollLimit && (long)a.Rows * a.Columns <= UnrollLimit * UnrollLimit
                   ? SpectralNorm.Of(ConvolutionOperator.Unrolled(a), numerics, key, room)
                   : SpectralNorm.Of(a, Math.Sqrt(rows.Squares), numerics, key, tolerance, cap, room)
               let window = convolution.Window
               let overlap = Math.Sqrt((double)Ceiling(window.Height, window.StrideY) * Ceiling(window.Width, window.StrideX)) * spectral.Upper
               let holds = Holds(convolution, input)
               select new ConvolutionNorms(
                   holds ? found with { Upper = Math.Max(found.Value, Math.Min(found.Upper, Math.Min(overlap, unfold))) } : found,
                   rows.Squares, rows.Norms, rows.Largest, spectral.Value, Square(numerics.Kernels.Norm(kernel.Span)), GroupNorm.Of(reshaped, 1, double.PositiveInfinity), unfold, overlap, holds,
                   CircularSpectrum.Of(convolution, input, kernel, numerics));
    }

    private static bool Holds(Convolution convolution, Shape input) => convolution.Window is { DilationX: 1, DilationY: 1 } w
        && (convolution.Padding == Padding.Zero
            || (w.StrideY * w.OutputHeight(input.Dimensions[1]) <= input.Dimensions[1] && w.StrideX * w.OutputWidth(input.Dimensions[2]) <= input.Dimensions[2]));

    private static int Ceiling(int a, int b) => ((a - 1) / b) + 1;

    private static double Square(double x) => x * x;
}
