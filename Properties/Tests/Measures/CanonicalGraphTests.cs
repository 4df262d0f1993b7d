using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Rescalings and canonical forms beyond dense chains: channels, residual streams, recurrent units, carried biases.</summary>
public sealed class CanonicalGraphTests
{
    private static readonly Kernels Kernels = new PortableKernels();

    [Fact]
    public void AnyRescalingOfTheClassKeepsTheFunctionAndTheBalancedFormIsItsOnlyMinimum() => Sample.ForAll(40, static sample =>
    {
        var network = Graph(sample);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var graph = Unwrap.Right(ScaleGraph.Of(network, "The class"));
        double[] factors = [1, .. sample.Gaussian(graph.Names.Length - 1).Select(static z => Math.Exp(z))];
        var flat = parameters.Flat.ToArray();
        foreach (var block in graph.Blocks)
            block.Rescale(flat, factors);
        var other = parameters.With(Vector.Of(flat));
        var (balanced, again) = (Unwrap.Right(network.Balanced(parameters)), Unwrap.Right(network.Balanced(other)));
        var inputs = Matrix.Of(5, network.InputSize, sample.Gaussian(5 * network.InputSize));
        var outputs = network.Outputs(parameters, inputs, Kernels);
        foreach (var same in new[] { other, balanced.Parameters, again.Parameters })
            Near(outputs.Span, network.Outputs(same, inputs, Kernels).Span, 1e-9, network.Text);
        Near(balanced.Parameters.Flat.Span, again.Parameters.Flat.Span, 1e-7, network.Text);
        CapacityCases.Check("minimum", balanced.SquaredNorm, again.SquaredNorm, 1e-10);
        foreach (var member in new[] { parameters, other })
            Assert.True(balanced.SquaredNorm <= member.Flat.Span.ToArray().Sum(static w => w * w) * (1 + 1e-12), network.Text);
    });

    [Fact]
    public void EveryUnitOfABalancedNetworkReceivesAsMuchAsItSendsOn() => Sample.ForAll(20, static sample =>
    {
        var network = Graph(sample);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var balanced = Unwrap.Right(network.Balanced(parameters)).Parameters.Flat.Span;
        var graph = Unwrap.Right(ScaleGraph.Of(network, "The class"));
        var (into, outOf) = (new double[graph.Names.Length], new double[graph.Names.Length]);
        foreach (var block in graph.Blocks)
        {
            var squares = block.Squares(balanced);
            for (var at = 0; at < squares.Length; at++)
            {
                into[block.RowUnits[at / block.Columns]] += squares[at];
                outOf[block.ColumnUnits[at % block.Columns]] += squares[at];
            }
        }

        Near(into.AsSpan(1), outOf.AsSpan(1), 1e-8, network.Text);
    });

    [Fact]
    public void ChannelsOfAUnitNormalizedConvolutionHaveKernelsOfNormOne() => Sample.ForAll(20, static sample =>
    {
        var network = Convolutions(sample);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var p = sample.Element(1, 2, 3, double.PositiveInfinity);
        var unit = Unwrap.Right(network.UnitNormalized(parameters, p));
        var inputs = Matrix.Of(5, network.InputSize, sample.Gaussian(5 * network.InputSize));
        Near(network.Outputs(parameters, inputs, Kernels).Span, network.Outputs(unit.Parameters, inputs, Kernels).Span, 1e-10, network.Text);
        foreach (var kernel in network.Layout.Weights.Take(network.Depth - 1))
        {
            var (weights, bias) = (unit.Parameters.MatrixOf(kernel), unit.Parameters.Of(network.Layout.OfNode(kernel.Node)[1]).ToArray());
            for (var channel = 0; channel < weights.Rows; channel++)
                Assert.Equal(1, GroupNorm.Vector([.. weights.Row(channel), bias[channel]], p), 1e-12);
        }
    });

    [Fact]
    public void AResidualStreamHasOneFactorForEachChannelAndNoneWhereItBeginsAtTheInput()
    {
        Network Block(bool lifted) => Unwrap.Valid(Network.Create(Shape.Of(4, 3, 3), Array(
            new Node("lift", lifted ? new Convolution(4, Window.Square(1), true) : new MaxPool(Window.Square(1)), Array(0)),
            new Node("c1", new Convolution(6, Window.Square(3, 1, 1), true), Array(1)),
            new Node("relu", new Elementwise(new Activation.Relu()), Array(2)),
            new Node("c2", new Convolution(4, Window.Square(3, 1, 1), true), Array(3)),
            new Node("sum", new Sum(), Array(4, 1)),
            new Node("average", new GlobalAveragePool(), Array(5)),
            new Node("dense", new Dense(2, true, new Activation.Linear()), Array(6)))));
        Assert.Equal(4 + 6, Unwrap.Right(ScaleGraph.Of(Block(true), "The class")).Names.Length - 1);
        Assert.Equal(6, Unwrap.Right(ScaleGraph.Of(Block(false), "The class")).Names.Length - 1);
        var parameters = Unwrap.Right(Block(true).Initialize(Initialization.Standard, new Key(1)));
        Assert.Contains("sum", Unwrap.Left(Block(true).UnitNormalized(parameters, 2)).Sentence, StringComparison.Ordinal);
    }

    private static Network Graph(Sample sample) => sample.Integer(0, 3) switch
    {
        0 => Convolutions(sample),
        1 => Unwrap.Valid(Network.Create(Shape.Of(2, 5, 5), Array(
            new Node("c0", new Convolution(4, Window.Square(3, 1, 1), true), Array(0)),
            new Node("c1", new Convolution(3, Window.Square(3, 1, 1), true), Array(1)),
            new Node("a1", new Elementwise(new Activation.LeakyRelu(0.1)), Array(2)),
            new Node("c2", new Convolution(4, Window.Square(3, 1, 1), false), Array(3)),
            new Node("s1", new Sum(), Array(4, 1)),
            new Node("a2", new Elementwise(new Activation.Relu()), Array(5)),
            // A single layer around which the stream goes: its units feed one another.
            new Node("c3", new Convolution(4, Window.Square(1), true, 2), Array(6)),
            new Node("s2", new Sum(), Array(7, 6)),
            new Node("affine", new AffineChannel(), Array(8)),
            new Node("flat", new Flatten(), Array(9)),
            new Node("d", new Dense(3, true, new Activation.Linear()), Array(10))))),
        2 => Unwrap.Valid(Network.Create(Shape.Of(4, 3), Array(
            new Node("r", new Recurrent(4, true, new Activation.Relu(), sample.Integer(0, 1) == 1), Array(0)),
            new Node("d1", new Dense(3, true, new Activation.Relu()), Array(1)),
            new Node("join", new Concatenate(0), Array(2, 2)),
            new Node("out", new Dense(2, true, new Activation.Linear()), Array(3))))),
        _ => Unwrap.Valid(Network.Dense([3, 5, 4, 2], new Activation.Relu(), sample.Element(BiasPlacement.Propagated, BiasPlacement.All, BiasPlacement.None))),
    };

    private static Network Convolutions(Sample sample) => Unwrap.Valid(Network.Create(Shape.Of(2, 6, 6), Array(
        new Node("c1", new Convolution(4, Window.Square(3, sample.Integer(1, 2), 1), true, sample.Integer(1, 2)), Array(0)),
        new Node("a1", new Elementwise(new Activation.Relu()), Array(1)),
        new Node("p1", sample.Element<Operation>(new MaxPool(Window.Square(2, 1)), new AveragePool(Window.Square(2, 1, 1), true)), Array(2)),
        new Node("c2", new Convolution(6, Window.Square(2), true, sample.Integer(1, 2)), Array(3)),
        new Node("a2", new Elementwise(new Activation.LeakyRelu(0.5)), Array(4)),
        new Node("flat", new Flatten(), Array(5)),
        new Node("d1", new Dense(5, true, new Activation.Relu()), Array(6)),
        new Node("d2", new Dense(3, true, new Activation.Linear()), Array(7)))));

    private static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what) =>
        Assert.True(new Tolerance(0, tolerance, ToleranceScale.PerArray).FirstDifference(expected, actual) < 0, what);
}
