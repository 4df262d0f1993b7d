using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>The noise of Langevin steps, seen through the step that it makes: the step is made again from draws at the documented addresses.</summary>
internal static class ParameterNoise
{
    private const double RelativeTolerance = 1e-9;

    internal static Outcome Check(NumericsPolicy numerics, TrainingRecipe recipe, HashSet<(RandomStream, ulong, uint)> seen)
    {
        if (recipe.Rule is not SphereLangevin rule)
            return Outcome.Held;
        return recipe.Plan(numerics).Checked(plan =>
        {
            var (start, objective) = (recipe.Problem.Parameters, plan.Objective);
            if (rule.StartErrors(start) is { Count: > 0 } errors)
                return new Outcome.NotApplicable(errors[0].Sentence);
            for (var t = 0; t < recipe.StepCount; t++)
            {
                for (var lane = 0; 2 * lane < start.Flat.Length; lane++)
                {
                    if (!seen.Add((RandomStream.ParameterNoise, (ulong)t, (uint)lane)))
                        return new Outcome.Violated(2, 1, $"noise at step {t} lane {lane}");
                }
            }

            var (after, _, info) = rule.Step(new(objective, recipe.Sampler, recipe.Rate, start, rule.Init(start), 0, recipe.Key));
            var batch = objective.On(objective.Data.Rows([.. recipe.Sampler.Batch(recipe.Key, 0, objective.Data.Count)])).Made();
            var gradient = batch.Gradient(start);
            return info.Accepted && Terms.Size(gradient.Span) < 1e100
                ? Outcome.All(objective.Network.Layers.Map(layer => Outcome.Equal(
                    Of(layer, after.Flat), Expected(start, layer, gradient, recipe, rule.Temperature), RelativeTolerance * Terms.Size(Of(layer, start.Flat)), $"{layer.Name} after a step with noise")))
                : new Outcome.NotApplicable("the step cannot be taken");
        });
    }

    private static double[] Expected(Parameters start, Layer layer, Vector gradient, TrainingRecipe recipe, double temperature)
    {
        var noise = Of(layer, Vector.Build(start.Flat.Length, x => Draws.Gaussian(recipe.Key, RandomStream.ParameterNoise, 0, x)));
        var (w, g) = (Of(layer, start.Flat), Of(layer, gradient));
        var rho = Math.Sqrt(Probing.Dot(w, w));
        var amplitude = Math.Sqrt(2 * recipe.Rate * temperature);
        var move = w.Select((_, i) => (amplitude * noise[i]) - (recipe.Rate * rho * g[i])).ToArray();
        var along = Probing.Dot(w, move) / rho / rho;
        var next = w.Select((x, i) => (x / rho) + move[i] - (along * x)).ToArray();
        var length = Math.Sqrt(Probing.Dot(next, next));
        return [.. next.Select(x => rho * x / length)];
    }

    private static double[] Of(Layer layer, Vector flat) => [.. layer.Blocks.SelectMany(b => flat.Span.Slice(b.Offset, b.Size).ToArray())];
}
