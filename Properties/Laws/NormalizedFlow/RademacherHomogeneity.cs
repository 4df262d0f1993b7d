using Marginalia.Bounds;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N36: Rademacher complexity is homogeneous and lies between two simple bounds.</summary>
public static class RademacherHomogeneity
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<PointsRecipe> Law { get; } = new(
        "N36",
        "Rademacher homogeneity",
        "The empirical Rademacher complexity of a class times rho is rho times that of the class; of the unit ball it lies between sqrt(sum |x_i|^2) / (sqrt 2 n) and sqrt(sum |x_i|^2) / n.",
        "R(rho F) = rho R(F); (1/n) E |sum s_i x_i| in [1/sqrt 2, 1] sqrt(sum |x_i|^2) / n",
        "",
        "1e-12 relative",
        LawKind.Exact,
        Sources.TheoryIII("N36"),
        PointsRecipe.Any,
        static (_, recipe) => Check(recipe),
        static r => r.ToString());

    // The class rho F on the points is the class F on rho times the points, which is enumerated on its own.
    private static Outcome Check(PointsRecipe recipe) => LinearClass.Exact(recipe.Points(1), 2).Checked(unit => LinearClass.Exact(recipe.Points(recipe.Radius), 2).Checked(scaled =>
    {
        var square = Probing.Dot(recipe.Points(1).Span, recipe.Points(1).Span);
        var upper = Math.Sqrt(square) / recipe.Count;
        return Outcome.All([
            Outcome.Equal(scaled, recipe.Radius * unit, RelativeTolerance * scaled, "R(rho F)"),
            Outcome.AtMost(upper / Math.Sqrt(2), unit, RelativeTolerance * unit, "lower bound"),
            Outcome.AtMost(unit, upper, RelativeTolerance * unit, "upper bound"),
        ]);
    }));
}
