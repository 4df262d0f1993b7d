using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Theory;

/// <summary>How far a point is from first-order optimality for the margin problem <c>min |theta|^2 / 2 : q_n &gt;= 1</c>, g = grad psi.</summary>
/// <param name="CosBeta">The cosine of the angle between theta and g; 1 at stationary points of the problem.</param>
/// <param name="OneMinusCosBeta">1 - CosBeta, without cancellation.</param>
/// <param name="StationarityResidual"><c>r = |theta / |theta| - g / |g||</c>, from 0 to 2.</param>
/// <param name="LogGradientNorm">|g|.</param>
/// <param name="LocalUpperBound"><c>|g| / (D rho_tot^(D-1))</c> over the sum of the example weights, which is 1 for the exponential loss: never below the smallest margin over <c>rho_tot^D</c>.</param>
/// <param name="Complementarity"><c>sum omega_n (q_n - q_min) / q_min</c>.</param>
/// <param name="ComplementarityBound"><c>(n - 1) / (e q_min)</c>, which it never exceeds.</param>
/// <param name="Multipliers">lambda_n of the constraints at <c>theta / q_min^(1/D)</c>: there <c>|theta~ - sum lambda_n grad q_n| = r |theta~|</c>;
/// none unless the smallest margin is positive.</param>
/// <param name="LogSmoothedMarginRate">The growth rate of the logarithm of s / P along <c>theta' = g</c> (N17), s the soft-min margin; needs s &gt; 0 and no zero layer.</param>
/// <remarks>
/// Complementarity, its bound and the multipliers belong to the exponential loss on signs and are undefined, with the reason, elsewhere. At kinks g is the selection that back-propagation takes;
/// the residual is not monotone along training. Lyu, Li, Gradient Descent Maximizes the Margin of Homogeneous Neural Networks, arXiv:1906.05890;
/// docs/theory/normalized-flow.md, N17, N20 and N21.
/// </remarks>
public sealed record KktConditions(
    double CosBeta,
    double OneMinusCosBeta,
    double StationarityResidual,
    double LogGradientNorm,
    Number LocalUpperBound,
    Number Complementarity,
    Number ComplementarityBound,
    Option<Vector> Multipliers,
    Number LogSmoothedMarginRate)
{
    /// <summary>Evaluates the conditions on all data.</summary>
    /// <param name="objective">A homogeneous network under a loss of exponential type.</param>
    /// <param name="parameters">Of its network.</param>
    /// <returns>The conditions; an unsupported error for other networks and losses, and where parameters or gradient are zero.</returns>
    public static Either<Error, KktConditions> Of(Objective objective, Parameters parameters) => objective.Network.Homogeneity.Match(
        degrees => objective.LogGradient(parameters).Bind(g => Of(objective, parameters, degrees, g)),
        reason => Left<Error, KktConditions>(new Error.Unsupported("The margin problem of this network", reason, "use a homogeneous network")));

    private static Either<Error, KktConditions> Of(Objective objective, Parameters parameters, Arr<int> degrees, Vector g)
    {
        var kernels = objective.Numerics.Kernels;
        var (size, length) = (kernels.Norm(parameters.Flat.Span), kernels.Norm(g.Span));
        if (size == 0 || length == 0)
            return new Error.Unsupported(size == 0 ? "The direction of zero parameters" : "The direction of a zero gradient", "it is undefined", "use a point that is not stationary");
        var r = Directions.Residual(parameters.Flat.Span, g.Span, new double[g.Length]);
        var evaluation = objective.Evaluate(parameters);
        var isExponential = objective is { Loss: Loss.Exponential, Network.OutputCount: 1 };
        var hasMargin = isExponential && evaluation.Statistics.MinMargin > 0;
        var degree = degrees.Fold(0L, static (sum, d) => sum + d);
        return new KktConditions(
            kernels.Dot(parameters.Flat.Span, g.Span) / size / length,
            r * r / 2,
            r,
            length,
            Number.Of(length / (degree * Elementary.Pow(size, degree - 1)) / (objective.Loss is Loss.Exponential ? 1 : kernels.Sum(evaluation.ExampleWeights.Span))),
            hasMargin ? Number.Of(Slack(evaluation) / evaluation.Statistics.MinMargin) : NoMargin(isExponential),
            hasMargin ? Number.Of((objective.Data.Count - 1) / (Math.E * evaluation.Statistics.MinMargin)) : NoMargin(isExponential),
            hasMargin ? Some(MultipliersOf(evaluation, degree, size / length)) : None,
            SmoothedMarginGrowth.Rate(objective, parameters, degrees, g, evaluation.Statistics));
    }

    private static Number OtherLoss => new Number.Undefined("The complementarity belongs to the exponential loss of one output.");

    private static Number NoMargin(bool isExponential) => isExponential ? new Number.Undefined("The smallest margin is not positive.") : OtherLoss;

    private static double Slack(Evaluation evaluation)
    {
        var sum = 0.0;
        for (var n = 0; n < evaluation.Margins.Length; n++)
            sum += evaluation.ExampleWeights[n] * (evaluation.Margins[n] - evaluation.Statistics.MinMargin);
        return sum;
    }

    private static Vector MultipliersOf(Evaluation evaluation, long degree, double ratio)
    {
        var factor = Elementary.Pow(evaluation.Statistics.MinMargin, 1 - (2.0 / degree)) * ratio;
        return Vector.Build(evaluation.ExampleWeights.Length, target =>
        {
            for (var n = 0; n < target.Length; n++)
                target[n] = factor * evaluation.ExampleWeights[n];
        });
    }
}
