using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C17, C18: the path conditioner is half the second derivative of the squared path norm, and its flow is conserved.</summary>
public static class PathConditionerLaws
{
    /// <summary>C17.</summary>
    public static Law<ArchitectureRecipe> Derivative { get; } = new(
        "C17",
        "path conditioner = half the second derivative",
        "The squared l_2 path norm is a quadratic function of every single weight, and the path conditioner is its coefficient; without biases the sum of kappa w^2 over a layer is the squared path norm.",
        "phi_2^2(w + (t - w_e) e_e) = phi_2^2(w - w_e e_e) + kappa_e t^2; sum over a layer of kappa_e w_e^2 = phi_2^2",
        "no path meets a weight twice; the second identity: layers in a row without biases",
        "1e-8 of the squared path norm at t; 1e-12 relative",
        LawKind.Exact,
        CapacitySources.PathSgd("C17"),
        ArchitectureRecipes.Feedforward,
        CheckDerivative,
        static r => r.ToString());

    /// <summary>C18.</summary>
    public static Law<ArchitectureRecipe> Flow { get; } = new(
        "C18",
        "path flow is conserved",
        "At every hidden unit the sum of kappa w^2 over incoming weights and the bias equals the sum over outgoing weights: what flows in along paths flows out.",
        "sum_in kappa_e w_e^2 (+ bias) = sum_out kappa_e w_e^2",
        "none",
        "1e-12 relative",
        LawKind.Exact,
        CapacitySources.PathSgd("C18"),
        ArchitectureRecipes.Any,
        CheckFlow,
        static r => r.ToString());

    private static Outcome CheckDerivative(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var kappa = network.PathConditioner(parameters, 2).Made();
        double Square(int e, double t) => network.PathSums(Close.At(parameters, i => i == e ? t : parameters.Flat[i]), 2).Made().Total;
        var total = network.PathSums(parameters, 2).Made().Total;
        var key = new Key(recipe.Seed).For("place");
        var outcomes = Enumerable.Range(0, Math.Min(10, parameters.Flat.Length)).Select(draw =>
        {
            var e = Draws.Index(key, RandomStream.Measurement, (ulong)draw, 0, parameters.Flat.Length);
            // At this size the coefficient is half of the whole, so that nothing cancels.
            var rest = Square(e, 0);
            var t = kappa[e] > 0 && rest > 0 ? Math.Sqrt(rest / kappa[e]) : 1;
            return double.IsFinite(t) && t < 1e100 ? Close.Equal(Square(e, t), rest + (kappa[e] * t * t), 1e-8, $"parameter {e}") : new Outcome.NotApplicable("a conditioner is too small");
        });
        return Outcome.All(recipe is ArchitectureRecipe.Dense { Bias: false }
            ? outcomes.Concat(network.Layout.Weights.Map(block => Close.Equal(
                Enumerable.Range(block.Offset, block.Size).Sum(i => kappa[i] * parameters.Flat[i] * parameters.Flat[i]), total, 1e-12, "sum over " + block.Name)))
            : outcomes);
    }

    private static Outcome CheckFlow(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var parameters = recipe.Parameters;
        var kappa = recipe.Network.PathConditioner(parameters, 2).Made();
        double Sum(IEnumerable<int> places) => places.Sum(i => kappa[i] * parameters.Flat[i] * parameters.Flat[i]);
        return Outcome.All(recipe.Units.Map(u => Close.Equal(Sum(u.Incoming), Sum(u.Outgoing), 1e-12, u.Name)));
    }
}
