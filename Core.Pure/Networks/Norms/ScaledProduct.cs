namespace Marginalia.Networks;

/// <summary>A product of non-negative numbers that neither overflows nor underflows on the way: <c>Mantissa 2^Exponent</c>.</summary>
/// <remarks>Splitting and joining are exact, so the result is rounded as often as a plain product would be.</remarks>
/// <param name="Mantissa">0, or from 1 to below 2.</param>
/// <param name="Exponent">The power of two.</param>
internal readonly record struct ScaledProduct(double Mantissa, long Exponent)
{
    internal static ScaledProduct One => new(1, 0);

    internal ScaledProduct Times(double factor) => Times(Of(factor));

    internal ScaledProduct Times(ScaledProduct factor)
    {
        var product = Of(Mantissa * factor.Mantissa);
        return product with { Exponent = product.Exponent + Exponent + factor.Exponent };
    }

    /// <summary>The product by a power, by repeated squaring.</summary>
    internal ScaledProduct TimesPower(double factor, int exponent)
    {
        var (result, square) = (this, Of(factor));
        for (var rest = exponent; rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
                result = result.Times(square);
            square = square.Times(square);
        }

        return result;
    }

    /// <summary>The number itself, rounded once more only when it is subnormal; infinite when it is too large.</summary>
    internal double Value => Mantissa == 0 ? 0 : Math.ScaleB(Mantissa, (int)Math.Clamp(Exponent, -5000, 5000));

    /// <summary>A number divided by the product, right also where the product itself would overflow; NaN when the product is 0.</summary>
    internal double Divide(double number) =>
        Mantissa == 0 ? double.NaN : Math.ScaleB(number / Mantissa, (int)Math.Clamp(-Exponent, -5000, 5000));

    private static ScaledProduct Of(double number)
    {
        if (number == 0)
            return new(0, 0);
        var exponent = Math.ILogB(number);
        return new(Math.ScaleB(number, -exponent), exponent);
    }
}
