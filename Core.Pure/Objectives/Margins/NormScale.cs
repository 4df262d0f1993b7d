using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>A positive scale of a network and its logarithm, which stays finite where the scale does not.</summary>
internal readonly record struct NormScale(Number Scale, Number Logarithm)
{
    /// <summary>rho_tot to the total degree.</summary>
    internal static NormScale Power(Network network, double totalNorm) => network.TotalDegree.Match(
        degree => new NormScale(
            Number.Of(Elementary.Pow(totalNorm, degree)),
            Number.Of(degree * Elementary.Log(totalNorm))),
        () => NotHomogeneous(network));

    private static NormScale NotHomogeneous(Network network)
    {
        var reason = network.Homogeneity.Match(static _ => "", static r => r);
        var undefined = new Number.Undefined($"Powers of the total norm need degrees of homogeneity, but {reason}.");
        return new(undefined, undefined);
    }

    /// <summary>Margin over scale.</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="zero">What it is that a scale of 0 comes from: "Layer 'layer1.W'".</param>
    internal Number Divide(Number margin, string zero)
    {
        if (margin is not Number.Value { Amount: var amount })
            return margin;
        if (Scale is not Number.Value { Amount: var scale } || Logarithm is not Number.Value { Amount: var logarithm })
            return Scale is Number.Undefined ? Scale : Logarithm;
        if (double.IsNegativeInfinity(logarithm))
            return new Number.Undefined($"{zero} is exactly zero, so that there is nothing to divide the margin by.");
        // Normal scales are divided by; at the ends of the range the quotient may still be an ordinary number.
        return Number.Of(scale is >= 1e-300 and <= 1e300 || amount == 0
            ? amount / scale
            : Math.CopySign(Elementary.Exp(Elementary.Log(Math.Abs(amount)) - logarithm), amount), "The margin is not a number.");
    }
}
