using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>How initial parameters are drawn: Gaussian weights of standard deviation <c>scale sqrt(2 / fan_in)</c>, zero biases, unit scales.</summary>
/// <remarks>He, Zhang, Ren, Sun, Delving Deep into Rectifiers, arXiv:1502.01852, times a scale; conventions, section 2.</remarks>
public sealed record Initialization
{
    private Initialization(double scale, Arr<double> layerScales, double biasDeviation) =>
        (Scale, LayerScales, BiasDeviation) = (scale, layerScales, biasDeviation);

    /// <summary>The scale of every layer that has none of its own.</summary>
    public double Scale { get; }

    /// <summary>One scale per weight layer, or empty.</summary>
    public Arr<double> LayerScales { get; }

    /// <summary>The standard deviation of biases; 0 gives zero biases.</summary>
    public double BiasDeviation { get; }

    /// <summary>Scale 1 in every layer, zero biases.</summary>
    public static Initialization Standard { get; } = new(1, Arr<double>.Empty, 0);

    /// <summary>Checks the numbers.</summary>
    /// <param name="scale">Finite, 0 or more; 0 gives zero layers.</param>
    /// <param name="layerScales">One number per weight layer, each finite and 0 or more, or none.</param>
    /// <param name="biasDeviation">Finite, 0 or more.</param>
    /// <returns>The value, or every parameterDomain error.</returns>
    public static Validation<Error, Initialization> Create(double scale, ReadOnlySpan<double> layerScales = default, double biasDeviation = 0)
    {
        var errors = new List<Error>();
        Check("The initialization scale", scale, errors);
        for (var k = 0; k < layerScales.Length; k++)
            Check($"The initialization scale of layer {k + 1}", layerScales[k], errors);
        Check("The standard deviation of biases", biasDeviation, errors);
        return errors.Count == 0
            ? Success<Error, Initialization>(new(scale, new Arr<double>(layerScales.ToArray()), biasDeviation))
            : Validation<Error, Initialization>.Fail(errors.ToSeq());
    }

    /// <summary>The scale of a weight layer.</summary>
    /// <param name="layer">From 0.</param>
    public double ScaleOf(int layer) => LayerScales.Count == 0 ? Scale : LayerScales[layer];

    private static void Check(string what, double number, List<Error> errors)
    {
        if (!(number >= 0 && double.IsFinite(number)))
            errors.Add(new Error.ParameterDomain(what, number.ToString("R", CultureInfo.InvariantCulture), "a finite number, 0 or more"));
    }
}
