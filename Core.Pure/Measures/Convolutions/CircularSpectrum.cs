using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The largest singular value under circular padding and stride 1: over all frequencies, that of the transformed kernel.</summary>
/// <remarks>Sedghi, Gupta, Long, The Singular Values of Convolutional Layers, arXiv:1805.10408.</remarks>
internal static class CircularSpectrum
{
    // Frequencies times the cube of the channels: beyond this the decompositions take longer than a power iteration.
    private const double WorkLimit = 2e9;

    internal static Number Of(Convolution convolution, Shape input, Vector kernel, NumericsPolicy numerics)
    {
        var window = convolution.Window;
        if (window.StrideX != 1 || window.StrideY != 1)
            return new Number.Undefined("The Fourier value is defined for stride 1.");
        var (height, width) = (input.Dimensions[1], input.Dimensions[2]);
        var (outputs, inputs) = (convolution.Channels / convolution.Groups, input.Dimensions[0] / convolution.Groups);
        double channels = Math.Max(outputs, inputs);
        if (8 * channels * channels * Math.Min(outputs, inputs) * height * width * convolution.Groups > WorkLimit)
            return new Number.Undefined("The Fourier value of so many channels at this resolution is not computed; the operator norm is.");
        var largest = 0.0;
        for (var u = 0; u <= height / 2; u++)
            for (var v = 0; v < width; v++)
                for (var g = 0; g < convolution.Groups; g++)
                {
                    var norm = numerics.Decompositions.SingularValues(At(window, kernel, outputs, inputs, g, (double)u / height, (double)v / width)).Match(static s => s[0], static _ => double.NaN);
                    if (double.IsNaN(norm))
                        return new Number.Undefined("The decomposition of a transformed kernel failed.");
                    largest = Math.Max(largest, norm);
                }

        return new Number.Value(largest);
    }

    // The complex matrix as (Re -Im; Im Re), which has every singular value twice.
    private static Matrix At(Window window, Vector kernel, int outputs, int inputs, int group, double fy, double fx) => Matrix.Build(2 * outputs, 2 * inputs, target =>
    {
        for (var ky = 0; ky < window.Height; ky++)
            for (var kx = 0; kx < window.Width; kx++)
            {
                var turns = (fy * ky * window.DilationY) + (fx * kx * window.DilationX);
                var (sine, cosine) = Elementary.SinCosTwoPi(turns - Math.Floor(turns));
                for (var o = 0; o < outputs; o++)
                    for (var i = 0; i < inputs; i++)
                    {
                        var w = kernel[(((((group * outputs) + o) * inputs) + i) * window.Size) + (ky * window.Width) + kx];
                        target[(o * 2 * inputs) + i] += w * cosine;
                        target[((o + outputs) * 2 * inputs) + i + inputs] += w * cosine;
                        target[(o * 2 * inputs) + i + inputs] -= w * sine;
                        target[((o + outputs) * 2 * inputs) + i] += w * sine;
                    }
            }
    });
}
