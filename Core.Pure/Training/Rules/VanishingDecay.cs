using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>The decay <c>lambda_t = (t + k0)^-q</c> of norm-minimizing rules.</summary>
internal static class VanishingDecay
{
    internal static double At(long step, double delay, double exponent) => exponent == 1 ? 1 / (step + delay) : 1 / Elementary.Pow(step + delay, exponent);

    internal static Arr<Error> Errors(double delay, double exponent) =>
        Domain.Check("k0", delay, delay >= 1 && double.IsFinite(delay), "1 or more") + Domain.Positive("q", exponent);
}
