using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>One step of gradient descent in gains and directions, on all data.</summary>
/// <param name="Network">The network.</param>
/// <param name="Groups">The places of the matrices, or of their rows, that have a gain each.</param>
/// <param name="IsPerRow">Whether rows have gains.</param>
/// <param name="Before">The gains, then the directions.</param>
/// <param name="After">The same after the step.</param>
/// <param name="Descent">grad psi at the weights.</param>
/// <param name="Factor">eta e^(-psi), divided by the number of examples under a mean.</param>
internal sealed record WeightNormalizedStep(Network Network, (int Offset, int Size)[] Groups, bool IsPerRow, Vector Before, Vector After, Vector Descent, double Factor)
{
    /// <summary>Makes the step of a recipe and checks it, or says why the law does not apply.</summary>
    internal static Outcome Checked(NumericsPolicy numerics, TrainingRecipe recipe, Func<WeightNormalizedStep, Outcome> check)
    {
        if (recipe.Rule is not WeightNormalizedDescent rule)
            return new Outcome.NotApplicable($"{recipe.Rule.Name} does not move gains and directions");
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Problem.Parameters);
        if (rule.StartErrors(parameters) is { Count: > 0 } errors)
            return new Outcome.NotApplicable(errors[0].Sentence);
        var memory = rule.Init(parameters);
        var (_, carried, info) = rule.Step(new(objective, new FullBatch(), recipe.Rate, parameters, memory, 0, recipe.Key));
        var (before, after) = (memory.Vectors[0].Values, carried.Vectors[0].Values);
        var step = recipe.Rate * Elementary.Exp(info.Statistics.LogLoss) / (recipe.Reduction == Reduction.Mean ? objective.Data.Count : 1);
        if (!info.Accepted || !(Terms.Size(after.Span) < 1e140) || !(step is > 1e-140 and < 1e140))
            return new Outcome.NotApplicable("the step cannot be taken, or its square leaves the range of doubles");
        return objective.LogGradient(parameters).Checked(descent =>
            check(new(objective.Network, [.. Places(parameters.Layout, rule.IsPerRow)], rule.IsPerRow, before, after, descent, step)));
    }

    private static IEnumerable<(int Offset, int Size)> Places(Layout layout, bool perRow) => layout.Weights.SelectMany(block => perRow
        ? Enumerable.Range(0, block.Rows).Select(row => (block.Offset + (row * block.Columns), block.Columns))
        : [(block.Offset, block.Size)]);
}
