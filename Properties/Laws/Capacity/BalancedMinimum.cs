using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C15: the balanced form is the minimum over the class, unique, and the same from every start.</summary>
public static class BalancedMinimum
{
    private const double RelativeTolerance = 1e-10;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C15",
        "balanced form",
        "The representative with the least sum of squares over all rescalings is the same from every start, has equal incoming and outgoing norms at every hidden unit, and computes the same function.",
        "balanced(T_c w) = balanced(w); |in_v| = |out_v|; |balanced(w)| <= |T_c w|",
        "dense ReLU layers and convolutions in a row without dead hidden units",
        "1e-10 relative to the largest weight; outputs 1e-12 of their terms",
        LawKind.Exact,
        CapacitySources.Equalized("C15"),
        ArchitectureRecipes.InARow,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var other = recipe.Rescaled(parameters, Close.Decades(new Key(recipe.Seed).For("factors"), recipe.Units.Count, 1));
        var (balanced, again) = (network.Balanced(parameters).Made(), network.Balanced(other).Made());
        if (balanced.Dead.Count > 0)
            return new Outcome.NotApplicable("a hidden unit is dead, so that the infimum is not attained");
        var flat = balanced.Parameters.Flat;
        var size = Terms.Size(flat.Span);
        var objective = recipe.Objective(numerics);
        var terms = Terms.Size(objective, parameters);
        double Square(IEnumerable<int> places) => places.Sum(i => flat[i] * flat[i]);
        return Outcome.All(recipe.Units.Map(u => Close.Equal(Square(u.Incoming), Square(u.Outgoing), RelativeTolerance, "incoming and outgoing norm of " + u.Name)).Append(Prelude.Array(
            Close.Equal(balanced.SquaredNorm, again.SquaredNorm, RelativeTolerance, "minimum from another start"),
            Outcome.Equal(objective.Evaluate(balanced.Parameters).Outputs.Span, objective.Evaluate(parameters).Outputs.Span, 1e-12 * terms, "outputs of the balanced form"),
            Outcome.Equal(again.Parameters.Flat.Span, flat.Span, RelativeTolerance * size, "weights from another start"),
            Close.AtMost(balanced.SquaredNorm, parameters.Flat.ToArray().Sum(static w => w * w), RelativeTolerance, "minimum and the network itself"),
            Close.AtMost(balanced.SquaredNorm, other.Flat.ToArray().Sum(static w => w * w), RelativeTolerance, "minimum and a rescaled network"))));
    }
}
