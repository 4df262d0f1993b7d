using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C14: what the least norms of two layers are.</summary>
public static class TwoLayers
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C14",
        "two layers: least norms",
        "For two layers the least half sum of squared norms and the least product of norms over all rescalings are both the sum over hidden units of incoming times outgoing norm.",
        "min over T_c of (|U|^2 + |V|^2) / 2 = sum_h |u_h| |v_h| = min over T_c of |U| |V|",
        "two dense ReLU layers without biases and without dead hidden units",
        "1e-12 relative",
        LawKind.Exact,
        CapacitySources.NormBased("C14"),
        ArchitectureRecipes.TwoLayers,
        Check,
        static r => r.ToString());

    /// <summary>sum_h |u_h| |v_h|.</summary>
    internal static double Sum(Parameters parameters)
    {
        var (u, v) = (parameters.Weight(0), parameters.Weight(1).Transpose());
        return Enumerable.Range(0, u.Rows).Sum(h => GroupNorm.Vector(u.Row(h), 2) * GroupNorm.Vector(v.Row(h), 2));
    }

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var parameters = recipe.Parameters;
        var balanced = recipe.Network.Balanced(parameters).Made();
        if (balanced.Dead.Count > 0)
            return new Outcome.NotApplicable("a hidden unit is dead");
        var sum = Sum(parameters);
        double Product(Parameters p) => GroupNorm.Vector(p.Weight(0).Span, 2) * GroupNorm.Vector(p.Weight(1).Span, 2);
        double Half(Parameters p) => p.Flat.ToArray().Sum(static w => w * w) / 2;
        var others = Enumerable.Range(0, 5).Select(i => recipe.Rescaled(parameters, Close.Decades(new Key(recipe.Seed).For("factors").At(i), recipe.Units.Count, 1)));
        return Outcome.All(others.SelectMany(p => new[]
        {
            Close.AtMost(sum, Half(p), RelativeTolerance, "half sum of squares of a rescaled network"),
            Close.AtMost(sum, Product(p), RelativeTolerance, "product of norms of a rescaled network"),
        }).Append(Close.Equal(balanced.SquaredNorm / 2, sum, RelativeTolerance, "half sum of squares of the balanced form"))
            .Append(Close.Equal(Product(balanced.Parameters), sum, RelativeTolerance, "product of norms of the balanced form")));
    }
}
