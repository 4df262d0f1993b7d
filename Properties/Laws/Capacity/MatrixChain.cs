using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C11, C16: the order of matrix norms, and of products and means of layer norms.</summary>
public static class MatrixChain
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>C11.</summary>
    public static Law<PointsRecipe> Matrices { get; } = new(
        "C11",
        "chain of matrix norms",
        "Spectral, Frobenius and group norms of one matrix are ordered; the stable rank lies between 1 and the rank.",
        "sigma <= F <= sqrt(rank) sigma; F <= |.|_(2,1) <= sqrt(rows) F; |.|_(2,inf) <= sigma; sigma^2 <= |W|_(1,inf) |W^T|_(1,inf)",
        "a matrix that is not zero",
        "1e-12 relative",
        LawKind.Inequality,
        CapacitySources.NormBased("C11"),
        PointsRecipe.Any,
        Check,
        static r => r.ToString());

    /// <summary>C16.</summary>
    public static Law<ArchitectureRecipe> Means { get; } = new(
        "C16",
        "product of group norms below the power of their mean",
        "The product of the group norms of the layers is at most the power of their mean of order q; equal norms make it an equality.",
        "prod |W_k|_(p,q) <= (mu / d^(1/q))^d",
        "none",
        "1e-12 relative",
        LawKind.Inequality,
        CapacitySources.NormBased("C16"),
        ArchitectureRecipes.Bare,
        static (_, recipe) => Mean(recipe),
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, PointsRecipe recipe)
    {
        var w = recipe.Points(recipe.Radius);
        var (fro, rows) = (GroupNorm.Vector(w.Span, 2), GroupNorm.Of(w, 2, 1));
        if (fro == 0)
            return new Outcome.NotApplicable("the matrix is zero");
        return SpectralNorm.Of(w, numerics, new Key(recipe.Seed)).Checked(norm =>
        {
            var (sigma, rank) = (norm.Value, Math.Min(w.Rows, w.Columns));
            return Outcome.All([
                Close.AtMost(sigma, fro, RelativeTolerance, "sigma and F"),
                Close.AtMost(fro, Math.Sqrt(rank) * sigma, RelativeTolerance, "F and sigma"),
                Close.AtMost(fro, rows, RelativeTolerance, "F and (2,1)"),
                Close.AtMost(rows, Math.Sqrt(w.Rows) * fro, RelativeTolerance, "(2,1) and F"),
                Close.AtMost(GroupNorm.Of(w, 2, double.PositiveInfinity), sigma, RelativeTolerance, "(2,inf) and sigma"),
                Close.AtMost(sigma * sigma, GroupNorm.Of(w, 1, double.PositiveInfinity) * GroupNorm.Of(w.Transpose(), 1, double.PositiveInfinity), RelativeTolerance, "sigma^2 and (1,inf)"),
                Close.AtMost(1, fro * fro / (sigma * sigma), RelativeTolerance, "stable rank from below"),
                Close.AtMost(fro * fro / (sigma * sigma), rank, RelativeTolerance, "stable rank from above"),
            ]);
        });
    }

    private static Outcome Mean(ArchitectureRecipe recipe)
    {
        var parameters = recipe.Parameters;
        var depth = recipe.Network.Depth;
        double[] exponents = [1, 1.5, 2, 3, double.PositiveInfinity];
        return Outcome.All(exponents.SelectMany(p => exponents.SelectMany(q =>
        {
            var norms = Enumerable.Range(0, depth).Select(k => GroupNorm.Of(parameters.Weight(k), p, q)).ToArray();
            double Power(double mu) => Enumerable.Repeat(double.IsPositiveInfinity(q) ? mu : mu / Elementary.Pow(depth, 1 / q), depth).Aggregate(1.0, static (a, b) => a * b);
            var (product, where) = (norms.Aggregate(1.0, static (a, b) => a * b), FormattableString.Invariant($"p = {p}, q = {q}"));
            return new[]
            {
                Close.AtMost(product, Power(GroupNorm.Vector(norms, q)), RelativeTolerance, where),
                Close.Equal(1, Power(GroupNorm.Vector([.. norms.Select(static _ => 1.0)], q)), RelativeTolerance, where + ", equal norms"),
            };
        })));
    }
}
