using LanguageExt;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Tests;

/// <summary>The rows of docs/theory/normalized-flow.md, section 6, that speak of the library: what a caller gets.</summary>
public sealed class PitfallLibraryTests
{
    private static Objective Model(Matrix inputs, double[] labels, int[] sizes, Activation activation) => Valid(Objective.Create(
        Valid(Network.Dense(sizes, activation, BiasPlacement.None)), Valid(Dataset.Create("given", inputs, new Targets.Signs(Vector.Of(labels)), "")),
        new Loss.Exponential(), Reduction.Sum, NumericsPolicy.Portable()));

    private static Parameters At(Objective objective, params double[] theta) => Valid(Parameters.Create(objective.Network.Layout, Vector.Of(theta)));

    [Fact]
    public void The_solver_of_the_margin_problem_returns_convex_weights_that_take_inseparable_points_to_zero()
    {
        foreach (var points in new[] { Matrix.Of(4, 2, 1, 1, -1, -1, -1, 1, 1, -1), Matrix.Of(2, 2, 0, 0, 1, 2), Matrix.Of(2, 2, 1, 2, -1, -2) })
        {
            var found = Assert.IsType<HardMargin.NotSeparable>(HardMarginSolver.Solve(points));
            Assert.Equal(1, found.Certificate.ToArray().Sum(), 1e-12);
            Assert.All(found.Certificate.ToArray(), static a => Assert.InRange(a, 0, 1));
            for (var j = 0; j < points.Columns; j++)
                Assert.Equal(0, Enumerable.Range(0, points.Rows).Sum(n => found.Certificate[n] * points[n, j]), 1e-9);
        }
    }

    [Fact]
    public void A_layer_of_zeros_is_named_wherever_its_direction_is_needed()
    {
        var objective = Model(Matrix.Of(1, 2, 1, 0), [1], [2, 2, 1], new Activation.Relu());
        var zero = At(objective, 0, 0, 0, 0, 1, 1);
        const string Layer = "layer1.W";
        Assert.Contains(Layer, objective.Network.Decompose(zero, objective.Numerics.Kernels).LeftAsEnumerable().Single().Sentence, StringComparison.Ordinal);
        Assert.Contains("layer1", Assert.IsType<Number.Undefined>(objective.NormalizedMargins(zero).MinProduct).Reason, StringComparison.Ordinal);
        foreach (var flow in new[] { Flow.RhoVFlow, Flow.WeightNormFlow, Flow.SphereFlow, Flow.GradientFlow with { Chart = Valid(PNormChart.Create(3)) } })
            Assert.Contains(Layer, flow.Follow(objective, zero, Valid(DormandPrince.Create(1e-6)), Vector.Of(1)).LeftAsEnumerable().Single().Sentence, StringComparison.Ordinal);
        foreach (var rule in new Rule[] { new SphereDescent(), new PNormDescent(3), new WeightNormalizedDescent(), new WeightNormalizedController(), new SphereLangevin() })
        {
            var plan = Valid(Plan.Create(objective, rule, new Constant(0.1), 1));
            Assert.Contains("layer1", Run.Start(plan, zero, new Key(1)).LeftAsEnumerable().Single().Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_of_zeros_is_named_where_every_row_has_a_direction()
    {
        var objective = Model(Matrix.Of(1, 2, 1, 0), [1], [2, 2, 1], new Activation.Linear());
        var zero = At(objective, 1, 2, 0, 0, 1, 1);
        var flow = Flow.GradientFlow with { Chart = new WeightNormChart(PerRow: true) };
        Assert.Contains("row 1", flow.Follow(objective, zero, Valid(DormandPrince.Create(1e-6)), Vector.Of(1)).LeftAsEnumerable().Single().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_of_zeros_is_a_saddle_that_descent_never_leaves_and_the_outcome_says_so()
    {
        var objective = Model(Matrix.Of(2, 2, 1, 0, 0, 1), [1, 1], [2, 2, 1], new Activation.Linear());
        var plan = Valid(Plan.Create(objective, new GradientDescent(), new Constant(0.1), 1000));
        var run = Valid(Run.Continue(plan, Valid(Run.Start(plan, At(objective, new double[6]), new Key(1)))));
        var cause = Assert.IsType<RunOutcome.Stationary>(run.Outcome).Cause;
        Assert.Contains("layer1", cause, StringComparison.Ordinal);
        Assert.Contains("a saddle that descent never leaves", cause, StringComparison.Ordinal);
        Assert.True(Bits.Equal(run.Final.Parameters.Flat.Span, new double[6]));
        Assert.Equal(-Math.Log(2), objective.Statistics(run.Final.Parameters).Psi, 1e-15);
    }

    [Fact]
    public void Dead_units_are_counted_layer_by_layer()
    {
        var objective = Model(Matrix.Of(2, 2, 1, 0.2, 0.3, 1), [1, 1], [2, 3, 2, 1], new Activation.Relu());
        var theta = At(objective, 1, 1, -1, -1, -2, 0, 1, 1, 1, -1, 0, 0, 1, 1);
        Assert.Equal(Prelude.Array(("layer1", 2), ("layer2", 1)), objective.Network.DeadUnits(theta, objective.Data.Inputs, objective.Numerics.Kernels));
    }

    [Fact]
    public void Repeated_points_keep_the_margin_and_change_the_constants_of_its_limit()
    {
        var single = Assert.IsType<HardMargin.Separable>(HardMarginSolver.Solve(Matrix.Of(2, 2, 1, 1, 1, -0.25)));
        var repeated = Assert.IsType<HardMargin.Separable>(HardMarginSolver.Solve(Matrix.Of(3, 2, 1, 1, 1, -0.25, 1, -0.25)));
        Assert.Equal(single.Margin, repeated.Margin, 1e-14);
        Assert.Equal(single.NormalizedDual[1], repeated.NormalizedDual[1] + repeated.NormalizedDual[2], 1e-14);
        Assert.Equal(single.Direction.ToArray(), repeated.Direction.ToArray(), static (x, y) => Math.Abs(x - y) <= 1e-14);
    }

    [Fact]
    public void The_example_weights_of_repeated_points_add_up()
    {
        var (once, twice) = (new double[2], new double[3]);
        ExponentialMargins.LogLoss([1, 2], once);
        ExponentialMargins.LogLoss([1, 2, 2], twice);
        Assert.Equal(2 * once[1] / (once[0] + (2 * once[1])), twice[1] + twice[2], 1e-15);
        Assert.NotEqual(ExponentialMargins.WeightEntropy([1, 2]), ExponentialMargins.WeightEntropy([1, 2, 2]));
    }

    [Fact]
    public void Norms_beyond_the_range_of_doubles_are_compared_by_their_logarithms()
    {
        var objective = Model(Matrix.Of(2, 2, 1, 0.5, 1, -0.5), [1, 1], [2, 2, 1], new Activation.Linear());
        var huge = At(objective, 1e200, 0, 0, 1e-100, 1e-100, 1e150);
        var norms = objective.Network.LayerNorms(huge, objective.Numerics.Kernels);
        Assert.Equal(350 * Math.Log(10), objective.Network.LogProductNorm(norms).OrNaN, 1e-10);
        Assert.False(double.IsFinite(objective.Network.ProductNorm(norms).OrNaN));
        var margin = objective.NormalizedMargins(huge).MinProduct.OrNaN;
        Assert.Equal(Math.Log(objective.Statistics(huge).MinMargin) - (350 * Math.Log(10)), Math.Log(margin), 1e-9);
    }

    [Fact]
    public void At_kinks_the_residual_over_a_window_falls_where_that_of_the_gradient_stays()
    {
        var data = Valid(SeparableGaussians.Create(15, 5, 0.2, new Key(2)));
        var objective = Valid(Objective.Create(
            Valid(Network.Dense([5, 10, 1], new Activation.Relu(), BiasPlacement.None)), data, new Loss.Exponential(), Reduction.Sum, NumericsPolicy.Portable()));
        var start = Valid(objective.Network.Initialize(Valid(Initialization.Create(0.6)), new Key(2)));
        var flow = Valid(Flow.UnitLogLossFlow.Follow(objective, start, Valid(DormandPrince.Create(1e-6, 1e-3)), Vector.Of([.. Enumerable.Range(1, 32).Select(static i => (double)i)])));
        Assert.True(flow.Final.Counts.Forced > 0);
        var windowed = WindowedKkt.Along(flow, 2);
        Assert.Equal(31, windowed.Count);
        var raw = Valid(KktConditions.Of(objective, flow.Final.Parameters)).CosBeta;
        var (time, last) = windowed[windowed.Count - 1];
        Assert.Equal(32, time, 1e-12);
        Assert.True(last.OneMinusCosBeta < 0.7 * (1 - raw), $"{last.CosBeta} over a window, {raw} of the gradient");
        Assert.Equal(Math.Sqrt(2 * last.OneMinusCosBeta), last.StationarityResidual, 1e-12);
    }

    [Fact]
    public void A_residual_network_with_a_skip_is_not_homogeneous_and_says_why()
    {
        var network = Valid(Network.Create(Shape.Of(2), Prelude.Array(
            new Node("first", new Dense(2, false, new Activation.Relu()), Prelude.Array(0)),
            new Node("sum", new Sum(), Prelude.Array(0, 1)),
            new Node("last", new Dense(1, false, new Activation.Linear()), Prelude.Array(2)))));
        Assert.False(network.IsHomogeneous);
        Assert.NotEqual("", Assert.IsType<Homogeneity.Absent>(network.Homogeneity).Reason);
    }
}
