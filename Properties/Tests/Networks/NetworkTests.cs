using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>How networks are built and what is refused.</summary>
public class NetworkTests
{
    public static TheoryData<string> Instances => NetworkInstances.All;

    private static string[] Sentences(Validation<Error, Network> created) => created.Match(static _ => System.Array.Empty<string>(), static e => e.Map(static x => x.Sentence).ToArray());

    private static Node Layer(string name, int width, params int[] inputs) => new(name, new Dense(width, false, new Activation.Relu()), new Arr<int>(inputs));

    [Fact]
    public void The_layout_is_layer_by_layer_weights_before_biases()
    {
        var network = NetworkInstances.Valid(Network.Dense([3, 4, 2], new Activation.Tanh(), BiasPlacement.All));
        Assert.Equal(["layer1.W", "layer1.b", "layer2.W", "layer2.b"], network.Layout.Blocks.Map(static b => b.Name).ToArray());
        Assert.Equal([0, 12, 16, 24], network.Layout.Blocks.Map(static b => b.Offset).ToArray());
        Assert.Equal((26, 2, 3, 2), (network.ParameterCount, network.Depth, network.InputSize, network.OutputCount));
    }

    [Theory]
    [InlineData(BiasPlacement.None, 3 * 4 + 4 * 5 + 5 * 2)]
    [InlineData(BiasPlacement.First, 4 * 4 + 4 * 5 + 5 * 2)]
    [InlineData(BiasPlacement.All, 4 * 4 + 5 * 5 + 6 * 2)]
    [InlineData(BiasPlacement.Output, 3 * 4 + 4 * 5 + 6 * 2)]
    [InlineData(BiasPlacement.Propagated, 4 * 4 + 5 * 5 + 6 * 2 + 2)]
    public void Bias_placement_decides_the_number_of_parameters(BiasPlacement bias, int count) =>
        Assert.Equal(count, NetworkInstances.Valid(Network.Dense([3, 4, 5, 2], new Activation.Relu(), bias)).ParameterCount);

    [Fact]
    public void Equal_architectures_are_equal_values()
    {
        static Network Make(int width) => NetworkInstances.Valid(Network.Dense([3, width, 2], new Activation.LeakyRelu(0.1), BiasPlacement.First));
        Assert.Equal(Make(4), Make(4));
        Assert.Equal(Make(4).GetHashCode(), Make(4).GetHashCode());
        Assert.NotEqual(Make(4), Make(5));
    }

    [Theory]
    [InlineData("dense relu none", "3 -> dense 5 relu -> dense 4 relu -> dense 2")]
    [InlineData("dense leakyRelu(0.1) first", "3 -> dense 5 leakyRelu(0.1) with bias -> dense 4 leakyRelu(0.1) -> dense 2")]
    [InlineData("sum with input", "3 -> dense 3 relu with bias -> sum (input, a) -> dense 2")]
    [InlineData("convolution strided", "2 x 5 x 6 -> affine map of each channel -> softplus -> convolution 3 of 2 x 3, stride 2 x 1, padding 0 1 1 0 with bias -> tanh -> dense 2 with bias")]
    [InlineData("recurrent tanh last", "4 x 3 -> recurrent 5 tanh with bias, last state -> dense 2 with bias")]
    public void The_text_of_a_network_names_its_layers(string name, string text) => Assert.Equal(text, NetworkInstances.Of(name).Text);

    [Theory]
    [MemberData(nameof(Instances))]
    public void Different_networks_have_different_texts_and_kinds_are_words(string name)
    {
        var network = NetworkInstances.Of(name);
        foreach (var other in NetworkInstances.Names.Select(NetworkInstances.Of))
            Assert.Equal(other == network, other.Text == network.Text);
        Assert.All(network.Nodes, static n => Assert.Matches("^[a-z][a-zA-Z]+$", n.Operation.Kind));
    }

    [Fact]
    public void All_errors_of_a_dense_network_come_at_once()
    {
        var errors = Sentences(Network.Dense([0, 3, -2, 1], [new Activation.Power(1), new Activation.LeakyRelu(double.NaN)], BiasPlacement.None));
        Assert.Equal(5, errors.Length);
        Assert.Contains("The input size = 0", errors[0], StringComparison.Ordinal);
        Assert.Contains("The width of layer 2 = -2", errors[1], StringComparison.Ordinal);
        Assert.Contains("shape 2 but 3", errors[2], StringComparison.Ordinal);
        Assert.Contains("exponent of power = 1", errors[3], StringComparison.Ordinal);
        Assert.Contains("NaN", errors[4], StringComparison.Ordinal);
        Assert.Contains("[5]", Assert.Single(Sentences(Network.Dense([5], new Activation.Relu(), BiasPlacement.None))), StringComparison.Ordinal);
        Assert.Contains("[]", Assert.Single(Sentences(Network.Dense([], new Activation.Relu(), BiasPlacement.None))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_does_not_fit_is_refused_with_the_name_of_the_node()
    {
        var input = Shape.Of(3);
        Assert.Contains("empty", Assert.Single(Sentences(Network.Create(input, Arr<Node>.Empty))), StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Single(Sentences(Network.Create(input, Array(Layer("a", 2, 0), Layer("a", 2, 1))))), StringComparison.Ordinal);
        foreach (var bad in (int[][])[[2], [-1], []])
            Assert.Contains("'b'", Assert.Single(Sentences(Network.Create(input, Array(Layer("a", 2, 0), Layer("b", 2, bad))))), StringComparison.Ordinal);
        Assert.Contains("'b'", Assert.Single(Sentences(Network.Create(input, Array(Layer("a", 2, 0), Layer("b", 0, 1))))), StringComparison.Ordinal);
        Assert.Contains("'s'", Assert.Single(Sentences(Network.Create(input, Array(Layer("a", 2, 0), new Node("s", new Sum(), Array(0, 1)))))), StringComparison.Ordinal);
    }

    [Fact]
    public void More_parameters_than_a_vector_holds_are_refused() =>
        Assert.Contains("10000000000", Assert.Single(Sentences(Network.Dense([100_000, 100_000], new Activation.Relu(), BiasPlacement.None))), StringComparison.Ordinal);

    [Fact]
    public void Parameters_of_the_wrong_length_or_not_finite_are_refused()
    {
        var layout = NetworkInstances.Valid(Network.Dense([2, 1], new Activation.Relu(), BiasPlacement.None)).Layout;
        Assert.Equal("shapeMismatch", Parameters.Create(layout, Vector.Of(1)).Match(static _ => "accepted", static e => e.Head().Category));
        Assert.Equal("nonFinite", Parameters.Create(layout, Vector.Of(1, double.NaN)).Match(static _ => "accepted", static e => e.Head().Category));
    }

    [Fact]
    public void Words_of_bias_placement_read_back()
    {
        foreach (var bias in Enum.GetValues<BiasPlacement>())
            Assert.Equal(bias, BiasPlacement.Parse(bias.Word.ToUpperInvariant()).IfFail(BiasPlacement.None));
        Assert.Contains("'some'", BiasPlacement.Parse("some").Match(static _ => "", static e => e.Head().Sentence), StringComparison.Ordinal);
    }
}
