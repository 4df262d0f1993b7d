using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>sqrt(kh kw) times the least spectral norm of the four unfoldings of a kernel.</summary>
/// <remarks>Singla, Feizi, Fantastic Four: Differentiable Bounds on Singular Values of Convolution Layers, arXiv:1911.10258.</remarks>
internal static class Unfoldings
{
    internal static Either<Error, double> Bound(Convolution convolution, Vector kernel, NumericsPolicy numerics, Key key)
    {
        var (groups, outputs, h, w) = (convolution.Groups, convolution.Channels / convolution.Groups, convolution.Window.Height, convolution.Window.Width);
        var inputs = kernel.Length / convolution.Channels / (h * w);
        var largest = 0.0;
        for (var g = 0; g < groups; g++)
        {
            // The operator of a grouped convolution is block diagonal: its norm is that of the largest group.
            var part = Vector.Of(kernel.Span.Slice(g * outputs * inputs * h * w, outputs * inputs * h * w));
            int At(int o, int i, int y, int x) => (((((o * inputs) + i) * h) + y) * w) + x;
            Matrix[] unfolded =
            [
                Unfold(part, outputs, inputs * h * w, (r, c) => At(r, c / (h * w), c / w % h, c % w)),
                Unfold(part, inputs, outputs * h * w, (r, c) => At(c / (h * w), r, c / w % h, c % w)),
                Unfold(part, outputs * h, inputs * w, (r, c) => At(r / h, c / w, r % h, c % w)),
                Unfold(part, outputs * w, inputs * h, (r, c) => At(r / w, c / h, c % h, r % w)),
            ];
            var least = double.PositiveInfinity;
            for (var u = 0; u < unfolded.Length; u++)
            {
                Error? problem = null;
                least = Math.Min(least, SpectralNorm.Of(unfolded[u], numerics, key.For("unfold").At(u)).Match(static n => n.Upper, e => { problem = e; return 0; }));
                if (problem is not null)
                    return problem;
            }

            largest = Math.Max(largest, least);
        }

        return Math.Sqrt((double)h * w) * largest;
    }

    private static Matrix Unfold(Vector kernel, int rows, int columns, Func<int, int, int> place) => Matrix.Build(rows, columns, target =>
    {
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                target[(r * columns) + c] = kernel[place(r, c)];
    });
}
