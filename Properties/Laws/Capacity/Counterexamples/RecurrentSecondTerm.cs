using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>CCe: the second term of the path conditioner of recurrent weights carries a factor 2 per ordered pair of edges.</summary>
public static class RecurrentSecondTerm
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "CCe",
        "second term of recurrent path conditioners",
        "The conditioner of a recurrent weight is the sum over its occurrences plus w^2 times the sum over ordered pairs of occurrences.",
        "Half the second derivative of the squared path norm has the factor 2 before the pairs (4 for unordered ones).",
        "one unit, weights 1, w, 1, T steps: phi_2^2 = sum_(t < T) s^t, s = w^2; half its second derivative by w = sum t s^(t-1) + 2 s sum t (t-1) s^(t-2)",
        "1e-12 relative",
        CapacitySources.Recurrent("C31"),
        "one recurrent unit on 4 steps with w = 1/2, read at the end",
        static _ =>
        {
            var recipe = new ArchitectureRecipe.Sequence(4, 1, 1, 2, false, Awkwardness.None, 1);
            const double s = 0.25;
            double[] flat = [1, 0.5, 1, 0];
            var parameters = Close.At(recipe.Parameters, i => flat[i]);
            var (first, second) = (recipe.Network.PathConditioner(parameters, 2).Made()[1], recipe.Network.SecondPathConditioner(parameters).Made()[1]);
            var (slope, curvature) = (1 + (2 * s) + (3 * s * s), 2 + (6 * s));
            return [
                Close.Equal(recipe.Network.PathSums(parameters, 2).Made().Total, 1 + s + (s * s) + (s * s * s), 1e-12, "squared path norm"),
                Close.Equal(first, slope, 1e-12, "sum over occurrences"),
                Close.Equal(first + second, slope + (2 * s * curvature), 1e-12, "half the second derivative"),
                Outcome.AtMost(0.1, Math.Abs(first + (second / 2) - (slope + (2 * s * curvature))), 0, "without the factor 2"),
            ];
        });
}
