using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C42: curvature in path coordinates does not see rescaling, curvature in the parameters does.</summary>
public static class CurvatureInvariance
{
    private const double RelativeTolerance = 1e-8;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C42",
        "curvature under rescaling",
        "The sum of w^2 H and the whole spectrum of the Hessian in the coordinates of the path norm keep their values under rescaling of hidden units; the largest eigenvalue of the Hessian itself more than doubles when one active unit gets the factor 1000 or 1/1000.",
        "sum w_i^2 H_ii and spectrum of K^(-1/2) H K^(-1/2) invariant; lambda_max(H) not",
        "cross-entropy, no argument of a relu near its kink; control: a unit that is active on some example",
        "1e-8 of the largest eigenvalue; control: ratio above 2",
        LawKind.Exact,
        CapacitySources.SharpMinima("C42"),
        ArchitectureRecipes.Layered,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        if (recipe.Units.Count == 0)
            return new Outcome.NotApplicable("there are no hidden units");
        var (objective, parameters, key) = (recipe.Objective(numerics), recipe.Parameters, new Key(recipe.Seed).For("factors"));
        if (Kinks.Nearest(objective, parameters, 1) < Probing.Clear)
            return new Outcome.NotApplicable("the argument of a relu is near its kink");
        var scaled = recipe.Rescaled(parameters, Close.Decades(key, recipe.Units.Count, 1));
        var (before, after) = (objective.Hessian(parameters), objective.Hessian(scaled));
        var (spectrum, other) = (PathSpectrum(recipe.Network, parameters, before, numerics), PathSpectrum(recipe.Network, scaled, after, numerics));
        var (trace, trace2) = (Diagonal(parameters, before), Diagonal(scaled, after));
        return Outcome.All([
            Outcome.Equal(other, spectrum, RelativeTolerance * Terms.Size(spectrum), "spectrum in path coordinates"),
            Close.Equal(trace2, trace, RelativeTolerance, "sum w^2 H"),
            Control(recipe, objective, parameters, before, numerics),
        ]);
    }

    private static Outcome Control(ArchitectureRecipe recipe, Objective objective, Parameters parameters, Matrix hessian, NumericsPolicy numerics)
    {
        var unit = recipe.Units.Find(u => u.Incoming.Exists(i => hessian[i, i] > 1e-3 * Terms.Size(hessian.Span)) && u.Outgoing.Exists(i => hessian[i, i] > 1e-3 * Terms.Size(hessian.Span)));
        return unit.Match(
            found =>
            {
                double Top(double factor) => Largest(objective.Hessian(recipe.Rescaled(parameters, [.. recipe.Units.Map(u => u == found ? factor : 1)])), numerics);
                return Outcome.AtMost(2, Math.Max(Top(1000), Top(1e-3)) / Largest(hessian, numerics), 0, "largest eigenvalue with " + found.Name + " rescaled");
            },
            static () => new Outcome.NotApplicable("no hidden unit matters enough to the loss"));
    }

    private static double Largest(Matrix hessian, NumericsPolicy numerics)
    {
        var values = numerics.Decompositions.SymmetricEigen(hessian).Made().Values;
        return values[values.Length - 1];
    }

    private static double Diagonal(Parameters parameters, Matrix hessian) => Enumerable.Range(0, hessian.Rows).Sum(i => parameters.Flat[i] * parameters.Flat[i] * hessian[i, i]);

    private static double[] PathSpectrum(Network network, Parameters parameters, Matrix hessian, NumericsPolicy numerics)
    {
        var kappa = network.PathConditioner(parameters, 2).Made();
        int[] kept = [.. Enumerable.Range(0, kappa.Length).Where(i => kappa[i] > 0)];
        var scaled = Matrix.Build(kept.Length, kept.Length, target =>
        {
            for (var i = 0; i < kept.Length; i++)
                for (var j = 0; j < kept.Length; j++)
                    target[(i * kept.Length) + j] = hessian[kept[i], kept[j]] / Math.Sqrt(kappa[kept[i]]) / Math.Sqrt(kappa[kept[j]]);
        });
        return numerics.Decompositions.SymmetricEigen(scaled).Made().Values.ToArray();
    }
}
