using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>A decaying step size <c>Start / (1 + t / Delay)^Exponent</c>.</summary>
/// <remarks>It meets the conditions of Robbins and Monro (A Stochastic Approximation Method, 1951) when 1/2 &lt; Exponent &lt;= 1.</remarks>
/// <param name="Start">The step size at t = 0, positive.</param>
/// <param name="Delay">t0, the number of steps before the decay is felt, positive.</param>
/// <param name="Exponent">alpha, 0 or more.</param>
public sealed record Power(double Start, double Delay, double Exponent) : Schedule
{
    internal static FamilyMember<Schedule> Row { get; } = new(
        "power", "eta0 / (1 + t / t0)^alpha.",
        Array(
            new FamilyParameter("eta0", double.NaN, "the step size at t = 0, a positive number"),
            new FamilyParameter("t0", 1, "the number of steps before the decay is felt, a positive number"),
            new FamilyParameter("alpha", 1, "the exponent, 0 or more")),
        static v => new Power(v[0], v[1], v[2]));

    /// <inheritdoc/>
    public override FamilyMember<Schedule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors =>
        Domain.Positive("the step size eta0", Start) + Domain.Positive("t0", Delay) + Domain.NotNegative("alpha", Exponent);

    /// <inheritdoc/>
    public override double Rate(long step) => Start / Elementary.Pow(1 + (step / Delay), Exponent);

    private protected override Arr<double> Values => Array(Start, Delay, Exponent);
}
