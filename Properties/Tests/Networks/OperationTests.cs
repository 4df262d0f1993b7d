using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Operations against their definitions written out as plain loops, and against the reference networks.</summary>
public class OperationTests
{
    private static readonly Tolerance RoundOff = new(0, 1e-13, ToleranceScale.PerArrayAtLeastOne);

    public static TheoryData<int, int, int, int, int, bool> Windows => new()
    {
        { 3, 1, 1, 1, 1, false }, { 3, 2, 1, 1, 1, false }, { 2, 1, 0, 2, 1, false }, { 1, 1, 0, 1, 1, false }, { 2, 3, 2, 1, 2, false }, { 3, 1, 1, 1, 1, true }, { 2, 2, 3, 2, 2, true },
    };

    private static double[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private static Network Single(Shape input, Operation operation) => NetworkInstances.Valid(Network.Create(input, Array(new Node("op", operation, Array(0)))));

    private static string[] Refusals(Shape input, Operation operation) =>
        Network.Create(input, Array(new Node("op", operation, Array(0)))).Match(static _ => System.Array.Empty<string>(), static e => e.Map(static x => x.Sentence).ToArray());

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_convolution_is_its_defining_sum(int size, int stride, int padding, int dilation, int groups, bool circular)
    {
        const int channels = 4, height = 6, width = 7, outputs = 2, batch = 2;
        var operation = new Convolution(outputs, Window.Square(size, stride, padding, dilation), true, groups, circular ? Padding.Circular : Padding.Zero);
        var network = Single(Shape.Of(channels, height, width), operation);
        var (theta, inputs) = (Numbers(1, network.ParameterCount), Numbers(2, batch * channels * height * width));
        var (rows, columns) = (network.Shapes[1].Dimensions[1], network.Shapes[1].Dimensions[2]);
        var expected = new List<double>();
        for (var e = 0; e < batch; e++)
            for (var o = 0; o < outputs; o++)
                for (var y = 0; y < rows; y++)
                    for (var x = 0; x < columns; x++)
                    {
                        var sum = theta[(outputs * channels / groups * size * size) + o];
                        for (var c = 0; c < channels / groups; c++)
                            for (var ky = 0; ky < size; ky++)
                                for (var kx = 0; kx < size; kx++)
                                {
                                    var (iy, ix) = ((y * stride) - padding + (ky * dilation), (x * stride) - padding + (kx * dilation));
                                    if (circular)
                                        (iy, ix) = ((iy + (5 * height)) % height, (ix + (5 * width)) % width);
                                    if (iy < 0 || iy >= height || ix < 0 || ix >= width)
                                        continue;
                                    var channel = (o / (outputs / groups) * (channels / groups)) + c;
                                    sum += theta[(((((o * channels / groups) + c) * size) + ky) * size) + kx] * inputs[(((((e * channels) + channel) * height) + iy) * width) + ix];
                                }

                        expected.Add(sum);
                    }

        Assert.Equal(-1, RoundOff.FirstDifference(ReferenceNetworks.Outputs(network, ReferenceNetworks.ParametersOf(network, theta), inputs), [.. expected]));
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 2)]
    public void Pools_are_the_maximum_and_the_average_of_the_pixels_under_the_window(int size, int stride, int padding)
    {
        const int channels = 2, height = 5, width = 6;
        var window = Window.Square(size, stride, padding);
        var shape = Shape.Of(channels, height, width);
        var inputs = Numbers(3, channels * height * width);
        var (maxima, averages, padded) = (new List<double>(), new List<double>(), new List<double>());
        for (var c = 0; c < channels; c++)
            for (var y = 0; y < window.OutputHeight(height); y++)
                for (var x = 0; x < window.OutputWidth(width); x++)
                {
                    var pixels = new List<double>();
                    for (var iy = Math.Max(0, (y * stride) - padding); iy < Math.Min(height, (y * stride) - padding + size); iy++)
                        for (var ix = Math.Max(0, (x * stride) - padding); ix < Math.Min(width, (x * stride) - padding + size); ix++)
                            pixels.Add(inputs[(((c * height) + iy) * width) + ix]);
                    maxima.Add(pixels.Max());
                    averages.Add(pixels.Average());
                    padded.Add(pixels.Sum() / (size * size));
                }

        foreach (var (operation, expected) in new (Operation, List<double>)[] { (new MaxPool(window), maxima), (new AveragePool(window, false), averages), (new AveragePool(window, true), padded) })
        {
            var network = Single(shape, operation);
            Assert.Equal(-1, RoundOff.FirstDifference(ReferenceNetworks.Outputs(network, ReferenceNetworks.ParametersOf(network), inputs), [.. expected]));
        }
    }

    [Fact]
    public void A_tie_in_a_max_pool_gives_the_derivative_to_the_first_pixel()
    {
        var network = Single(Shape.Of(1, 2, 2), new MaxPool(Window.Square(2)));
        var tape = new Tape(network, 1, new ReferenceKernels(), withInputCotangent: true);
        tape.Forward(System.Array.Empty<double>(), new double[] { 1, 3, 3, 3 }, 1);
        tape.Backward([5], Sink.None);
        Assert.Equal([0, 5, 0, 0], tape.InputCotangents.ToArray());
    }

    [Fact]
    public void Permute_reshape_flatten_and_concatenate_move_numbers()
    {
        var shape = Shape.Of(2, 3);
        double[] x = [1, 2, 3, 4, 5, 6];
        double[] Of(Operation operation) => ReferenceNetworks.Outputs(Single(shape, operation), ReferenceNetworks.ParametersOf(Single(shape, operation)), x);
        Assert.Equal([1, 4, 2, 5, 3, 6], Of(new Permute(Array(1, 0))));
        Assert.Equal(x, Of(new Reshape(Shape.Of(3, 1, 2))));
        Assert.Equal(x, Of(new Flatten()));
        var joined = NetworkInstances.Valid(Network.Create(shape, Array(new Node("j", new Concatenate(1), Array(0, 0)))));
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], ReferenceNetworks.Outputs(joined, ReferenceNetworks.ParametersOf(joined), x));
    }

    [Fact]
    public void Reference_convolutional_networks_give_their_logits_and_degrees_are_refused_for_their_biases()
    {
        if (ReferenceFiles.Load("capacity", "conv.json") is not { } root)
            return;
        foreach (var test in root.GetProperty("networks").EnumerateArray())
        {
            var network = Described(test);
            var names = new[] { "K1", "b1", "K2", "b2", "Wf", "bf" }.Where(n => test.TryGetProperty(n, out _));
            var theta = names.SelectMany(n => ReferenceFiles.Flat(test.GetProperty(n))).ToArray();
            var outputs = ReferenceNetworks.Outputs(network, ReferenceNetworks.ParametersOf(network, theta), ReferenceFiles.Flat(test.GetProperty("X")));
            Assert.Equal(-1, new Tolerance(0, 1e-12, ToleranceScale.PerArray).FirstDifference(outputs, ReferenceFiles.Flat(test.GetProperty("logits"))));
            Assert.False(network.IsHomogeneous);
        }
    }

    // The architecture is given in words, one clause per node.
    private static Network Described(JsonElement test)
    {
        var nodes = new List<Node>();
        var channels = new Queue<int>(new[] { "K1", "K2" }.Where(n => test.TryGetProperty(n, out _)).Select(n => test.GetProperty(n).GetArrayLength()));
        void Add(Operation operation) => nodes.Add(new Node($"n{nodes.Count}", operation, Array(nodes.Count)));
        foreach (var clause in test.GetProperty("arch").GetString()!.Split(", "))
        {
            var numbers = System.Text.RegularExpressions.Regex.Matches(clause, @"\d+").Select(static m => int.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            if (clause.StartsWith("conv", StringComparison.Ordinal))
            {
                var stride = System.Text.RegularExpressions.Regex.Match(clause, @"stride (\d+)") is { Success: true } m ? int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 1;
                var padding = System.Text.RegularExpressions.Regex.Match(clause, @"pad (\d+)") is { Success: true } p ? int.Parse(p.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
                Add(new Convolution(channels.Dequeue(), new Window(numbers[0], numbers[1], stride, stride, padding, padding, padding, padding), true));
                Add(new Elementwise(new Activation.Relu()));
            }
            else if (clause.StartsWith("global average", StringComparison.Ordinal))
                Add(new GlobalAveragePool());
            else if (clause.StartsWith("avg-pool", StringComparison.Ordinal))
                Add(new AveragePool(Window.Square(numbers[0], numbers[2]), true));
            else if (clause.StartsWith("max-pool", StringComparison.Ordinal))
                Add(new MaxPool(Window.Square(numbers[0], numbers[2])));
            else if (clause.StartsWith("dense", StringComparison.Ordinal))
                Add(new Dense(test.GetProperty("Wf").GetArrayLength(), true, new Activation.Linear()));
            else
                Assert.Fail("unknown clause " + clause);
        }

        return NetworkInstances.Valid(Network.Create(Shape.Of(ReferenceFiles.Integers(test.GetProperty("input"))), new Arr<Node>(nodes.ToArray())));
    }

    [Fact]
    public void Convolutions_and_pools_keep_the_degrees_of_homogeneity()
    {
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(1, 6, 6), Array(
            new Node("c1", new Convolution(2, Window.Square(3), true), Array(0)),
            new Node("a1", new Elementwise(new Activation.ReluPower(2)), Array(1)),
            new Node("p1", new MaxPool(Window.Square(2, 2)), Array(2)),
            new Node("c2", new Convolution(2, Window.Square(2), false), Array(3)),
            new Node("p2", new GlobalAveragePool(), Array(4)),
            new Node("d", new Dense(1, false, new Activation.Linear()), Array(5)))));
        Assert.Equal([2, 1, 1], network.HomogeneityDegrees.Match(static d => d.ToArray(), static () => []));
        Assert.Equal(2, network.Layers[0].Blocks.Count);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_sentence_with_the_value()
    {
        var image = Shape.Of(3, 4, 4);
        Assert.Contains("5 x 5", Assert.Single(Refusals(image, new Convolution(2, Window.Square(5), false))), StringComparison.Ordinal);
        Assert.Contains("= 2", Assert.Single(Refusals(image, new Convolution(2, Window.Square(3), false, Groups: 2))), StringComparison.Ordinal);
        Assert.Contains("= 0", Assert.Single(Refusals(image, new Convolution(2, Window.Square(3), false, Groups: 0))), StringComparison.Ordinal);
        Assert.Contains("= 0", Assert.Single(Refusals(image, new Convolution(0, Window.Square(3), false))), StringComparison.Ordinal);
        Assert.Equal(2, Refusals(image, new Convolution(2, Window.Square(3, stride: 0), false)).Length);
        Assert.Contains("12", Assert.Single(Refusals(Shape.Of(12), new Convolution(2, Window.Square(3), false))), StringComparison.Ordinal);
        Assert.Contains("2, 2, 2, 2", Assert.Single(Refusals(image, new MaxPool(Window.Square(2, 1, 2)))), StringComparison.Ordinal);
        Assert.Contains("2, 2, 2, 2", Assert.Single(Refusals(image, new AveragePool(Window.Square(2, 1, 2), false))), StringComparison.Ordinal);
        Assert.Empty(Refusals(image, new AveragePool(Window.Square(2, 1, 2), true)));
        Assert.Contains("[0, 1]", Assert.Single(Refusals(image, new Permute(Array(0, 1)))), StringComparison.Ordinal);
        Assert.Contains("[0, 1, 1]", Assert.Single(Refusals(image, new Permute(Array(0, 1, 1)))), StringComparison.Ordinal);
        Assert.Contains("3 x 4 x 4", Assert.Single(Refusals(image, new Reshape(Shape.Of(47)))), StringComparison.Ordinal);
        Assert.Contains("= 3", Assert.Single(Refusals(image, new Concatenate(3))), StringComparison.Ordinal);
        Assert.Contains("= 1", Assert.Single(Refusals(image, new Elementwise(new Activation.Power(1)))), StringComparison.Ordinal);
        foreach (var operation in (Operation[])[new Convolution(1, Window.Square(1), false), new MaxPool(Window.Square(1)), new Flatten(), new Elementwise(new Activation.Relu()), new AffineChannel(), new Dense(1, false, new Activation.Relu()), new Recurrent(1, false, new Activation.Relu(), true), new CarriedDense(1, new Activation.Relu(), false, false)])
        {
            var two = Network.Create(image, Array(new Node("op", operation, Array(0, 0))));
            Assert.Contains("2", Assert.Single(two.Match(static _ => System.Array.Empty<string>(), static e => e.Map(static x => x.Sentence).ToArray())), StringComparison.Ordinal);
        }

        Assert.Contains("= 0", Assert.Single(Refusals(image, new CarriedDense(0, new Activation.Relu(), true, true))), StringComparison.Ordinal);
        Assert.Contains("has shape 1", Assert.Single(Refusals(Shape.Of(1), new CarriedDense(1, new Activation.Relu(), true, true))), StringComparison.Ordinal);
        Assert.Single(NetworkInstances.Failures(Network.Create(image, Array(new Node("f", new Flatten(), Array(0)), new Node("c", new Concatenate(0), Array(0, 1))))));
        Assert.Contains("4 x 4", Assert.Single(Refusals(Shape.Of(4, 4), new GlobalAveragePool())), StringComparison.Ordinal);
    }
}
