using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C37: how far outputs move when weights move without changing sign.</summary>
public static class PathMetric
{
    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C37",
        "path metric",
        "Networks whose weights have the same signs differ at x by at most max(|x|_infinity, 1) times the l_1 distance of their path products; when no weight grows, that distance is the difference of the l_1 path norms.",
        "|f(x) - f'(x)|_1 <= max(|x|_inf, 1) |Phi - Phi'|_1; |theta'| <= |theta|: |Phi - Phi'|_1 = phi_1 - phi_1'",
        "piecewise linear units of slope at most 1, at most 30000 paths",
        "inequality: the round-off of the outputs; identity: 1e-11 of phi_1, at least 1e-11",
        LawKind.Inequality,
        CapacitySources.PathMetric("C37"),
        ArchitectureRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var factors = new double[parameters.Flat.Length];
        Draws.Uniforms(new Key(recipe.Seed).For("factors"), RandomStream.Measurement, 0, factors);
        var shrunk = Close.At(parameters, i => factors[i] * parameters.Flat[i]);
        var moved = Close.At(parameters, i => 2 * factors[i] * parameters.Flat[i]);
        if (recipe.Graph.Paths(parameters).Match(static p => p, static () => null!) is not { } paths)
            return new Outcome.NotApplicable("there are too many paths");
        var (phi, less) = (network.PathSums(parameters, 1).Made().Norm, network.PathSums(shrunk, 1).Made().Norm);
        double Distance(Marginalia.Networks.Parameters other) => recipe.Graph.Paths(other).IfNone([]).Zip(paths, static (a, b) => Math.Abs(a - b)).Sum();
        var (near, far) = (Distance(shrunk), Distance(moved));
        var objective = recipe.Objective(numerics);
        var rounding = 1e-12 * (Terms.Size(objective, parameters) + Terms.Size(objective, moved));
        var (f, g, h) = (objective.Evaluate(parameters).Outputs, objective.Evaluate(shrunk).Outputs, objective.Evaluate(moved).Outputs);
        return Outcome.All(Enumerable.Range(0, f.Rows).SelectMany(i =>
        {
            var radius = Math.Max(1, GroupNorm.Vector(objective.Data.Inputs.Row(i), double.PositiveInfinity));
            double Change(Matrix other) => Enumerable.Range(0, f.Columns).Sum(k => Math.Abs(f[i, k] - other[i, k]));
            return new[]
            {
                Outcome.AtMost(Change(g), radius * (phi - less), rounding, $"example {i}, weights shrunk"),
                Outcome.AtMost(Change(h), radius * far, rounding, $"example {i}, weights moved"),
            };
        }).Append(Outcome.Equal(near, phi - less, 1e-11 * Math.Max(1, phi), "difference of path norms")));
    }
}
