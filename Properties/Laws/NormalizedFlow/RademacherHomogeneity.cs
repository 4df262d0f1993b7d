using Marginalia.Numerics;
using Marginalia.Theory;

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
    private static Outcome Check(PointsRecipe recipe) => RademacherComplexity.Exact(recipe.Points(1), recipe.Radius).Checked(scaled =>
        RademacherComplexity.Exact(recipe.Points(recipe.Radius), 1).Checked(other =>
            RademacherComplexity.Exact(recipe.Points(1), 1).Checked(unit => Outcome.All([
                Outcome.Equal(scaled.Value, recipe.Radius * unit.Value, RelativeTolerance * scaled.Value, "R(rho F)"),
                Outcome.Equal(other.Value, scaled.Value, RelativeTolerance * scaled.Value, "R(F) on rho x"),
                Outcome.AtMost(unit.LowerBound, unit.Value, RelativeTolerance * unit.Value, "lower bound"),
                Outcome.AtMost(unit.Value, unit.UpperBound, RelativeTolerance * unit.Value, "upper bound"),
            ]))));
}
