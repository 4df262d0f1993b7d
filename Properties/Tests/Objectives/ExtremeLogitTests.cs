using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ExtremeLogitTests
{
    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value))
                return false;
        return true;
    }

    [Fact]
    public void Outputs_of_size_1e8_leave_every_log_domain_quantity_finite() => Sample.ForAll(300, static sample =>
    {
        var loss = sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy());
        var (objective, _) = Of(sample, loss, new Activation.Linear(), BiasPlacement.None);
        var size = sample.Element(1e2, 1e4, 1e8, 1e12);
        var point = Point(objective, sample, Math.Pow(size, 1.0 / objective.Network.Depth));
        var evaluation = objective.Evaluate(point);
        var statistics = evaluation.Statistics;
        var direction = Direction(objective, sample);
        Assert.True(statistics.IsFinite && double.IsFinite(statistics.Psi) && double.IsFinite(statistics.WeightEntropy) && double.IsFinite(statistics.SoftMinMargin));
        Assert.True(AllFinite(evaluation.ExampleWeights.Span) && AllFinite(evaluation.SoftMargins.Span));
        Assert.True(AllFinite(Valid(objective.LogGradient(point)).Span));
        Assert.True(AllFinite(Valid(objective.LogHessianVectorProduct(point, direction)).Span));
        Assert.InRange(statistics.WeightEntropy, 0, Math.Log(statistics.Count) + 1e-12);
        if (loss is Loss.Exponential)
            Assert.InRange(evaluation.ExampleWeights.ToArray().Sum(), 1 - 1e-14, 1 + 1e-14);
        Assert.True(evaluation.ExampleWeights.ToArray().All(static w => w >= 0));
    });

    [Fact]
    public void The_soft_min_margin_is_at_most_the_smallest_soft_margin_and_at_least_that_less_log_n() => Sample.ForAll(300, static sample =>
    {
        var (objective, _) = LogDifferentiable(sample);
        var evaluation = objective.Evaluate(Point(objective, sample, sample.Element(1e-3, 1, 1, 30)));
        var (smallest, statistics) = (evaluation.SoftMargins.ToArray().Min(), evaluation.Statistics);
        var slack = 1e-13 * Math.Max(1, Math.Abs(smallest));
        Assert.True(statistics.SoftMinMargin <= smallest + slack);
        if (objective.Loss is Loss.Exponential)
            Assert.True(statistics.SoftMinMargin >= smallest - Math.Log(statistics.Count) - slack);
        for (var n = 0; n < statistics.Count; n++)
            Assert.InRange(evaluation.SoftMargins[n], evaluation.Margins[n] - Math.Log(Math.Max(objective.Network.OutputCount - 1, 1)) - slack, evaluation.Margins[n] + slack);
    });

    [Fact]
    public void When_the_loss_underflows_the_direction_still_points_the_same_way()
    {
        var network = Valid(Network.Dense([2, 1], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("two", Matrix.Of(2, 2, 1, 0, 0, 1), new Targets.Signs(Vector.Of(1, 1)), ""));
        foreach (var loss in new Loss[] { new Loss.Exponential(), new Loss.Logistic() })
        {
            var objective = Valid(Objective.Create(network, data, loss, Reduction.Mean, Arithmetic));
            var point = Valid(Parameters.Create(network.Layout, Vector.Of(1e5, 1e5)));
            var statistics = objective.Statistics(point);
            Assert.Equal((0.0, 1e5 - Math.Log(2)), (statistics.Loss, statistics.Psi));
            Assert.Equal(Vector.Of(0.5, 0.5), Valid(objective.LogGradient(point)));
            Assert.Equal(-statistics.Psi - Math.Log(2), objective.At(point, out _).LogScale);
        }
    }

    [Fact]
    public void A_gradient_in_range_survives_a_loss_that_is_not()
    {
        var network = Valid(Network.Dense([2, 1], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("one", Matrix.Of(1, 2, 1e100, 0), new Targets.Signs(Vector.Of(1)), ""));
        var objective = Valid(Objective.Create(network, data, new Loss.Exponential(), Reduction.Sum, Arithmetic));
        Vector At(double margin) => objective.Gradient(Valid(Parameters.Create(network.Layout, Vector.Of(margin / 1e100, 0))));
        Assert.Equal(-1e100 * Math.Exp(-400) * Math.Exp(-400), At(800)[0], 1e-260);
        Assert.Equal(0, objective.Value(Valid(Parameters.Create(network.Layout, Vector.Of(8e-98, 0)))));
        Assert.Equal(Vector.Of(double.NegativeInfinity, 0), At(-1e4));
        Assert.Equal(0, At(1e4)[0]);
    }

    [Fact]
    public void A_class_score_that_overflows_the_exponential_still_counts_in_the_soft_margin()
    {
        var network = Valid(Network.Dense([1, 3], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("one", Matrix.Of(1, 1, 1), new Targets.Classes(Labels.Of(0), 3), ""));
        var objective = Valid(Objective.Create(network, data, new Loss.CrossEntropy(), Reduction.Sum, Arithmetic));
        var evaluation = objective.Evaluate(Valid(Parameters.Create(network.Layout, Vector.Of(-1e8, 1e8, 1e8))));
        Assert.Equal(-2e8 - Math.Log(2), evaluation.SoftMargins[0]);
        Assert.Equal(-2e8, evaluation.Margins[0]);
        Assert.Equal(2e8 + Math.Log(2), evaluation.Statistics.Loss, 1e-7);
        Assert.Equal((1, -2e8), (evaluation.Statistics.ErrorCount, evaluation.Statistics.MinMargin));
    }

    [Fact]
    public void The_robust_loss_of_a_huge_residual_is_one_and_has_no_slope()
    {
        var network = Valid(Network.Dense([1, 1], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("one", Matrix.Of(1, 1, 1), new Targets.Values(Matrix.Of(1, 1, 0)), ""));
        var objective = Valid(Objective.Create(network, data, new Loss.Robust(), Reduction.Sum, Arithmetic));
        var point = Valid(Parameters.Create(network.Layout, Vector.Of(1e200)));
        Assert.Equal(1, objective.Value(point));
        Assert.Equal(0, objective.Gradient(point)[0]);
        Assert.Equal(0, objective.HessianVectorProduct(point, Vector.Of(1))[0]);
    }

    [Fact]
    public void Outputs_that_are_not_finite_are_reported_and_count_as_errors()
    {
        var network = Valid(Network.Dense([1, 1, 1], new Activation.Power(3), BiasPlacement.None));
        var data = Valid(Dataset.Create("one", Matrix.Of(2, 1, 1, -2), new Targets.Signs(Vector.Of(1, 1)), ""));
        foreach (var loss in new Loss[] { new Loss.Exponential(), new Loss.Logistic(), Loss.Half, new Loss.Robust() })
        {
            var objective = Valid(Objective.Create(network, data, loss, Reduction.Sum, Arithmetic));
            var statistics = objective.Statistics(Valid(Parameters.Create(network.Layout, Vector.Of(1e150, 1))));
            Assert.False(statistics.IsFinite, loss.Name);
            Assert.Equal(1, statistics.ErrorCount);
        }
    }

    [Fact]
    public void Ties_are_errors()
    {
        var network = Valid(Network.Dense([1, 2], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("one", Matrix.Of(2, 1, 1, 2), new Targets.Classes(Labels.Of(0, 1), 2), ""));
        var objective = Valid(Objective.Create(network, data, new Loss.CrossEntropy(), Reduction.Sum, Arithmetic));
        var statistics = objective.Statistics(Valid(Parameters.Create(network.Layout, Vector.Of(3, 3))));
        Assert.Equal((2, 0.0), (statistics.ErrorCount, statistics.MinMargin));
        Assert.Equal(new Number.Value(1), statistics.Error);
    }
}
