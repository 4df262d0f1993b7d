using System.Globalization;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Which numbers may rescale a layer or a unit.</summary>
internal static class RescalingFactors
{
    internal static bool IsValid(double factor) => factor > 0 && double.IsFinite(factor);

    internal static Error Invalid(double factor) =>
        new Error.ParameterDomain("The factor of a rescaling", factor.ToString("R", CultureInfo.InvariantCulture), "a positive finite number");
}
