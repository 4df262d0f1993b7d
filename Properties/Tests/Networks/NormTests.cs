using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Norms, directions and homogeneity over the table of networks.</summary>
public class NormTests
{
    private static readonly ReferenceKernels Kernels = new();

    private static readonly Tolerance RoundOff = new(0, 1e-12, ToleranceScale.PerArray);

    public static TheoryData<string> Networks => NetworkInstances.All;

    private static T Right<T>(Either<Error, T> either) => either.Match(static r => r, static e => throw new InvalidOperationException(e.Sentence));

    private static Parameters Of(Network network, double[] theta) => ReferenceNetworks.ParametersOf(network, theta);

    private static double Part(Layer layer, double[] x, double[] y) => layer.Blocks.Sum(b => PassProbe.Dot(x[b.Offset..(b.Offset + b.Size)], y[b.Offset..(b.Offset + b.Size)]));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Euler_identity_holds_in_every_layer_of_a_homogeneous_network(string name)
    {
        var network = NetworkInstances.Of(name);
        var probe = new PassProbe(network, 31);
        var tape = probe.Run(probe.Theta);
        var gradient = new double[probe.Theta.Length];
        tape.Backward(probe.Coefficients, Sink.Store(gradient));
        var terms = tape.Outputs.ToArray().Zip(probe.Coefficients, static (f, c) => f * c).ToArray();
        network.HomogeneityDegrees.IfSome(degrees =>
        {
            foreach (var layer in network.Layers)
            {
                var scale = Math.Max(1, degrees[layer.Number]) * terms.Sum(Math.Abs);
                Assert.True(Math.Abs(Part(layer, probe.Theta, gradient) - (degrees[layer.Number] * terms.Sum())) <= 1e-12 * scale, layer.Name);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Outputs_scale_by_the_layer_factors_to_their_degrees(string name)
    {
        var network = NetworkInstances.Of(name);
        var probe = new PassProbe(network, 37);
        var factors = Enumerable.Range(0, network.Depth).Select(static k => 0.5 + (0.4 * k)).ToArray();
        network.HomogeneityDegrees.IfSome(degrees =>
        {
            var scaled = Right(network.RescaleLayers(Of(network, probe.Theta), factors));
            var factor = factors.Select((a, k) => Math.Pow(a, degrees[k])).Aggregate(1.0, static (p, a) => p * a);
            Assert.Equal(-1, RoundOff.FirstDifference(probe.Outputs(scaled.Flat.ToArray()), [.. probe.Outputs(probe.Theta).Select(f => f * factor)]));
        });
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Directions_have_norm_one_and_recompose(string name)
    {
        var network = NetworkInstances.Of(name);
        var probe = new PassProbe(network, 41);
        var polar = Right(network.Decompose(Of(network, probe.Theta), Kernels));
        foreach (var norm in network.LayerNorms(polar.Directions, Kernels).Span)
            Assert.Equal(1, norm, 1e-15);
        Assert.Equal(-1, new Tolerance(0, 1e-15).FirstDifference(polar.Recompose(network).Flat.Span, probe.Theta));
        Assert.Equal(-1, new Tolerance(0, 1e-14).FirstDifference(
            polar.LayerNorms.Span, [.. network.Layers.Map(l => Math.Sqrt(Part(l, probe.Theta, probe.Theta)))]));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Outputs_are_the_product_norm_times_the_normalized_outputs(string name)
    {
        var network = NetworkInstances.Of(name);
        var probe = new PassProbe(network, 43);
        var polar = Right(network.Decompose(Of(network, probe.Theta), Kernels));
        var product = network.ProductNorm(polar.LayerNorms);
        Assert.Equal(network.IsHomogeneous, product is Number.Value);
        Assert.Equal(network.IsHomogeneous, network.LogProductNorm(polar.LayerNorms) is Number.Value);
        if (network.IsHomogeneous)
            Assert.Equal(-1, RoundOff.FirstDifference([.. probe.Outputs(polar.Directions.Flat.ToArray()).Select(f => f * product.OrNaN)], probe.Outputs(probe.Theta)));
    }

    [Fact]
    public void A_zero_layer_has_no_direction_and_a_zero_product()
    {
        var network = NetworkInstances.Valid(Network.Dense([2, 2, 1], new Activation.Relu(), BiasPlacement.None));
        var parameters = Of(network, [1, 2, 3, 4, 0, 0]);
        Assert.Equal(new Error.ZeroLayer("layer2.W"), network.Decompose(parameters, Kernels).Match(static _ => null!, static e => e));
        var norms = network.LayerNorms(parameters, Kernels);
        Assert.Equal(0, network.ProductNorm(norms).OrNaN);
        Assert.Equal(double.NegativeInfinity, network.LogProductNorm(norms).OrNaN);
    }

    [Fact]
    public void Product_norm_survives_extreme_layers()
    {
        var network = NetworkInstances.Valid(Network.Dense([1, 1, 1, 1], new Activation.Power(3), BiasPlacement.None));
        Assert.Equal([9, 3, 1], network.HomogeneityDegrees.Match(static d => d.ToArray(), static () => []));
        // 2^(-100*9 + 400*3 - 300) = 1, although 2^1200 is out of range.
        var norms = Vector.Of(Math.ScaleB(1, -100), Math.ScaleB(1, 400), Math.ScaleB(1, -300));
        Assert.Equal(1, network.ProductNorm(norms).OrNaN);
        Assert.Equal(0, network.LogProductNorm(norms).OrNaN, 1e-9);
        Assert.Equal(double.PositiveInfinity, network.ProductNorm(Vector.Of(1, 1e200, 1)).OrNaN);
        Assert.Equal(600 * Math.Log(10), network.LogProductNorm(Vector.Of(1, 1e200, 1)).OrNaN, 1e-9);
        Assert.Equal(3e200, network.LayerNorms(Of(network, [3e200, -4e-200, 1]), Kernels)[0]);
    }

    [Theory]
    [InlineData("dense relu none", "1,1,1", null)]
    [InlineData("dense relu first", "1,1,1", null)]
    [InlineData("dense relu propagated", "1,1,1", null)]
    [InlineData("dense power(2) none", "4,2,1", null)]
    [InlineData("dense reluPower(3) propagated", "9,3,1", null)]
    [InlineData("dense relu all", null, "in node 'layer2' a bias after the first layer")]
    [InlineData("dense relu output", null, "in node 'layer3' a bias after the first layer")]
    [InlineData("dense tanh none", null, "in node 'layer1' the activation tanh")]
    [InlineData("residual linear", null, "in node 's1' branches of different degrees")]
    [InlineData("same value twice", "1,1", null)]
    [InlineData("unused branch", "1,0,1", null)]
    [InlineData("sum with input", null, "in node 's' branches of different degrees")]
    public void Homogeneity_gives_the_degrees_or_the_node_that_breaks_them(string name, string? degrees, string? reason)
    {
        var network = NetworkInstances.Of(name);
        Assert.Equal(degrees ?? "none", network.HomogeneityDegrees.Match(static d => string.Join(",", d), static () => "none"));
        if (reason is not null)
            Assert.StartsWith(reason, network.Homogeneity.Match(static _ => "", static r => r), StringComparison.Ordinal);
    }

    [Fact]
    public void Degrees_beyond_any_use_are_refused_instead_of_overflowing()
    {
        var sizes = Enumerable.Repeat(1, 40).ToArray();
        var network = NetworkInstances.Valid(Network.Dense(sizes, new Activation.Power(2), BiasPlacement.None));
        Assert.Contains("exceeds 1000000000", network.Homogeneity.Match(static _ => "", static r => r), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_bias_belongs_to_the_first_layer_of_a_homogeneous_network_only()
    {
        static double First(Activation a) => NetworkInstances.Valid(Network.Dense([1, 1, 1], a, BiasPlacement.First)) is var n ? n.LayerNorms(Of(n, [3, 4, 1]), Kernels)[0] : 0;
        Assert.Equal((5, 3), (First(new Activation.Relu()), First(new Activation.Tanh())));
    }
}
