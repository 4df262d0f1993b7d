using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Bad input of docs/theory/capacity-and-path.md, section 6, as far as it concerns measures, margins and bounds; one test for each situation.</summary>
/// <remarks>Rows on files are in JsonNetworkTests, IdxTests, CsvTests and BadInputTests; folding of batch normalization is in AuditTests.</remarks>
public sealed class BadInputOfMeasuresTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();
    private static readonly string[] OverMargin = ["explore.l2", "explore.path2", "jiang.inverse-margin", "jiang.prod-of-fro-over-margin", "jiang.path-norm-over-margin", "robust.radius.order(0.1)"];

    [Fact]
    public void A_percentile_margin_that_is_not_positive_leaves_what_divides_by_it_undefined_with_the_margin()
    {
        // The outputs are the inputs: margins 2 and -1.
        var input = Input(Linear([1, 0, 0, 1]), Matrix.Of(2, 2, 2, 0, 0, 1), 0, 0);
        foreach (var id in OverMargin)
            Assert.Contains("-1", Reason(Value(input, id)), StringComparison.Ordinal);
        Assert.Equal(-1, Value(input, "margin.order(0.1)").Value.OrNaN);
        foreach (var bound in BoundTable.All.Filter(static b => b.Id.EndsWith(".measure", StringComparison.Ordinal)))
            Assert.IsType<BoundStatus.Void>(bound.Compute(input, 0.05).Status);
    }

    [Fact]
    public void Outputs_that_are_no_numbers_leave_margins_undefined_and_are_errors()
    {
        // Infinity less infinity.
        var input = Input(Linear([1e300, -1e300, 0, 1]), Matrix.Of(1, 2, 1e300, 1e300), 0);
        foreach (var id in OverMargin.Append("output.error").Append("margin.min").Append("fisher-rao.model-sq"))
            Assert.Contains("example 0", Reason(Value(input, id)), StringComparison.Ordinal);
        Assert.Equal(1, new MarginDistribution(Vector.Of(double.NaN)).Error);
        Assert.True(Value(input, "norm.fro.prod").Value is Number.Value);
    }

    [Fact]
    public void Fewer_examples_than_the_percentile_needs_give_the_smallest_margin_and_a_note()
    {
        var input = Input(Linear([1, 0, 0, 1]), Matrix.Of(3, 2, 2, 0, 1, 0, 3, 0), 0, 0, 0);
        var value = Value(input, "margin.order(0.1)");
        Assert.Equal(1, value.Value.OrNaN);
        Assert.Contains("fewer than 10", value.Note, StringComparison.Ordinal);
        Assert.Contains("fewer than 10", Value(input, "explore.l2").Note, StringComparison.Ordinal);
        Assert.Equal("", Value(input, "margin.order(0.5)").Note);
        Assert.Equal(1, new MarginDistribution(Vector.Of(1)).Order(0));
    }

    [Fact]
    public void One_output_takes_labels_minus_and_plus_one_only_and_an_error_names_the_label() =>
        Refused(Dataset.Create("given", Matrix.Of(1, 1, 1), new Targets.Signs(Vector.Of(0.5)), ""), "0.5");

    [Fact]
    public void A_label_outside_the_classes_is_named() =>
        Refused(Dataset.Create("given", Matrix.Of(1, 1, 1), new Targets.Classes(Labels.Of(7), 3), ""), "7");

    [Fact]
    public void A_zero_layer_makes_products_zero_and_ratios_undefined_with_its_number()
    {
        var network = Dense(2, 2, 2);
        var input = Input(network, At(network, 1, 2, 3, 4, 0, 0, 0, 0), Matrix.Of(1, 2, 1, 1), 0);
        foreach (var id in new[] { "norm.fro.prod", "norm.spec.prod", "path.phi(1)", "path.phi(2)" })
        {
            var product = Value(input, id);
            Assert.Equal(0, product.Value.OrNaN);
            Assert.Equal(double.NegativeInfinity, product.Log.IfNone(double.NaN));
        }

        foreach (var id in new[] { "spec.stable-rank-sum", "spec.complexity(zero)", "spec.pacbayes(zero)", "jiang.fro-over-spec" })
            Assert.Contains("2", Reason(Value(input, id)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_hidden_unit_is_left_alone_and_listed_and_the_infimum_is_not_attained()
    {
        var network = Dense(2, 2, 1);
        // Unit 0 has no incoming weights, unit 1 lives.
        var parameters = At(network, 0, 0, 3, 4, 7, 2);
        var (balanced, unit) = (Unwrap.Right(network.Balanced(parameters)), Unwrap.Right(network.UnitNormalized(parameters, 2)));
        Assert.Equal((0, 0), Assert.Single(balanced.Dead));
        Assert.Equal((0, 0), Assert.Single(unit.Dead));
        Assert.Equal(7, balanced.Parameters.Flat[4]);
        Assert.Equal(49 + (2 * 5 * 2), balanced.SquaredNorm, 1e-12);
        Assert.Equal(2 * 5 * 2, balanced.Infimum, 1e-12);
        Assert.Contains("not attained", Value(new(network, parameters, None, None, Numerics, new Key(1)), "canonical.fro-min").Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Separate_activations_and_groups_of_channels_have_the_same_canonical_forms_as_their_dense_layers()
    {
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(2), Array(
            new Node("first", new Dense(2, true, new Activation.Linear()), Array(0)), new Node("relu", new Elementwise(new Activation.Relu()), Array(1)),
            new Node("last", new Dense(1, false, new Activation.Linear()), Array(2)))));
        double[] flat = [1, 2, 3, 4, 5, 6, 7, 8];
        var dense = NetworkInstances.Valid(Network.Dense([2, 2, 1], new Activation.Relu(), BiasPlacement.First));
        Assert.Equal(Unwrap.Right(dense.Balanced(At(dense, flat))).Parameters.Flat, Unwrap.Right(network.Balanced(At(network, flat))).Parameters.Flat);
        var grouped = NetworkInstances.Valid(Network.Create(Shape.Of(1, 2, 2), Array(
            new Node("conv", new Convolution(4, Window.Square(1), false), Array(0)), new Node("relu", new Elementwise(new Activation.Relu()), Array(1)),
            new Node("groups", new Convolution(2, Window.Square(1), false, 2), Array(2)), new Node("mean", new GlobalAveragePool(), Array(3)))));
        // Channels 0 and 1 go to output 0, channels 2 and 3 to output 1: |u v| each, twice.
        Assert.Equal(2 * (5 + 12 + 21 + 32), Unwrap.Right(grouped.Balanced(At(grouped, 1, 2, 3, 4, 5, 6, 7, 8))).SquaredNorm, 1e-10);
    }

    [Fact]
    public void An_activation_that_is_not_homogeneous_refuses_rescaling_and_paths_but_not_norms()
    {
        var network = NetworkInstances.Valid(Network.Dense([2, 2, 2], new Activation.Tanh(), BiasPlacement.None));
        var input = Input(network, At(network, 1, 2, 3, 4, 5, 6, 7, 8), Matrix.Of(1, 2, 1, 1), 0);
        foreach (var id in new[] { "path.phi(1)", "path.phi(2)", "canonical.fro-min", "hessian.path-top" })
            Assert.False(string.IsNullOrEmpty(Reason(Value(input, id))));
        Assert.True(network.RescaleNode(input.Parameters, 0, 0, 2).IsLeft);
        foreach (var id in new[] { "norm.fro.prod", "norm.spec.prod", "spec.complexity(zero)", "lipschitz.l2-l2.spectral" })
            Assert.True(Value(input, id).Value is Number.Value);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(-3, 3)]
    public void A_leaky_slope_enters_the_Lipschitz_constant_only_above_one(double slope, double factor)
    {
        var network = NetworkInstances.Valid(Network.Dense([1, 1, 1], new Activation.LeakyRelu(slope), BiasPlacement.None));
        var value = Value(new(network, At(network, 2, 5), None, None, Numerics, new Key(1)), "lipschitz.l2-l2.spectral");
        Assert.Equal(10 * factor, value.Value.OrNaN, 1e-12);
    }

    [Fact]
    public void Normalization_that_is_not_folded_is_refused_by_products_over_layers()
    {
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(1, 2, 2), Array(
            new Node("conv", new Convolution(1, Window.Square(1), false), Array(0)), new Node("norm", new AffineChannel(), Array(1)))));
        var reason = Reason(Value(new(network, At(network, [.. Enumerable.Repeat(1.0, network.ParameterCount)]), None, None, Numerics, new Key(1)), "norm.fro.prod"));
        Assert.Contains("fold", reason, StringComparison.Ordinal);
        Assert.Contains("'norm'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_skip_connection_refuses_products_over_layers_and_path_sums_go_over_the_graph()
    {
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(2), Array(
            new Node("first", new Dense(2, false, new Activation.Relu()), Array(0)),
            new Node("sum", new Sum(), Array(0, 1)),
            new Node("last", new Dense(1, false, new Activation.Linear()), Array(2)))));
        var input = new MeasureInput(network, At(network, 1, 2, 3, 4, 5, 6), None, None, Numerics, new Key(1));
        foreach (var id in new[] { "norm.fro.prod", "norm.spec.prod", "explore.l2", "spec.complexity(zero)" })
            Assert.NotEqual("", Reason(Value(input, id)));
        Assert.Contains("'sum'", Reason(Value(input, "norm.fro.prod")), StringComparison.Ordinal);
        // 5 (1 + 2) + 6 (3 + 4) through the layer, 5 + 6 around it.
        Assert.Equal(68, Value(input, "path.phi(1)").Value.OrNaN);
    }

    [Fact]
    public void Max_pools_count_every_antecedent_by_default_and_the_note_says_so()
    {
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(1, 2, 2), Array(
            new Node("pool", new MaxPool(Window.Square(2, 2)), Array(0)), new Node("flat", new Flatten(), Array(1)), new Node("last", new Dense(1, false, new Activation.Linear()), Array(2)))));
        var input = new MeasureInput(network, At(network, 3), None, None, Numerics, new Key(1));
        Assert.Equal(12, Value(input, "path.phi(1)").Value.OrNaN);
        Assert.Contains("every antecedent", Value(input, "path.phi(1)").Note, StringComparison.Ordinal);
        Assert.Equal(3, Value(input, "path.phi(1).max-pool-as-max").Value.OrNaN);
        Assert.Equal(3, Value(input, "lipschitz.linf-l1.path").Value.OrNaN);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0.01)]
    public void Path_sums_beyond_the_range_of_doubles_keep_their_logarithm(double weight)
    {
        // 64 paths enter every unit of 400 layers: phi_2^2 = 64^400 w^800.
        var network = Dense([.. Enumerable.Repeat(64, 401)]);
        var sums = Unwrap.Right(network.PathSums(At(network, [.. Enumerable.Repeat(weight, network.ParameterCount)]), 2));
        Assert.Equal(6 * 401 + (800 * Math.Log2(weight)), sums.Log2Total, 1e-8);
        Assert.Equal(weight > 1 ? double.PositiveInfinity : 0, sums.Total);
        Assert.Equal(sums.Log2Total * Math.Log(2) / 2, sums.LogNorm, 1e-8);
    }

    [Fact]
    public void Without_initial_weights_distances_are_undefined_and_not_taken_from_zero()
    {
        var network = Dense(2, 2, 2);
        var input = Input(network, At(network, 1, 2, 3, 4, 5, 6, 7, 8), Matrix.Of(1, 2, 1, 1), 0);
        foreach (var measure in MeasureTable.All.Filter(static m => m.Needs.HasFlag(Needs.Initialization)))
            Assert.NotEqual("", Reason(measure.Compute(input)));
        Assert.Contains("initial", Reason(Value(input, "dist.fro-sq")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_iteration_that_did_not_converge_says_so_and_its_upper_end_still_holds()
    {
        // Two singular values a hair apart, more than an iteration of one step can tell.
        var a = RectangularOperator.Of(Numerics.Kernels, Matrix.Build(4, 4, static x => (x[0], x[5], x[10], x[15]) = (1, 1 - 1e-9, 1, 0.5)));
        var found = Unwrap.Right(SpectralNorm.Of(a, 2, Numerics, new Key(1), 1e-15, 1));
        Assert.False(found.Converged);
        Assert.True(found.Value <= 1 && found.Upper >= 1);
    }

    [Fact]
    public void A_bound_above_one_is_not_clipped_and_called_vacuous()
    {
        var network = Dense(2, 3, 2);
        var input = Input(network, At(network, [.. Enumerable.Repeat(1.0, 6), 1, 1, 1, -1, -1, -1]), Matrix.Of(3, 2, 1, 1, 2, 1, 1, 3), 0, 0, 0);
        var values = BoundTable.All.Map(b => b.Compute(input, 0.05)).Filter(static v => v.Value is Number.Value { Amount: > 1 });
        Assert.NotEmpty(values);
        Assert.All(values, static v => Assert.True(v.IsVacuous));
    }

    [Fact]
    public void A_bound_whose_constants_are_quoted_or_unspecified_is_never_certified()
    {
        var network = Dense(2, 3, 2);
        var input = Input(network, At(network, [.. Enumerable.Repeat(1.0, 6), 1, 1, 1, -1, -1, -1]), Matrix.Of(3, 2, 1, 1, 2, 1, 1, 3), 0, 0, 0);
        foreach (var bound in BoundTable.All)
        {
            var isCertificate = bound.Id.StartsWith("rademacher.", StringComparison.Ordinal) && bound.Id.EndsWith(".certificate", StringComparison.Ordinal);
            Assert.Equal(isCertificate, bound.Compute(input, 0.05).Status is BoundStatus.Certified);
            Assert.False(isCertificate && bound.Id.Contains("golowich", StringComparison.Ordinal));
        }

        Assert.IsType<BoundStatus.Asymptotic>(BoundTable.Find("pacbayes-spectral.published").Match(static b => b, static () => null!).Compute(input, 0.05).Status);
    }

    [Theory]
    [InlineData(0.0, "at least 4")]
    [InlineData(1.0, "below 0.01562")]
    public void A_search_that_reaches_the_end_of_its_grid_is_censored(double error, string words)
    {
        var found = SigmaSearch.Run(SigmaSearch.Quarters(-6, 2), 0.1, _ => error);
        Assert.Contains(words, ((Number.Undefined)found.Crossing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_of_a_training_run_say_that_weights_do_not_tell_them()
    {
        var found = MeasureTable.All.Filter(static m => m.Needs.HasFlag(Needs.History));
        Assert.Equal(4, found.Count);
        Assert.All(found, static m => Assert.Contains("history", Reason(m.Compute(Input(Linear([1, 0, 0, 1]), Matrix.Of(1, 2, 1, 0), 0))), StringComparison.Ordinal));
    }

    [Fact]
    public void The_bound_on_the_VC_dimension_counts_one_breakpoint_per_unit()
    {
        var network = NetworkInstances.Valid(Network.Dense([64, 256, 10], new Activation.Relu(), BiasPlacement.All));
        Assert.Equal(535_979, Math.Floor(Value(new(network, At(network, new double[network.ParameterCount]), None, None, Numerics, new Key(1)), "size.vc-pl").Value.OrNaN), 1);
    }

    private static Network Dense(params int[] sizes) => NetworkInstances.Valid(Network.Dense(sizes, new Activation.Relu(), BiasPlacement.None));

    private static (Network, Parameters) Linear(double[] weights) => Dense(2, 2) is var network ? (network, At(network, weights)) : default;

    private static Parameters At(Network network, params double[] flat) => ReferenceNetworks.ParametersOf(network, flat);

    private static MeasureInput Input((Network Network, Parameters Parameters) model, Matrix inputs, params int[] labels) => Input(model.Network, model.Parameters, inputs, labels);

    private static MeasureInput Input(Network network, Parameters parameters, Matrix inputs, params int[] labels) => new(
        network, parameters, None, Some(Unwrap.Valid(Dataset.Create("given", inputs, new Targets.Classes(Labels.Of(labels), network.OutputCount), ""))), Numerics, new Key(1));

    private static MeasureValue Value(MeasureInput input, string id) => MeasureTable.Find(id).IfNone(() => throw new KeyNotFoundException(id)).Compute(input);

    private static void Refused(Validation<Error, Dataset> created, string word) =>
        Assert.Contains(word, created.Match(static _ => throw new InvalidOperationException("An error was expected."), static e => e.Head.Sentence), StringComparison.Ordinal);

    private static string Reason(MeasureValue value) => Assert.IsType<Number.Undefined>(value.Value).Reason;
}
