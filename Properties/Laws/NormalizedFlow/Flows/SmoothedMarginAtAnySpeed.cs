using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N16 beyond plain gradient flow: layers may move at any speeds, radially and tangentially.</summary>
public static class SmoothedMarginAtAnySpeed
{
    private const int PointCount = 30;
    private const double Tolerance = 1e-8;

    private enum Speeds
    {
        Random,
        WeightNormalization,
        FrozenNorms,
    }

    /// <summary>The law.</summary>
    public static Law<FlowRecipe> Law { get; } = new(
        "N16.speeds",
        "smoothed margin never falls at any speeds of layers",
        "Gradient flow whose radial and tangential parts are multiplied by positive functions layer by layer, such as layer-wise step sizes, weight normalization or norms that are held fixed, never lowers the smoothed margin over the product norm once separated.",
        "W_k' = a_k rad g_k + b_k tan g_k with a_k >= 0, b_k > 0: d log(s/P) / dt >= 0",
        "homogeneous network with a continuous derivative, loss of exponential type as a sum, separated: L < 1 (exponential) or L < log 2; speeds: random from e^-2 to e^2, those of weight normalization (1, rho_k^2), and of fixed norms (0, 1)",
        "-10 rtol, rtol = 1e-8",
        LawKind.Flow, Sources.LyuLi("N16"), FlowRecipe.OnceSmooth, Check, static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, FlowRecipe recipe) => recipe.Build(numerics).Checked(built =>
    {
        var (objective, start) = built;
        // Fixed norms do not come to the threshold by themselves: start beyond it.
        var gain = 0.1 - objective.Loss.LogSeparationThreshold - objective.Statistics(start).Psi;
        if (gain <= 0)
            return Outcome.All(Enum.GetValues<Speeds>().Select(s => Follow(objective, start, s, new Key(recipe.Problem.Seed))));
        return recipe.Follow(numerics, Flow.UnitLogLossFlow, Tolerance, gain).Checked(found => Outcome.All(
            Enum.GetValues<Speeds>().Select(s => Follow(objective, found.Trajectory.Final.Parameters, s, new Key(recipe.Problem.Seed)))));
    });

    private static Outcome Follow(Objective objective, Parameters start, Speeds speeds, Key key)
    {
        var layers = objective.Network.Layout.Weights;
        var (radial, tangential) = (Factors.Draw(key.For("radial"), layers.Count), Factors.Draw(key.For("tangential"), layers.Count));
        var problem = new OdeProblem((_, y, slope) =>
        {
            var point = Parameters.Create(start.Layout, Vector.Of(y)).Made();
            var g = objective.LogGradient(point).Made().Span;
            var rate = 0.0;
            for (var k = 0; k < layers.Count; k++)
            {
                ReadOnlySpan<double> w = point.Of(layers[k]), own = g.Slice(layers[k].Offset, layers[k].Size);
                var target = slope.Slice(layers[k].Offset, layers[k].Size);
                var square = Probing.Dot(w, w);
                var along = Probing.Dot(w, own) / square;
                var (a, b) = speeds switch
                {
                    Speeds.Random => (radial[k], tangential[k]),
                    Speeds.WeightNormalization => (1, square),
                    _ => (0, 1),
                };
                for (var i = 0; i < own.Length; i++)
                    target[i] = (a * along * w[i]) + (b * (own[i] - (along * w[i])));
                rate += Probing.Dot(own, target);
            }

            // The clock in which psi grows at rate 1, except where it comes to rest.
            foreach (ref var s in slope)
                s /= speeds == Speeds.FrozenNorms ? 1 : rate;
        });
        var method = DormandPrince.Create(Tolerance, 0).Made();
        return method.Start(problem, 0, start.Flat).Checked(state =>
        {
            var margins = new List<double> { Logarithm(objective, start) };
            for (var i = 1; i <= PointCount; i++)
            {
                var run = method.Integrate(problem, state, 6.0 * i / PointCount, 2000);
                if (run.Outcome != OdeOutcome.Reached)
                    break;
                state = run.State;
                margins.Add(Logarithm(objective, Parameters.Create(start.Layout, state.Y).Made()));
            }

            return margins.Count < 2
                ? new Outcome.NotApplicable("the flow cannot be followed")
                : Outcome.All(margins.Zip(margins.Skip(1), (a, b) => Outcome.AtMost(a, b, 10 * Tolerance, $"log(s/P) at speeds {speeds}")));
        });
    }

    private static double Logarithm(Objective objective, Parameters parameters) =>
        Elementary.Log(objective.Statistics(parameters).SoftMinMargin) - objective.Network.LogProductNorm(objective.Network.LayerNorms(parameters, objective.Numerics.Kernels)).OrNaN;
}
