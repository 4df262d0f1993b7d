using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC7: weight normalization converges faster only without dual asymmetry.</summary>
public static class WeightNormRates
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC7",
        "when weight normalization is faster",
        "Directions converge faster than any power of time under weight normalization, like 1 / log t under gradient descent.",
        "Only when all support vectors weigh the same, for instance when there is one; with unequal dual weights both directions approach the limit as const / rho with the same constant.",
        "one example: angle = t^(-slope) with a slope that grows, rho * angle constant for gradient flow; z = (1, 1), (1, -1/4): rho * angle -> log 4 / 1.25 = 1.109 for both",
        "constant of one example 1e-6; limit 1.109: 0.01 for gradient flow, 0.1 for weight normalization, at psi = 57",
        Sources.SalimansKingma("NC7"),
        "one example (1, 0) from (1, 1/2); two examples (1, 1), (1, -1/4) from (1, 1/2)",
        static numerics => OneExample(numerics).Concat(UnequalDuals(numerics)));

    private static IEnumerable<Outcome> OneExample(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(1, 2, 1, 0)), []);
        var start = Instances.At(objective, 1, 0.5);
        var plain = Instances.Follow(objective, start, Flow.UnitLogLossFlow, 1e-10, 2, 20).Final.Parameters.Flat;
        yield return Outcome.Equal(plain[1], 0.5, 1e-6, "gradient flow does not move the other coordinate");
        var times = new[] { 2.0, 3, 5, 6 };
        var points = Instances.Follow(objective, start, Flow.WeightNormFlow.In(FlowClock.UnitLogLossTime), 1e-11, times).Points;
        double Slope(int i) => (Tangent(points[i + 1]) - Tangent(points[i])) / (points[i + 1].LogPhysicalTime - points[i].LogPhysicalTime);
        yield return Outcome.AtMost(Slope(1), -1.5, 0, "power of t, early");
        yield return Outcome.AtMost(Slope(3), Slope(1) - 2, 0, "power of t, late");
    }

    private static double Tangent(FlowPoint point) => Elementary.Log(point.Parameters.Flat[1] / point.Parameters.Flat[0]);

    private static IEnumerable<Outcome> UnequalDuals(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Instances.UnequalDuals), []);
        var start = Instances.At(objective, 1, 0.5);
        double Product(Flow flow)
        {
            var end = Instances.Follow(objective, start, flow.In(FlowClock.UnitLogLossTime), 1e-10, 57).Final.Parameters.Flat;
            return Math.Abs(Instances.Angle(end.Span, [1, 0])) * Math.Sqrt(Probing.Dot(end.Span, end.Span));
        }

        var limit = Elementary.Log(4) / 1.25;
        yield return Outcome.Equal(Product(Flow.GradientFlow), limit, 0.01, "rho * angle of gradient flow");
        yield return Outcome.Equal(Product(Flow.WeightNormFlow), limit, 0.1, "rho * angle of weight normalization");
    }
}
