using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>sqrt(kh kw) times the least spectral norm of the four unfoldings of a kernel.</summary>
/// <remarks>Singla, Feizi, Fantastic Four: Differentiable Bounds on Singular Values of Convolution Layers, arXiv:1911.10258.</remarks>
internal static class Unfoldings
{
    // Up to this smaller side the singular values themselves, beyond it an upper end that is a hundredth larger.
    private const int Decomposed = 128;

    internal static Either<Error, double> Bound(Convolution convolution, Vector kernel, SpectralNorm reshaped, NumericsPolicy numerics, SpectralRoom room)
    {
        var (groups, outputs, h, w) = (convolution.Groups, convolution.Channels / convolution.Groups, convolution.Window.Height, convolution.Window.Width);
        var inputs = kernel.Length / convolution.Channels / (h * w);
        var largest = 0.0;
        for (var g = 0; g < groups; g++)
        {
            // The operator of a grouped convolution is block diagonal: its norm is that of the largest group.
            var part = kernel.Memory.Slice(g * outputs * inputs * h * w, outputs * inputs * h * w);
            var least = groups == 1 ? reshaped.Upper : double.PositiveInfinity;
            for (var form = groups == 1 ? 1 : 0; form < 4; form++)
            {
                // A window of one entry has two unfoldings only, and they are one another's transposes.
                if (h * w == 1 && form > 0)
                    break;
                var rows = form switch { 0 => outputs, 1 => inputs, 2 => outputs * h, _ => outputs * w };
                var unfolded = room.Unfolded(part.Length);
                Unfold(part.Span, form, outputs, inputs, h, w, unfolded.Span, part.Length / rows);
                Error? problem = null;
                least = Math.Min(least, Norm(unfolded.Span, rows, numerics, room).Match(static n => n, e => { problem = e; return 0; }));
                if (problem is not null)
                    return problem;
            }

            largest = Math.Max(largest, least);
        }

        return Math.Sqrt((double)h * w) * largest;
    }

    private static Either<Error, double> Norm(ReadOnlySpan<double> unfolded, int rows, NumericsPolicy numerics, SpectralRoom room) =>
        Math.Min(rows, unfolded.Length / rows) <= Decomposed
            ? numerics.Decompositions.SingularValues(Matrix.Of(rows, unfolded.Length / rows, unfolded)).Map(static s => s[0])
            : GramIteration.Upper(numerics.Kernels, unfolded, rows, 1e-2, room);

    // out x (in kh kw), in x (out kh kw), (out kh) x (in kw), (out kw) x (in kh); the order of rows and columns does not matter to the norm.
    private static void Unfold(ReadOnlySpan<double> kernel, int form, int outputs, int inputs, int h, int w, Span<double> target, int columns)
    {
        var at = 0;
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                for (var y = 0; y < h; y++)
                    for (var x = 0; x < w; x++, at++)
                    {
                        var (row, column) = form switch
                        {
                            0 => (o, (((i * h) + y) * w) + x),
                            1 => (i, (((o * h) + y) * w) + x),
                            2 => ((o * h) + y, (i * w) + x),
                            _ => ((o * w) + x, (i * h) + y),
                        };
                        target[(row * columns) + column] = kernel[at];
                    }
    }
}
