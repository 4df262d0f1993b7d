using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C38: how far outputs move under small changes of all layers.</summary>
public static class PerturbationLemma
{
    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C38",
        "perturbation lemma",
        "Changes of the layers whose spectral norms are at most 1/d of theirs move the outputs by at most e |x| times the product of the spectral norms times the sum of the relative changes.",
        "|f_(w+u)(x) - f_w(x)|_2 <= e |x|_2 prod s_k sum_k sigma_max(U_k) / s_k, sigma_max(U_k) <= s_k / d",
        "dense ReLU layers without biases, none of them zero",
        "the round-off of the outputs",
        LawKind.Inequality,
        CapacitySources.PacBayesSpectral("C38"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters, key) = (recipe.Network, recipe.Parameters, new Key(recipe.Seed).For("change"));
        double Sigma(Matrix w) => SpectralNorm.Of(w, numerics, key).Made().Value;
        var s = Enumerable.Range(0, network.Depth).Select(k => Sigma(parameters.Weight(k))).ToArray();
        if (s.Contains(0))
            return new Outcome.NotApplicable("a layer is zero");
        var change = new double[parameters.Flat.Length];
        Draws.Gaussian(key, RandomStream.Measurement, 0, change);
        var (relative, product) = (0.0, 1.0);
        for (var k = 0; k < s.Length; k++)
        {
            var block = network.Layout.Weights[k];
            var slice = change.AsSpan(block.Offset, block.Size);
            var size = Draws.Uniform(key, RandomStream.Measurement, 1, (uint)k) * s[k] / s.Length;
            var factor = size / Sigma(Matrix.Of(block.Rows, block.Columns, slice));
            foreach (ref var u in slice)
                u *= factor;
            relative += size / s[k];
            product *= s[k];
        }

        var objective = recipe.Objective(numerics);
        var moved = Close.At(parameters, i => parameters.Flat[i] + change[i]);
        var (f, g) = (objective.Evaluate(parameters).Outputs, objective.Evaluate(moved).Outputs);
        var rounding = 1e-12 * (Terms.Size(objective, parameters) + Terms.Size(objective, moved));
        return Outcome.All(Enumerable.Range(0, f.Rows).Select(i => Outcome.AtMost(
            Math.Sqrt(Enumerable.Range(0, f.Columns).Sum(k => (f[i, k] - g[i, k]) * (f[i, k] - g[i, k]))),
            Elementary.Exp(1) * GroupNorm.Vector(objective.Data.Inputs.Row(i), 2) * product * relative,
            rounding,
            $"example {i}")));
    }
}
