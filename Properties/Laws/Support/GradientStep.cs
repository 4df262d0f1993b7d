using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>One step along the gradient of a batch: <c>theta' = Keep theta + Factor D</c>, D = grad psi of the batch.</summary>
/// <param name="Network">The network.</param>
/// <param name="Before">theta.</param>
/// <param name="After">theta'.</param>
/// <param name="Descent">D.</param>
/// <param name="Factor">eta e^(-psi), divided by the size of the batch under a mean; in log-loss rules their own step.</param>
/// <param name="Keep">1 - eta lambda.</param>
/// <param name="Statistics">Loss and margins of the batch at theta.</param>
internal sealed record GradientStep(Network Network, Parameters Before, Parameters After, Parameters Descent, double Factor, double Keep, LossStatistics Statistics)
{
    private const double Largest = 1e140;
    private const double Smallest = 1e-140;

    /// <summary>Makes the step of a recipe and checks it, or says why the law does not apply.</summary>
    internal static Outcome Checked(NumericsPolicy numerics, TrainingRecipe recipe, Func<GradientStep, Outcome> check)
    {
        if (!recipe.Rule.IsGradientStep)
            return new Outcome.NotApplicable($"{recipe.Rule.Name} does not step along the gradient");
        return recipe.Plan(numerics).Checked(plan =>
        {
            var (start, objective, t) = (recipe.Problem.Parameters, plan.Objective, recipe.StepCount - 1);
            var batch = recipe.Sampler.IsFull ? objective : objective.On(objective.Data.Rows([.. recipe.Sampler.Batch(recipe.Key, t, objective.Data.Count)])).Made();
            var (after, _, info) = recipe.Rule.Step(new(objective, recipe.Sampler, recipe.Rate, start, recipe.Rule.Init(start), t, recipe.Key));
            if (!info.Accepted)
                return new Outcome.NotApplicable("the step cannot be taken: it leaves the range of doubles or the gradient is zero");
            return batch.LogGradient(start).Checked(descent => Parameters.Create(start.Layout, descent).Checked(direction =>
            {
                var step = new GradientStep(
                    objective.Network, start, after, direction, Elementary.Exp(info.LogDisplacement), 1 - (recipe.Rate * recipe.Rule.WeightDecay), batch.Statistics(start));
                return step.Objection is { } because ? new Outcome.NotApplicable(because) : check(step);
            }));
        });
    }

    /// <summary>The sum of the squares of a layer's entries.</summary>
    internal static double Square(Layer layer, Parameters parameters)
    {
        var sum = 0.0;
        foreach (var block in layer.Blocks)
            foreach (var w in parameters.Of(block))
                sum = Math.FusedMultiplyAdd(w, w, sum);
        return sum;
    }

    /// <summary>The larger of a layer's squared norms before and after.</summary>
    internal double LargestSquare(int layer) => Math.Max(Square(Network.Layers[layer], Before), Square(Network.Layers[layer], After));

    private string? Objection
    {
        get
        {
            foreach (var parameters in (Parameters[])[Before, After, Descent])
            {
                if (Terms.Size(parameters.Flat.Span) > Largest)
                    return "squares of weights or gradients leave the range of doubles";
            }

            return Factor is > Smallest and < Largest ? null : "the factor of the gradient leaves the range in which it can be squared";
        }
    }
}
