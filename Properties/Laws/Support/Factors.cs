using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>Positive factors for rescalings, drawn from the key of an instance.</summary>
internal static class Factors
{
    /// <summary>Numbers whose logarithms are uniform from -2 to 2.</summary>
    internal static double[] Draw(Key key, int count)
    {
        var factors = new double[count];
        Draws.Uniforms(key, RandomStream.Measurement, 0, factors);
        foreach (ref var f in factors.AsSpan())
            f = Elementary.Exp((4 * f) - 2);
        return factors;
    }

    /// <summary>The product of <c>factors[k]^degrees[k]</c>.</summary>
    internal static double Product(ReadOnlySpan<double> factors, LanguageExt.Arr<int> degrees)
    {
        var product = 1.0;
        for (var k = 0; k < factors.Length; k++)
            for (var i = 0; i < degrees[k]; i++)
                product *= factors[k];
        return product;
    }
}
