using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>One pass over the data, in buffers that serve again and on several threads, against passes that keep everything.</summary>
public sealed class DataPassTests
{
    [Fact]
    public void APassThatReusesItsBuffersGivesTheBitsOfOneThatKeepsThem() => Sample.ForAll(12, sample =>
    {
        var network = Network(sample, sample.Element(Activations));
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var inputs = Matrix.Of(7, network.InputSize, sample.Gaussian(7 * network.InputSize));
        var tape = new Tape(network, 7, new ReferenceKernels());
        tape.Forward(parameters.Flat.Memory, inputs.Memory, 7);
        // A copy is another direction to the passes, which then make the product that the forward pass has made before.
        tape.ForwardTangent(Vector.Of(parameters.Flat.Span).Memory);
        foreach (var threads in new[] { 1, 2 })
        {
            var pass = network.PassOver(parameters, inputs, new PortableKernels(threads));
            Assert.Equal(Matrix.Of(7, network.OutputCount, tape.Outputs), pass.Outputs);
            Assert.Equal(Matrix.Of(7, network.OutputCount, tape.OutputTangents), pass.ParameterTangents);
            Assert.All(pass.Largest, l => Assert.Equal(Largest(network, tape, l.Node), l.Largest));
        }
    });

    [Fact]
    public void ChunksAndThreadsChangeNoBit()
    {
        // Wide enough that one chunk holds few examples only.
        var network = Unwrap.Valid(Marginalia.Networks.Network.Create(Shape.Of(1, 40, 40), Array(
            new Node("c", new Convolution(600, Window.Square(3, 1, 1), true), Array(0)),
            new Node("r", new Elementwise(new Activation.Relu()), Array(1)),
            new Node("p", new MaxPool(Window.Square(40, 40)), Array(2)),
            new Node("d", new Dense(3, true, new Activation.Linear()), Array(3)))));
        var parameters = Unwrap.Right(network.Initialize(Initialization.Standard, new Key(3)));
        var pixels = new double[20 * network.InputSize];
        Draws.Gaussian(new Key(4), RandomStream.Data, 0, pixels);
        var inputs = Matrix.Of(20, network.InputSize, pixels);
        var one = network.PassOver(parameters, inputs, new PortableKernels(1));
        var three = network.PassOver(parameters, inputs, new PortableKernels(3));
        Assert.True(20 * new BufferPlan(network, true).SizePerExample > 2L << 23);
        Assert.Equal((one.Outputs, one.ParameterTangents, one.Largest), (three.Outputs, three.ParameterTangents, three.Largest));
        for (var i = 0; i < 20; i += 19)
            Assert.Equal(Matrix.Of(1, 3, one.Outputs.Row(i)), network.Outputs(parameters, Matrix.Of(1, network.InputSize, inputs.Row(i)), new PortableKernels(1)));
    }

    private static readonly Activation[] Activations = [new Activation.Relu(), new Activation.LeakyRelu(0.25), new Activation.Linear(), new Activation.Tanh()];

    private static Network Network(Sample sample, Activation activation) => Unwrap.Valid(Marginalia.Networks.Network.Create(Shape.Of(2, 5, 4), Array(
        new Node("c1", new Convolution(4, Window.Square(3, 1, 1), true, 2), Array(0)),
        new Node("a1", new Elementwise(activation), Array(1)),
        new Node("c2", new Convolution(4, Window.Square(sample.Element(1, 3), 1, 1), false) is var c && c.Window.Height == 1 ? c with { Window = Window.Square(1) } : c, Array(2)),
        new Node("unread", new Elementwise(new Activation.Relu()), Array(1)),
        new Node("sum", new Sum(), Array(3, 2)),
        new Node("a2", new Elementwise(new Activation.Relu()), Array(5)),
        new Node("pool", new MaxPool(Window.Square(2, 2)), Array(6)),
        new Node("d1", new Dense(6, true, activation), Array(7)),
        new Node("d2", new Dense(5, true, new Activation.Relu()), Array(8)),
        new Node("join", new Concatenate(0), Array(9, 8)),
        new Node("d3", new Dense(3, true, new Activation.Linear()), Array(10)))));

    private static Vector Largest(Network network, Tape tape, int node)
    {
        var (shape, values) = (network.Shapes[node + 1], tape.Value(node + 1).ToArray());
        return Vector.Build(shape.Dimensions[0], target =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                var unit = i % shape.Size / (shape.Size / target.Length);
                target[unit] = Math.Max(target[unit], values[i]);
            }
        });
    }
}
