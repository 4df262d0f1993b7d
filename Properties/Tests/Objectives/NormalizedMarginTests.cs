using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class NormalizedMarginTests
{
    private static double Amount(Number number) => Assert.IsType<Number.Value>(number).Amount;

    private static (Objective Objective, Parameters Parameters) Homogeneous(Sample sample) => Of(
        sample,
        sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy()),
        sample.Element<Activation>(new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.2), new Activation.Power(2), new Activation.ReluPower(3)),
        BiasPlacement.None);

    [Fact]
    public void Rescaling_layers_changes_no_margin_over_the_product_norm() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Homogeneous(sample);
        var factors = Enumerable.Range(0, objective.Network.Depth).Select(_ => Math.Exp(sample.Uniform(-2, 2))).ToArray();
        var scaled = Valid(objective.Network.RescaleLayers(point, factors));
        var (before, after) = (objective.NormalizedMargins(point), objective.NormalizedMargins(scaled));
        Assert.True(new Tolerance(1e-14, 1e-11).Accepts(Amount(after.MinProduct), Amount(before.MinProduct)));
    });

    [Fact]
    public void One_common_factor_changes_neither_smallest_margin() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Homogeneous(sample);
        var factor = Math.Exp(sample.Uniform(-2, 2));
        var scaled = point.With(Vector.Of([.. point.Flat.ToArray().Select(w => factor * w)]));
        var (before, after) = (objective.NormalizedMargins(point), objective.NormalizedMargins(scaled));
        Assert.True(new Tolerance(1e-14, 1e-11).Accepts(Amount(after.MinProduct), Amount(before.MinProduct)));
        Assert.True(new Tolerance(1e-14, 1e-11).Accepts(Amount(after.MinTotal), Amount(before.MinTotal)));
    });

    [Fact]
    public void The_total_norm_margin_is_at_most_the_product_norm_margin_times_its_constant() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Homogeneous(sample);
        var margins = objective.NormalizedMargins(point);
        var degrees = objective.Network.Homogeneity.Match(static d => d.ToArray(), static _ => []);
        var constant = degrees.Aggregate(1.0, (product, d) => product * Math.Pow((double)d / degrees.Sum(), d / 2.0));
        if (Amount(margins.MinProduct) > 0)
            Assert.InRange(Amount(margins.MinTotal), 0, constant * Amount(margins.MinProduct) * (1 + 1e-11));
    });

    [Fact]
    public void The_smoothed_margin_is_within_log_n_over_the_norm_of_the_smallest() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Of(sample, new Loss.Exponential(), new Activation.Relu(), BiasPlacement.None);
        if (objective.Network.OutputCount > 1)
            return;
        var margins = objective.NormalizedMargins(point);
        var product = objective.Network.ProductNorm(objective.Network.LayerNorms(point, Arithmetic.Kernels)).OrNaN;
        var gap = (Amount(margins.MinProduct) - Amount(margins.SmoothedProduct)) * product;
        Assert.InRange(gap, -1e-12, Math.Log(objective.Data.Count) + 1e-12);
    });

    [Fact]
    public void A_product_norm_beyond_the_range_of_doubles_still_gives_the_margin()
    {
        var margins = Margins([2, 2, 1], new Activation.Linear(), BiasPlacement.None, 1e200, 0, 0, 1, 0, 1e150);
        Assert.Equal(1e-200, Amount(margins.MinProduct), 1e-212);
        Assert.Equal(1e-250, Amount(margins.MinTotal), 1e-262);
        Assert.Equal(1e-200, Amount(margins.SmoothedProduct), 1e-212);
    }

    [Fact]
    public void Without_homogeneity_the_reason_is_given()
    {
        var margins = Margins([2, 2, 1], new Activation.Tanh(), BiasPlacement.None, 1, 2, 3, 4, 5, 6);
        foreach (var number in new[] { margins.MinProduct, margins.MinTotal, margins.SmoothedProduct, margins.SmoothedTotal })
            Assert.Contains("homogen", Assert.IsType<Number.Undefined>(number).Reason);
    }

    [Fact]
    public void A_zero_layer_leaves_nothing_to_divide_by()
    {
        var margins = Margins([2, 2, 1], new Activation.Relu(), BiasPlacement.None, 0, 0, 0, 0, 1, 1);
        Assert.Contains("zero", Assert.IsType<Number.Undefined>(margins.MinProduct).Reason);
        Assert.Equal(0, Amount(margins.MinTotal));
    }

    [Fact]
    public void Values_have_no_margins_and_squared_losses_no_smoothed_ones()
    {
        var network = Valid(Network.Dense([1, 1], new Activation.Linear(), BiasPlacement.None));
        var point = Valid(Parameters.Create(network.Layout, Vector.Of(2)));
        NormalizedMargins Of(Targets targets) => Valid(Objective.Create(
            network, Valid(Dataset.Create("one", Matrix.Of(1, 1, 1), targets, "")), Loss.Half, Reduction.Mean, Arithmetic)).NormalizedMargins(point);
        Assert.IsType<Number.Undefined>(Of(new Targets.Values(Matrix.Of(1, 1, 3))).MinProduct);
        Assert.Equal(1, Amount(Of(new Targets.Signs(Vector.Of(1))).MinProduct));
        Assert.IsType<Number.Undefined>(Of(new Targets.Signs(Vector.Of(1))).SmoothedTotal);
    }

    private static NormalizedMargins Margins(int[] sizes, Activation activation, BiasPlacement bias, params double[] theta)
    {
        var network = Valid(Network.Dense(sizes, activation, bias));
        var data = Valid(Dataset.Create("one", Matrix.Of(1, 2, 0, 1), new Targets.Signs(Vector.Of(1)), ""));
        var objective = Valid(Objective.Create(network, data, new Loss.Exponential(), Reduction.Sum, Arithmetic));
        return objective.NormalizedMargins(Valid(Parameters.Create(network.Layout, Vector.Of(theta))));
    }
}
