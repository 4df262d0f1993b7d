using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C1, C2: rescaling hidden units leaves the function unchanged.</summary>
public static class FunctionInvariance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>C1: for any positive factors.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C1",
        "rescaling of hidden units",
        "Multiplying the incoming weights and the bias of hidden units (or channels, or recurrent units at all times) by positive factors and dividing their outgoing weights by them leaves the outputs unchanged.",
        "f(T_c w) = f(w), c from 1e-3 to 1e3",
        "positively homogeneous activations; outputs that do not cancel to less than a thousandth of their terms",
        "1e-12 relative to the largest output",
        LawKind.Exact,
        CapacitySources.PathSgd("C1"),
        ArchitectureRecipes.Any,
        static (numerics, recipe) => Check(numerics, recipe, Close.Decades(new Key(recipe.Seed).For("factors"), recipe.Units.Count, 3), false),
        static r => r.ToString());

    /// <summary>C2: to the bit for powers of two.</summary>
    public static Law<ArchitectureRecipe> Dyadic { get; } = new(
        "C2",
        "dyadic rescaling of hidden units, to the bit",
        "For factors that are powers of two the outputs are the same bits: every product and every sum is scaled exactly.",
        "f(T_c w) = f(w), c = 2^k, |k| at most 20",
        "positively homogeneous activations",
        "none: bit equality",
        LawKind.Exact,
        CapacitySources.PathSgd("C2"),
        ArchitectureRecipes.Any,
        static (numerics, recipe) => Check(numerics, recipe, Close.Dyadic(new Key(recipe.Seed).For("factors"), recipe.Units.Count, 20), true),
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe, double[] factors, bool bits)
    {
        if (factors.Length == 0)
            return new Outcome.NotApplicable("there are no hidden units");
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var before = objective.Evaluate(parameters).Outputs;
        var after = objective.Evaluate(recipe.Rescaled(parameters, factors)).Outputs;
        if (bits)
            return Outcome.Identical(after.Span, before.Span, "outputs");
        return Terms.Objection(objective, parameters, before) is { } because
            ? new Outcome.NotApplicable(because)
            : Outcome.Equal(after.Span, before.Span, RelativeTolerance * Terms.Size(before.Span), "outputs");
    }
}
