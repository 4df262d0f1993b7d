using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>H1: the gradient is the slope of the value.</summary>
public static class GradientIsSlope
{
    private const double LargestOutput = 1e3;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "H1",
        "gradient = finite difference",
        "The gradient times a direction is the slope of the value along it; for losses of exponential type of psi = -log L, and the gradient of L is -L times that of psi.",
        "<grad F(theta), u> = d/dt F(theta + t u) at t = 0",
        "outputs at most 1000 that do not cancel to less than a tenth of their terms; no argument of an activation near its kink",
        "differences of fourth order: 1e-7 of sum |G_i u_i| and 1e-10 (1 + D max |f|) of the value; gradient of L: 1e-12",
        LawKind.Exact,
        House.Source("H1"),
        NetworkRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var evaluation = objective.Evaluate(parameters);
        if (Probing.Objection(objective, parameters, evaluation, LargestOutput, 1) is { } because)
            return new Outcome.NotApplicable(because);
        var direction = Probing.Direction(parameters, new Key(recipe.Seed).For("direction"));
        var isLogarithm = objective.Loss.IsExponentialType;
        double Value(LossStatistics s) => isLogarithm ? s.Psi : s.Loss;
        var gradient = isLogarithm ? objective.LogGradient(parameters).Made() : objective.Gradient(parameters);
        var slope = Probing.Slope(
            t => [Value(objective.Statistics(Probing.Moved(parameters, direction, t)))], Probing.Step(objective, evaluation.Outputs))[0];
        var allowance = (1e-7 * Probing.SumOfSizes(gradient.Span, direction.Span)) + (1e-10 * Probing.Steepness(objective, evaluation.Outputs) * Math.Abs(Value(evaluation.Statistics)));
        return Outcome.All([
            Outcome.Equal(Probing.Dot(gradient.Span, direction.Span), slope, allowance, isLogarithm ? "psi" : "loss"),
            isLogarithm ? OfLoss(objective, parameters, gradient, evaluation.Statistics) : Outcome.Held,
        ]);
    }

    private static Outcome OfLoss(Objective objective, Parameters parameters, Vector logGradient, in LossStatistics statistics)
    {
        var loss = statistics.Loss;
        if (!(loss is > 1e-290 and < 1e290))
            return new Outcome.NotApplicable("the loss leaves the range of doubles");
        var expected = Vector.Build(logGradient.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = -loss * logGradient[i];
        });
        return Outcome.Equal(objective.Gradient(parameters).Span, expected.Span, 1e-12 * Terms.Size(expected.Span), "gradient of L");
    }
}
