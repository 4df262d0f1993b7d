using FsCheck;
using FsCheck.Fluent;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>H5: results do not depend on the number of threads.</summary>
public static class ThreadsGiveTheSameBits
{
    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "H5",
        "thread count",
        "Outputs, gradient and Hessian-vector product have the same bits with one thread and with two or three.",
        "F(threads = 1) = F(threads = n)",
        "the portable policy",
        "none: the same bits",
        LawKind.Exact,
        House.Source("H5"),
        Arb.From(Wide, NetworkRecipes.Any.Shrinker),
        Check,
        static r => r.ToString());

    // Products of more than 300,000 multiply-adds are shared between threads; smaller ones would show nothing.
    private static Gen<NetworkRecipe> Wide =>
        from recipe in NetworkRecipes.Any.Generator
        from width in Gen.Choose(65, 75)
        from hidden in Gen.Choose(65, 75)
        from count in Gen.Choose(72, 80)
        select recipe with { InputSize = width, Hidden = new LanguageExt.Arr<int>([hidden]), SampleCount = count, Scale = Math.Min(recipe.Scale, 1) };

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        if (numerics.Kind != PolicyKind.Portable)
            return new Outcome.NotApplicable("only the portable policy promises bits that do not depend on threads");
        var threads = 2 + (int)(recipe.Seed % 2);
        return Outcome.Identical(Numbers(NumericsPolicy.Portable(threads), recipe), Numbers(NumericsPolicy.Portable(), recipe), $"{threads} threads");
    }

    private static double[] Numbers(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var gradient = objective.Loss.IsExponentialType ? objective.LogGradient(parameters).Made() : objective.Gradient(parameters);
        return [.. objective.Evaluate(parameters).Outputs.Span, .. gradient.Span, .. objective.HessianVectorProduct(parameters, gradient).Span];
    }
}
