using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N32: a unit p-norm constraint leads to the largest p-norm margin.</summary>
public static class PNormBias
{
    private const double Rho = 30;

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N32",
        "p-norm constraint",
        "Gradient flow of a linear model under a unit p-norm constraint keeps the p-norm, and at a fixed norm rho its margin comes from the l2 solution to within (log n) / rho of the largest p-norm margin. (On the wrong side, where the radial sum is negative, there can be other equilibria.)",
        "|V|_p = 1; min z_n . V >= 1/|w_p|_p - (log n) / rho",
        "linearly separable data in two dimensions or more; p = 1.5 or 3, rho = 30",
        "p-norm 1e-9; the bound 1e-3 R_x for what is left of the way after log-loss time 20",
        LawKind.Asymptotic,
        Sources.TheoryIII("N32"),
        LinearRecipe.Roomy,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe)
    {
        var points = Signed.Points(recipe.Data);
        var p = recipe.Seed % 2 == 0 ? 1.5 : 3;
        return PNormMarginSolver.Solve(points, p).Checked(best =>
        {
            var objective = recipe.Objective(numerics);
            var svm = PNormMarginSolver.Solve(points, 2).Made().Weights.Span;
            var norm = Norm(svm, p);
            var start = Instances.At(objective, [.. svm.ToArray().Select(w => Rho * w / norm)]);
            var flow = Flow.SphereFlow with { Chart = PNormChart.Create(p).Made() };
            return flow.Follow(objective, start, DormandPrince.Create(1e-8, 1e-6).Made(), Vector.Of(20), 100_000).Checked(found =>
            {
                if (found.Outcome != OdeOutcome.Reached)
                    return new Outcome.NotApplicable(found.Outcome.Sentence);
                var w = found.Final.Parameters.Flat.Span;
                var margin = Signed.Margins(points, w).Min() / Rho;
                return Outcome.All([
                    Outcome.Equal(Norm(w, p) / Rho, 1, 1e-9, "|V|_p"),
                    Outcome.AtMost(best.Margin - (Elementary.Log(points.Rows) / Rho), margin, 1e-3 * recipe.Data.InputRadius, $"margin for p = {p}"),
                    Outcome.AtMost(margin, best.Margin, 1e-9 * best.Margin, "the largest margin"),
                ]);
            });
        });
    }

    private static double Norm(ReadOnlySpan<double> v, double p)
    {
        var sum = 0.0;
        foreach (var x in v)
            sum += Elementary.Pow(Math.Abs(x), p);
        return Elementary.Pow(sum, 1 / p);
    }
}
