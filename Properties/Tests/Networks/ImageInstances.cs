using LanguageExt;
using Marginalia.Networks;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Networks on images: rows of the table of instances for convolutions, pools, reshapings and joins.</summary>
internal static class ImageInstances
{
    internal static IEnumerable<(string Name, Network Network)> All
    {
        get
        {
            yield return ("convolution padded", Chain(new Convolution(3, Window.Square(3, padding: 1), true)));
            yield return ("convolution strided", Chain(new Convolution(3, new Window(2, 3, 2, 1, 0, 1, 1, 0), true)));
            yield return ("convolution dilated", Chain(new Convolution(2, new Window(2, 2, 1, 2, 1, 0, 0, 1, 2, 3), false)));
            yield return ("convolution grouped", Chain(new Convolution(4, Window.Square(2), true, Groups: 2)));
            yield return ("convolution depthwise", Chain(new Convolution(2, Window.Square(3, 2, 1), false, Groups: 2)));
            yield return ("convolution of one pixel", Chain(new Convolution(3, Window.Square(1), true)));
            yield return ("convolution of one pixel strided", Chain(new Convolution(3, Window.Square(1, 2), true)));
            yield return ("convolution circular", Chain(new Convolution(3, new Window(3, 3, 1, 2, 1, 1, 1, 2), true, Padding: Padding.Circular)));
            yield return ("convolution window as large as the image", Chain(new Convolution(3, new Window(5, 6), false)));
            yield return ("two convolutions tanh", Image(
                ("c1", new Convolution(3, Window.Square(3, padding: 1), true)), ("a1", new Elementwise(new Activation.Tanh())), ("p", new AveragePool(Window.Square(2, 2), true)),
                ("c2", new Convolution(4, new Window(2, 2), true)), ("a2", new Elementwise(new Activation.Softplus())), ("d", Linear(2))));
            yield return ("two convolutions relu", Image(
                ("c1", new Convolution(3, Window.Square(3, padding: 1), true)), ("a1", new Elementwise(new Activation.Relu())), ("p", new MaxPool(Window.Square(2, 2))),
                ("c2", new Convolution(4, new Window(2, 2, 1, 1, 1, 0, 0, 1), false)), ("a2", new Elementwise(new Activation.LeakyRelu(0.2))), ("g", new GlobalAveragePool()), ("d", Linear(2))));
            yield return ("relu before dense", Image(("c1", new Convolution(3, Window.Square(2), false)), ("a1", new Elementwise(new Activation.Relu())), ("d", Linear(2))));
            yield return ("max pool overlapping", Chain(new MaxPool(new Window(3, 2, 1, 1, 1, 1, 0, 0))));
            yield return ("max pool dilated", Chain(new MaxPool(new Window(2, 3, 2, 1, 2, 1, 1, 2, 3, 2))));
            yield return ("average pool dilated", Chain(new AveragePool(new Window(3, 2, 1, 2, 2, 1, 3, 0, 2, 3), false)));
            yield return ("average pool without padding", Chain(new AveragePool(Window.Square(3, 2, 1), false)));
            yield return ("average pool with padding", Chain(new AveragePool(new Window(3, 2, 2, 1, 1, 0, 2, 1), true)));
            yield return ("affine channels", Image(
                ("n0", new AffineChannel()), ("c1", new Convolution(3, Window.Square(2), false)), ("n1", new AffineChannel()), ("a1", new Elementwise(new Activation.Tanh())), ("d", Linear(2))));
            yield return ("reshapings", Image(
                ("c1", new Convolution(3, Window.Square(2), false)), ("t", new Permute(Array(2, 0, 1))), ("r", new Reshape(Shape.Of(15, 4))), ("f", new Flatten()), ("d", Linear(2))));
            yield return ("activation of the input", Image(("a0", new Elementwise(new Activation.Softplus())), ("m", new MaxPool(Window.Square(2))), ("d", Linear(2))));
            yield return ("max pool of the input", Image(("m", new MaxPool(Window.Square(2))), ("d", Linear(2))));
            yield return ("average pool of the input", Image(("m", new AveragePool(Window.Square(2), true)), ("d", Linear(2))));
            yield return ("convolution of a large image", NetworkInstances.Valid(Network.Create(Shape.Of(1, 12, 15), Array(
                new Node("c1", new Convolution(2, Window.Square(3, padding: 1), true), Array(0)),
                new Node("c2", new Convolution(2, Window.Square(3, padding: 1), true), Array(1)),
                new Node("p", new GlobalAveragePool(), Array(2))))));
            yield return ("convolution residual", Residual());
            yield return ("concatenation", Concatenation());
        }
    }

    // The operation between two others, so that it sees cotangents, tangents and an input that depends on parameters.
    private static Network Chain(Operation operation) => Image(
        ("before", new AffineChannel()), ("bend", new Elementwise(new Activation.Softplus())), ("op", operation), ("act", new Elementwise(new Activation.Tanh())), ("out", Linear(2)));

    private static Network Image(params (string Name, Operation Operation)[] nodes) =>
        NetworkInstances.Valid(Network.Create(Shape.Of(2, 5, 6), new Arr<Node>(nodes.Select(static (n, i) => new Node(n.Name, n.Operation, Array(i))).ToArray())));

    private static Dense Linear(int width) => new(width, true, new Activation.Linear());

    private static Network Residual() => NetworkInstances.Valid(Network.Create(Shape.Of(2, 5, 6), Array(
        new Node("c0", new Convolution(3, Window.Square(3, padding: 1), true), Array(0)),
        new Node("a0", new Elementwise(new Activation.Relu()), Array(1)),
        new Node("c1", new Convolution(3, Window.Square(3, padding: 1), true), Array(2)),
        new Node("n1", new AffineChannel(), Array(3)),
        new Node("s", new Sum(), Array(4, 2)),
        new Node("a1", new Elementwise(new Activation.Relu()), Array(5)),
        new Node("p", new MaxPool(Window.Square(2, 2)), Array(2)),
        new Node("g", new GlobalAveragePool(), Array(6)),
        new Node("g2", new GlobalAveragePool(), Array(7)),
        new Node("s2", new Sum(), Array(8, 9)),
        new Node("d", Linear(2), Array(10)))));

    private static Network Concatenation() => NetworkInstances.Valid(Network.Create(Shape.Of(2, 5, 6), Array(
        new Node("c0", new Convolution(3, Window.Square(3, padding: 1), true), Array(0)),
        new Node("j", new Concatenate(0), Array(1, 0, 1)),
        new Node("j2", new Concatenate(2), Array(2, 2)),
        new Node("a", new Elementwise(new Activation.Tanh()), Array(3)),
        new Node("d", Linear(2), Array(4)))));
}
