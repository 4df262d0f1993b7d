using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C19, C20: what the gradient of any loss knows about rescaling.</summary>
public static class GradientConservation
{
    private const double Tolerance = 1e-12;

    /// <summary>C19.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C19",
        "gradient conservation at hidden units",
        "At every hidden unit, channel or recurrent unit the inner product of incoming weights and bias with their gradient equals that of the outgoing weights.",
        "<w_in, g_in> + b g_b = <w_out, g_out>",
        "positively homogeneous activations, any loss",
        "1e-12 of the sum of |w g| over both sides, at least 1e-12",
        LawKind.Exact,
        Sources.DuHuLee("N8") with { Section = "docs/theory/capacity-and-path.md, C19" },
        ArchitectureRecipes.Any,
        Check,
        static r => r.ToString());

    /// <summary>C20.</summary>
    public static Law<ArchitectureRecipe> Step { get; } = new(
        "C20",
        "balance of a unit in one gradient step",
        "One step of gradient descent changes the squared incoming less the squared outgoing norm of a hidden unit, channel or recurrent unit by eta^2 times the same expression in the gradient.",
        "(|w_in|^2 + b^2 - |w_out|^2)' = (...) + eta^2 (|g_in|^2 + g_b^2 - |g_out|^2)",
        "positively homogeneous activations, no momentum and no weight decay (N8 for rules and batches)",
        "1e-11 of the sum of squares, at least 1e-11",
        LawKind.Exact,
        Sources.DuHuLee("N8") with { Section = "docs/theory/capacity-and-path.md, C20" },
        ArchitectureRecipes.Any,
        CheckStep,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var w = recipe.Parameters.Flat;
        var g = recipe.Objective(numerics).Gradient(recipe.Parameters);
        return Outcome.All(recipe.Units.Map(u => Outcome.Equal(
            u.Incoming.Sum(i => w[i] * g[i]),
            u.Outgoing.Sum(i => w[i] * g[i]),
            Tolerance * Math.Max(1, u.Incoming.Concat(u.Outgoing).Sum(i => Math.Abs(w[i] * g[i]))),
            u.Name)));
    }

    private static Outcome CheckStep(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        const double eta = 0.1;
        var w = recipe.Parameters.Flat;
        var g = recipe.Objective(numerics).Gradient(recipe.Parameters);
        double Balance(HiddenUnit u, Func<int, double> of) => u.Incoming.Sum(i => of(i) * of(i)) - u.Outgoing.Sum(i => of(i) * of(i));
        return Outcome.All(recipe.Units.Map(u => Outcome.Equal(
            Balance(u, i => w[i] - (eta * g[i])),
            Balance(u, i => w[i]) + (eta * eta * Balance(u, i => g[i])),
            1e-11 * Math.Max(1, u.Incoming.Concat(u.Outgoing).Sum(i => w[i] * w[i])),
            u.Name)));
    }
}
