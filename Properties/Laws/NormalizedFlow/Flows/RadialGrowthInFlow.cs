using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N5 along gradient flow: squared norms of layers grow by the integral of the radial sum.</summary>
public static class RadialGrowthInFlow
{
    private const long LargestSteps = 20_000;

    /// <summary>The law.</summary>
    public static Law<FlowRecipe> Law { get; } = new(
        "N5.flow",
        "radial growth in the flow",
        "Along gradient flow the squared norm of layer k grows at the rate 2 L deg_k R of physical time.",
        "d rho_k^2 / dt = 2 e^(-psi) deg_k R",
        "linear or power network",
        Conservation.InWords + "; the right side is integrated along with the flow",
        LawKind.Flow,
        Sources.DuHuLee("N5"),
        FlowRecipe.Smooth,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, FlowRecipe recipe) => recipe.Build(numerics).Checked(built => built.Objective.Network.Homogeneity.Match(
        degrees => Check(built.Objective, built.Parameters, degrees, recipe.Time),
        static reason => new Outcome.NotApplicable(reason)));

    private static Outcome Check(Objective objective, Parameters start, Arr<int> degrees, double time)
    {
        var (layout, count) = (start.Layout, start.Flat.Length);
        var method = DormandPrince.Create(Conservation.Tolerance, 0).Made();
        var problem = new OdeProblem((_, y, slope) =>
        {
            var point = Parameters.Create(layout, Vector.Of(y[..count])).Made();
            var gradient = objective.Gradient(point);
            for (var i = 0; i < count; i++)
                slope[i] = -gradient[i];
            var s = objective.Statistics(point);
            slope[count] = 2 * Elementary.Exp(s.LogLoss) * s.RadialSum;
        });
        return method.Start(problem, 0, Vector.Of([.. start.Flat.Span, 0])).Checked(first =>
        {
            var run = method.Integrate(problem, first, time, LargestSteps);
            if (run.Outcome != OdeOutcome.Reached)
                return new Outcome.NotApplicable(run.Outcome.Sentence);
            var end = Parameters.Create(layout, Vector.Of(run.State.Y.Span[..count])).Made();
            var allowance = 10 * Conservation.Tolerance * Math.Max(1, Conservation.LargestSquare(objective.Network, start, end, objective.Numerics.Kernels));
            return Outcome.All(objective.Network.Layers.Map(layer => Outcome.Equal(
                GradientStep.Square(layer, end) - GradientStep.Square(layer, start), degrees[layer.Number] * run.State.Y[count], allowance, layer.Name)));
        });
    }
}
