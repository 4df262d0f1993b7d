using LanguageExt;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>What the conservation laws of gradient flow have in common: a quadratic quantity at the start and at the end.</summary>
internal static class Conservation
{
    internal const double Tolerance = 1e-10;

    internal const string InWords = "10 rtol max(1, max rho_k^2), rtol = 1e-10 of Dormand-Prince 5(4)";

    /// <summary>Compares a quantity at the end of a flow with a function of its start.</summary>
    internal static Outcome Check(
        NumericsPolicy numerics, FlowRecipe recipe, Flow flow, double factor, Func<Network, Parameters, Either<Error, IEnumerable<double>>> quantity) =>
        Check(numerics, recipe, flow, DormandPrince.Create(Tolerance, 0).Made(), 10 * Tolerance, factor, quantity);

    /// <summary>The same with an integrator and a tolerance relative to the largest squared norm.</summary>
    internal static Outcome Check(
        NumericsPolicy numerics, FlowRecipe recipe, Flow flow, OdeMethod method, double tolerance, double factor, Func<Network, Parameters, Either<Error, IEnumerable<double>>> quantity)
    {
        return recipe.Problem.Hidden.Count == 0
            ? new Outcome.NotApplicable("there is no hidden layer")
            : recipe.Follow(numerics, flow, method, recipe.Time).Checked(found =>
            {
                var (network, start, end) = (found.Objective.Network, found.Trajectory.Points[0].Parameters, found.Trajectory.Final.Parameters);
                return quantity(network, start).Checked(before => quantity(network, end).Checked(after => Outcome.Equal(
                    after.ToArray(), [.. before.Select(b => factor * b)], tolerance * Math.Max(1, LargestSquare(network, start, end, numerics.Kernels)), "conserved quantity")));
            });
    }

    internal static double LargestSquare(Network network, Parameters start, Parameters end, Kernels kernels)
    {
        var largest = Math.Max(Terms.Size(network.LayerNorms(start, kernels).Span), Terms.Size(network.LayerNorms(end, kernels).Span));
        return largest * largest;
    }
}
