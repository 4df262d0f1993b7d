using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Benchmarks;

/// <summary>Networks of about ten million parameters on images of 3 x 32 x 32 with 10 outputs: what people bring to an audit.</summary>
internal static class ConvolutionalNetworks
{
    private static readonly Activation Relu = new Activation.Relu();

    /// <summary>Ten convolutions of 3 x 3 with biases, a max pool after every second, two dense layers: 9.9 million parameters in a row.</summary>
    internal static Network Chain()
    {
        var nodes = new List<Node>();
        foreach (var channels in new[] { 64, 128, 256, 512, 512 })
        {
            for (var k = 0; k < 2; k++)
                Convolve(nodes, channels, 3, 1, nodes.Count, true);
            nodes.Add(new($"pool{nodes.Count}", new MaxPool(Window.Square(2, 2)), Prelude.Array(nodes.Count)));
        }

        nodes.Add(new("flatten", new Flatten(), Prelude.Array(nodes.Count)));
        nodes.Add(new("dense1", new Dense(1024, true, Relu), Prelude.Array(nodes.Count)));
        nodes.Add(new("dense2", new Dense(10, true, new Activation.Linear()), Prelude.Array(nodes.Count)));
        return Must.Be(Network.Create(Shape.Of(3, 32, 32), nodes.ToArr()));
    }

    /// <summary>Eight residual blocks of two convolutions each, batch normalization already folded into biases: 11.2 million parameters.</summary>
    internal static Network Residual()
    {
        var nodes = new List<Node>();
        Convolve(nodes, 64, 3, 1, 0, true);
        var channels = 64;
        foreach (var wider in new[] { 64, 128, 256, 512 })
            for (var block = 0; block < 2; block++)
            {
                var (from, stride) = (nodes.Count, wider > channels ? 2 : 1);
                Convolve(nodes, wider, 3, stride, from, true);
                var branch = Convolve(nodes, wider, 3, 1, nodes.Count, false);
                var skip = stride == 1 ? from : Convolve(nodes, wider, 1, stride, from, false);
                nodes.Add(new($"sum{nodes.Count}", new Sum(), Prelude.Array(branch, skip)));
                nodes.Add(new($"relu{nodes.Count}", new Elementwise(Relu), Prelude.Array(nodes.Count)));
                channels = wider;
            }

        nodes.Add(new("average", new GlobalAveragePool(), Prelude.Array(nodes.Count)));
        nodes.Add(new("dense", new Dense(10, true, new Activation.Linear()), Prelude.Array(nodes.Count)));
        return Must.Be(Network.Create(Shape.Of(3, 32, 32), nodes.ToArr()));
    }

    private static int Convolve(List<Node> nodes, int channels, int size, int stride, int from, bool relu)
    {
        nodes.Add(new($"convolution{nodes.Count}", new Convolution(channels, Window.Square(size, stride, size / 2), true), Prelude.Array(from)));
        if (relu)
            nodes.Add(new($"relu{nodes.Count}", new Elementwise(Relu), Prelude.Array(nodes.Count)));
        return nodes.Count;
    }
}
