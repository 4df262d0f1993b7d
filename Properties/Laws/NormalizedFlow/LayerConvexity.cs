using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N31, block statement: at fixed norms each layer on its sphere sees a strictly convex loss once the radial sum is positive.</summary>
public static class LayerConvexity
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<SeparatedRecipe> Law { get; } = new(
        "N31",
        "convexity of single layers on their spheres",
        "For piecewise linear activations the Riemannian Hessian of L in the direction of one layer, the norms held fixed, is L times a positive semidefinite matrix plus L R times the identity on the tangent space.",
        "<u, Hess_k L u> / L = rho_k^2 sum_n omega_n <grad_k f_n, u>^2 + R |u|^2 >= R |u|^2 > 0 for u orthogonal to V_k",
        "homogeneous network with piecewise linear activations, exponential loss of one output, R > 0, a layer of more than one weight; the joint Hessian has flat directions (see NC10)",
        "1e-12 relative to the terms",
        LawKind.Exact,
        Sources.TheoryIII("N31"),
        SeparatedRecipes.Of(NetworkRecipes.PiecewiseLinear),
        static (numerics, recipe) => recipe.Build(numerics).Checked(built => Check(built.Objective, built.Parameters, new Key(recipe.Problem.Seed))),
        static r => r.ToString());

    private static Outcome Check(Objective objective, Parameters parameters, Key key)
    {
        if (objective is not { Loss: Loss.Exponential, Network.OutputCount: 1 })
            return new Outcome.NotApplicable("the formula belongs to the exponential loss of one output");
        if (objective.Network.Nodes.Exists(static n => n.Operation is not Dense { Activation: Activation.Linear or Activation.Relu or Activation.LeakyRelu }))
            return new Outcome.NotApplicable("an activation is not piecewise linear");
        var evaluation = objective.Evaluate(parameters);
        return evaluation.Statistics.RadialSum > 0
            ? Outcome.All(objective.Network.Layers.Map(layer => Check(objective, parameters, evaluation, layer, key.At(layer.Number))))
            : new Outcome.NotApplicable("the radial sum is not positive");
    }

    private static Outcome Check(Objective objective, Parameters parameters, Evaluation evaluation, Layer layer, Key key)
    {
        var kernels = objective.Numerics.Kernels;
        var (rho, radial) = (kernels.Norm(parameters.Of(layer.Weight)), evaluation.Statistics.RadialSum);
        if (layer.Weight.Size == 1 || rho == 0)
            return new Outcome.NotApplicable("the sphere of a layer is a pair of points or does not exist");
        var u = Tangent(parameters, layer.Weight, rho, key);
        var g = objective.LogGradient(parameters).Made();
        var along = Probing.Dot(g.Span, u.Span);
        var curvature = Probing.Dot(u.Span, objective.LogHessianVectorProduct(parameters, u).Made().Span);
        var slopes = objective.JacobianVectorProduct(parameters, u);
        var (sum, unit) = (0.0, Probing.Dot(u.Span, u.Span));
        for (var n = 0; n < slopes.Rows; n++)
            sum += evaluation.ExampleWeights[n] * slopes[n, 0] * slopes[n, 0];

        // The Hessian of L over L is g g^T minus that of psi; the sphere adds <W_k, g_k> on the tangent space.
        var inner = kernels.Dot(parameters.Of(layer.Weight), g.Span.Slice(layer.Weight.Offset, layer.Weight.Size));
        var left = (rho * rho * ((along * along) - curvature)) + (inner * unit);
        var terms = (rho * rho * ((along * along) + Math.Abs(curvature) + sum)) + (radial * unit);
        return Outcome.All([
            Outcome.Equal(left, (rho * rho * sum) + (radial * unit), RelativeTolerance * terms, layer.Name),
            Outcome.AtMost(radial * unit, left, RelativeTolerance * terms, $"bound of {layer.Name}"),
        ]);
    }

    private static Vector Tangent(Parameters parameters, Block block, double rho, Key key) => Vector.Build(parameters.Flat.Length, target =>
    {
        var own = target.Slice(block.Offset, block.Size);
        Draws.Gaussian(key, RandomStream.Measurement, 0, own);
        var w = parameters.Of(block);
        var inner = Probing.Dot(own, w) / rho;
        for (var i = 0; i < own.Length; i++)
            own[i] = Math.FusedMultiplyAdd(-inner, w[i] / rho, own[i]);
    });
}
