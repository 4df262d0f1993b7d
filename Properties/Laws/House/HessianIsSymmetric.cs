using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>H2: Hessian-vector products are symmetric and the slopes of gradients.</summary>
public static class HessianIsSymmetric
{
    private const double LargestOutput = 100;
    private const double Denormal = 1e-300;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "H2",
        "Hessian-vector product",
        "Products with the Hessian and the Gauss-Newton matrix are symmetric, and the Hessian product is the slope of the gradient, for losses of exponential type of the gradient of psi.",
        "<u, H v> = <v, H u>; H u = d/dt grad F(theta + t u) at t = 0",
        "finite products; second equation: outputs at most 100 that do not cancel to less than a tenth of their terms, no argument of an activation near a kink",
        "symmetry: 1e-12 relative to |u| |H v| + |v| |H u|; slope, by differences of fourth order: 1e-6 of max |H u| and 1e-8 of max |G|; 1e-300 for denormal numbers",
        LawKind.Exact,
        House.Source("H2"),
        NetworkRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var key = new Key(recipe.Seed);
        var (u, v) = (Probing.Direction(parameters, key.For("u")), Probing.Direction(parameters, key.For("v")));
        return Outcome.All([
            Symmetric(objective, parameters, Curvature.Hessian, u, v),
            Symmetric(objective, parameters, Curvature.GaussNewton, u, v),
            Slope(objective, parameters, u),
        ]);
    }

    private static Outcome Symmetric(Objective objective, Parameters parameters, Curvature curvature, Vector u, Vector v)
    {
        var multiply = objective.CurvatureProduct(parameters, curvature);
        var (left, right) = (multiply(v), multiply(u));
        if (!Probing.IsFinite(left.Span) || !Probing.IsFinite(right.Span))
            return new Outcome.NotApplicable("the product is not finite");
        double Norm(Vector x) => objective.Numerics.Kernels.Norm(x.Span);
        var allowance = Denormal + (1e-12 * ((Norm(u) * Norm(left)) + (Norm(v) * Norm(right))));
        return Outcome.Equal(Probing.Dot(u.Span, left.Span), Probing.Dot(v.Span, right.Span), allowance, $"symmetry of {curvature}");
    }

    private static Outcome Slope(Objective objective, Parameters parameters, Vector u)
    {
        var evaluation = objective.Evaluate(parameters);
        if (Probing.Objection(objective, parameters, evaluation, LargestOutput, 2) is { } because)
            return new Outcome.NotApplicable(because);
        var isLogarithm = objective.Loss.IsExponentialType;
        Vector Gradient(Parameters at) => isLogarithm ? objective.LogGradient(at).Made() : objective.Gradient(at);
        var product = isLogarithm ? objective.LogHessianVectorProduct(parameters, u).Made() : objective.HessianVectorProduct(parameters, u);
        var slope = Probing.Slope(t => Gradient(Probing.Moved(parameters, u, t)).ToArray(), Probing.Step(objective, evaluation.Outputs));
        var allowance = Denormal + (1e-6 * Terms.Size(product.Span)) + (1e-8 * Terms.Size(Gradient(parameters).Span));
        return Outcome.Equal(product.Span, slope, allowance, isLogarithm ? "Hessian of psi" : "Hessian");
    }
}
