using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>H8: randomness is a function of the key and the address alone.</summary>
public static class SameKeySameNoise
{
    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "H8",
        "same key = same noise",
        "A run made twice with one key is the same run; batches do not depend on what has been drawn before; a network with wider layers or more of them keeps the initial weights of every unit it shares.",
        "draw = function of (key, stream, step, lane)",
        "rule, sampler and objective fit each other",
        "none: the same bits",
        LawKind.Exact,
        House.Source("H8"),
        TrainingRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, TrainingRecipe recipe) => recipe.Plan(numerics).Checked(plan =>
    {
        Trajectory Made() => Run.Continue(plan, Run.Start(plan, recipe.Problem.Parameters, recipe.Key).Made()).Made();
        return Outcome.All([Identity.Of(Made(), Made()), Batches(recipe), Widened(recipe)]);
    });

    // Backwards and forwards: a generator with a state would give other batches.
    private static Outcome Batches(TrainingRecipe recipe)
    {
        double[] At(int step) => [.. recipe.Sampler.Batch(recipe.Key, step, recipe.Problem.SampleCount).Map(static i => (double)i)];
        var forwards = Enumerable.Range(0, recipe.StepCount).Select(At).ToArray();
        return Outcome.All(Enumerable.Range(0, recipe.StepCount).Reverse().Select(t => Outcome.Identical(At(t), forwards[t], $"batch of step {t}")));
    }

    private static Outcome Widened(TrainingRecipe recipe)
    {
        var narrow = recipe.Problem with { Bias = BiasPlacement.None };
        var wide = narrow with { Hidden = narrow.Hidden.Map(static h => h + 3).ToArr().Add(2) };
        var (small, large) = (Initial(narrow.Network, recipe.Key), Initial(wide.Network, recipe.Key));
        var (own, other) = (small.Layout.Weights[0], large.Layout.Weights[0]);
        return narrow.Hidden.Count == 0
            ? new Outcome.NotApplicable("there is no hidden layer to widen")
            : Outcome.Identical(small.Of(own), large.Of(other)[..own.Size], "first layer of the wider network");
    }

    private static Parameters Initial(Network network, Key key) => network.Initialize(Initialization.Standard, key).Made();
}
