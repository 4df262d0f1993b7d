using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N22 and N28: how norms of deep networks grow, and which way deep linear networks turn.</summary>
public static class DeepLimits
{
    private const double Psi = 300;
    private const double Settled = 0.002;
    private const long LargestSteps = 40_000;

    /// <summary>N22.</summary>
    public static Law<DeepRecipe> Growth { get; } = new(
        "N22",
        "growth law of the norms",
        "Along gradient flow of a separated homogeneous network psi is log t plus terms that are known exactly, so the product norm grows like log t over the margin at every depth.",
        "psi - log t - (2 - 2/D) log psi - log(D^2 gamma^(2/D)) -> 0, gamma the smoothed margin over the total norm",
        "smooth homogeneous network of total degree 4 or less, exponential loss as a sum, separated data; a flow that comes to psi = 300 within 40000 steps, and there to 1 - cos beta <= 0.002",
        "0.05 at psi = 300, 0.1 for total degree 4",
        LawKind.Asymptotic,
        Sources.LyuLi("N22"),
        DeepRecipe.Any,
        static (numerics, recipe) => Checked(numerics, recipe, static (objective, end) =>
        {
            if (KktConditions.Of(objective, end.Parameters).Made().OneMinusCosBeta is > Settled and var angle)
                return new Outcome.NotApplicable(FormattableString.Invariant($"the direction has not settled: 1 - cos beta is {angle:G3}"));
            var degree = (double)objective.Network.TotalDegree.IfNone(1);
            var psi = end.Statistics.Psi;
            var logMargin = Elementary.Log(psi) - (degree * Elementary.Log(objective.Numerics.Kernels.Norm(end.Parameters.Flat.Span)));
            var delta = psi - end.LogPhysicalTime - ((2 - (2 / degree)) * Elementary.Log(psi)) - (2 * Elementary.Log(degree)) - (2 / degree * logMargin);
            return Outcome.Equal(delta, 0, degree > 3 ? 0.1 : 0.05, "delta");
        }),
        static r => r.ToString());

    /// <summary>N28.</summary>
    public static Law<DeepRecipe> Alignment { get; } = new(
        "N28",
        "deep linear networks align",
        "Fully connected deep linear networks turn to the direction of the hard-margin solution, and every layer tends to rank one.",
        "1 - cos(W_L ... W_1, w_svm) -> 0; sigma_1(W_k) / |W_k|_F -> 1",
        "linear network of two or three layers, separated data; a flow that comes to psi = 300 within 40000 steps",
        "5e-3 at psi = 300; rank one: 0.03",
        LawKind.Asymptotic,
        new("Ji, Telgarsky", "Gradient descent aligns the layers of deep linear networks", "arXiv:1810.02032", "docs/theory/normalized-flow.md, N28"),
        DeepRecipe.Linear,
        static (numerics, recipe) => Checked(numerics, recipe, (objective, end) => recipe.IsPower
            ? new Outcome.NotApplicable("the network is not linear")
            : HardMarginSolver.Solve(recipe.Data).Checked(solved => solved.Match(
                solution => Align(numerics, end, solution), static _ => new Outcome.NotApplicable("the data are not separable")))),
        static r => r.ToString());

    private static Outcome Checked(NumericsPolicy numerics, DeepRecipe recipe, Func<Objective, FlowPoint, Outcome> check)
    {
        var objective = recipe.Objective(numerics);
        var start = Instances.Draw(objective, recipe.Scale, recipe.Seed);
        var time = Psi - objective.Statistics(start).Psi;
        return Flow.UnitLogLossFlow.Follow(objective, start, DormandPrince.Create(1e-7, 0).Made(), Vector.Of(time), LargestSteps).Checked(found =>
            found.Outcome == OdeOutcome.Reached ? check(objective, found.Final) : new Outcome.NotApplicable(found.Outcome.Sentence));
    }

    private static Outcome Align(NumericsPolicy numerics, FlowPoint end, HardMargin.Separable solution)
    {
        var layout = end.Parameters.Layout;
        var angle = Instances.Angle(end.Parameters.EndToEnd().Span, solution.Direction.Span);
        return Outcome.All(layout.Weights.Map((k, block) => numerics.Decompositions.SingularValues(end.Parameters.Weight(k)).Checked(values =>
            Outcome.Equal(values[0] / numerics.Kernels.Norm(end.Parameters.Of(block)), 1, 0.03, $"rank one of {block.Name}")))
            .Append(Outcome.AtMost(angle * angle / 2, 5e-3, 0, "1 - cos")));
    }
}
