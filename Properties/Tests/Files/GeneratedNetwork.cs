using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Random directed acyclic graphs over all operations: chains, branches, images and sequences.</summary>
internal static class GeneratedNetwork
{
    private static readonly Activation[] Activations =
    [
        new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.LeakyRelu(-1.0 / 3), new Activation.Power(2),
        new Activation.ReluPower(3), new Activation.Tanh(), new Activation.Logistic(), new Activation.Softplus(),
    ];

    private static readonly string[] Names = ["a", "layer", "fc.weight", "net/0", "ä \"quoted\"", "input", "x:0", "b"];

    public static Network Of(Sample sample)
    {
        var input = sample.Element(Shape.Of(sample.Integer(1, 6)), Shape.Of(sample.Integer(1, 3), sample.Integer(2, 7), sample.Integer(2, 7)), Shape.Of(sample.Integer(1, 4), sample.Integer(1, 4)));
        var (nodes, shapes) = (new List<Node>(), new List<Shape> { input });
        for (int count = sample.Integer(1, 7), tries = 0; nodes.Count < count && tries < 60; tries++)
        {
            var (operation, inputs) = Draw(sample, shapes);
            if (operation.Output(inputs.Select(v => shapes[v]).ToArr()).ToOption().MatchUnsafe<Shape?>(static s => s, static () => null) is not { Size: < 400 } shape)
                continue;
            nodes.Add(new Node(sample.Element(Names) + (nodes.Count == 0 ? "" : $"{nodes.Count}"), operation, inputs.ToArr()));
            shapes.Add(shape);
        }

        return nodes.Count == 0 ? Of(new Sample(sample.Key.For("again"))) : NetworkInstances.Valid(Network.Create(input, nodes.ToArr()));
    }

    public static Parameters Point(Network network, Sample sample) =>
        Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of([.. sample.Gaussian(network.ParameterCount).Select(x => x * sample.Element(0.25, 0.5, 1e-3))])));

    private static (Operation, int[]) Draw(Sample sample, List<Shape> shapes)
    {
        var last = sample.Integer(0, 3) == 0 ? sample.Integer(0, shapes.Count - 1) : shapes.Count - 1;
        var activation = sample.Element<Activation>(Activations);
        var bias = sample.Integer(0, 1) == 0;
        Window Drawn() => new(
            sample.Integer(1, 3), sample.Integer(1, 3), sample.Integer(1, 3), sample.Integer(1, 2), sample.Integer(0, 1), sample.Integer(0, 1), sample.Integer(0, 1), sample.Integer(0, 2),
            sample.Element(1, 1, 2), sample.Element(1, 1, 3));
        return sample.Integer(0, 15) switch
        {
            0 or 1 => (new Dense(sample.Integer(1, 5), bias, activation), [last]),
            2 => (new CarriedDense(sample.Integer(1, 4), activation, bias, sample.Integer(0, 1) == 0), [last]),
            3 or 4 => (new Convolution(sample.Integer(1, 4), Drawn(), bias, sample.Element(1, 1, 2, 3), sample.Element(Padding.Zero, Padding.Zero, Padding.Circular)), [last]),
            5 => (new AffineChannel(), [last]),
            6 => (new MaxPool(Drawn()), [last]),
            7 => (new AveragePool(Drawn(), bias), [last]),
            8 => (new GlobalAveragePool(), [last]),
            9 => (new Flatten(), [last]),
            10 => (new Reshape(sample.Element(Shape.Of(shapes[last].Size, 1), Shape.Of(1, 1, shapes[last].Size), Shape.Of(1, shapes[last].Size))), [last]),
            11 => (new Permute(sample.Element(Array(1, 0), Array(2, 0, 1), Array(0, 2, 1))), [last]),
            12 => (new Concatenate(sample.Integer(0, 2)), [last, sample.Integer(0, shapes.Count - 1)]),
            13 => (new Sum(), [last, sample.Integer(0, shapes.Count - 1), last]),
            14 => (new Elementwise(activation), [last]),
            _ => (new Recurrent(sample.Integer(1, 4), bias, activation, sample.Integer(0, 1) == 0), [last]),
        };
    }
}
