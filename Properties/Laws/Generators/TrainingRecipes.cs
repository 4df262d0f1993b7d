using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>Generators and shrinkers of short runs; they take rules and samplers from the tables of the families, so a new member is run at once.</summary>
public static class TrainingRecipes
{
    /// <summary>Every rule with every sampler that it accepts, on every kind of network, loss and reduction.</summary>
    public static Arbitrary<TrainingRecipe> Any { get; } = Of(NetworkRecipes.Any, static _ => true);

    /// <summary>Steps along the gradient without weight decay, on homogeneous networks under losses of exponential type.</summary>
    public static Arbitrary<TrainingRecipe> GradientSteps { get; } = Of(NetworkRecipes.HomogeneousClassifiers, static r => r.IsGradientStep);

    /// <summary>The same on linear networks.</summary>
    public static Arbitrary<TrainingRecipe> LinearGradientSteps { get; } = Of(NetworkRecipes.LinearClassifiers, static r => r.IsGradientStep);

    /// <summary>The same on networks with homogeneous activations and biases anywhere.</summary>
    public static Arbitrary<TrainingRecipe> BiasedGradientSteps { get; } = Of(NetworkRecipes.BiasedClassifiers, static r => r.IsGradientStep);

    /// <summary>Gradient descent with weight decay, on homogeneous networks.</summary>
    public static Arbitrary<TrainingRecipe> Decaying { get; } = Arb.From(
        from recipe in Of(NetworkRecipes.HomogeneousClassifiers, static r => r is GradientDescent).Generator
        from decay in Gen.Elements(1e-3, 0.1, 1.0)
        select recipe with { Rule = new GradientDescent(decay) },
        GradientSteps.Shrinker);

    /// <summary>Descent in gains and directions, per layer or per row, on homogeneous networks.</summary>
    public static Arbitrary<TrainingRecipe> WeightNormalized { get; } = Arb.From(
        from recipe in Of(NetworkRecipes.HomogeneousClassifiers, static r => r is GradientDescent).Generator
        from perRow in Gen.Elements(false, true)
        from keepsSize in Gen.Elements(false, true)
        select recipe with { Rule = new WeightNormalizedDescent(perRow, keepsSize), Sampler = new FullBatch() },
        GradientSteps.Shrinker);

    /// <summary>Runs on the given problems under the rules that pass a test.</summary>
    /// <param name="problems">The problems; one that a rule refuses is made simpler until the rule takes it: without biases, without hidden layers.</param>
    /// <param name="accepts">Which rules of the table take part.</param>
    public static Arbitrary<TrainingRecipe> Of(Arbitrary<NetworkRecipe> problems, Func<Rule, bool> accepts)
    {
        var rules = Rules.All.Members.Map(Default).Filter(accepts).ToArray();
        var generator =
            from problem in problems.Generator
            from rule in Gen.Elements(rules)
            from sampler in Gen.Elements(Samplers.All.Members.ToArray())
            from size in Gen.Choose(1, problem.SampleCount)
            from reduction in Gen.Elements(Reduction.Sum, Reduction.Mean)
            from rate in Gen.Elements(0.5, 0.05, 1e-3)
            from steps in Gen.Choose(1, 12)
            select Fitted(new(problem, reduction, rule, rule.NeedsFullBatch ? new FullBatch() : Sized(sampler, size), rate, steps));
        return Arb.From(generator, r => Smaller(r, problems));
    }

    // A member with its default numbers; those that must be given are made small and allowed.
    private static Rule Default(FamilyMember<Rule> member) =>
        member.Make(member.Parameters.Map(static p => double.IsNaN(p.Default) ? p.IsInteger ? 2 : 0.5 : p.Default).ToArr());

    private static Sampler Sized(FamilyMember<Sampler> member, int size) =>
        member.Make(member.Parameters.Map(p => double.IsNaN(p.Default) ? size : p.Default).ToArr());

    private static TrainingRecipe Fitted(TrainingRecipe recipe)
    {
        var problem = recipe.Problem;
        if (recipe.Rule.NeedsLogarithm && !problem.Loss.IsExponentialType)
            problem = problem with { Loss = problem.OutputCount == 1 ? new Loss.Logistic() : new Loss.CrossEntropy() };
        NetworkRecipe[] candidates = [problem, problem with { Bias = BiasPlacement.None }, problem with { Bias = BiasPlacement.None, Hidden = Arr<int>.Empty }];
        var numerics = NumericsPolicy.Portable();
        return candidates.Select(p => recipe with { Problem = p }).FirstOrDefault(r => r.Plan(numerics).IsSuccess, recipe with { Problem = problem });
    }

    private static IEnumerable<TrainingRecipe> Smaller(TrainingRecipe r, Arbitrary<NetworkRecipe> problems)
    {
        if (r.StepCount > 1)
            yield return r with { StepCount = r.StepCount / 2 };
        if (!r.Sampler.IsFull)
            yield return r with { Sampler = new FullBatch() };
        if (r.Reduction == Reduction.Mean)
            yield return r with { Reduction = Reduction.Sum };
        foreach (var problem in problems.Shrinker(r.Problem))
            yield return r with { Problem = problem };
    }
}
