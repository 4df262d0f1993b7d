using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Tests;

/// <summary>The small convolutional networks of the capacity set: convolution, pool, convolution, global average, dense; the pool is named in words.</summary>
public static class ReferenceImageNetwork
{
    public static readonly string[] Names = ["K1", "b1", "K2", "b2", "Wf", "bf"];

    public static (Network Network, Parameters Parameters) Of(JsonElement c)
    {
        var shape = ReferenceFiles.Integers(c.GetProperty("input"));
        var (k1, k2) = (c.GetProperty("K1"), c.GetProperty("K2"));
        Operation pool = c.GetProperty("arch").GetString()!.Contains("max-pool", StringComparison.Ordinal)
            ? new MaxPool(Window.Square(2, 2))
            : new AveragePool(Window.Square(2, 2), false);
        var nodes = new[]
        {
            new Node("c1", new Convolution(k1.GetArrayLength(), Window.Square(3, 1, 1), true), Prelude.Array(0)),
            new Node("r1", new Elementwise(new Activation.Relu()), Prelude.Array(1)),
            new Node("pool", pool, Prelude.Array(2)),
            new Node("c2", new Convolution(k2.GetArrayLength(), Window.Square(3), true), Prelude.Array(3)),
            new Node("r2", new Elementwise(new Activation.Relu()), Prelude.Array(4)),
            new Node("mean", new GlobalAveragePool(), Prelude.Array(5)),
            new Node("f", new Dense(c.GetProperty("Wf").GetArrayLength(), true, new Activation.Linear()), Prelude.Array(6)),
        };
        var network = NetworkInstances.Valid(Network.Create(Shape.Of(shape), nodes.ToArr()));
        return (network, ReferenceNetworks.ParametersOf(network, [.. Names.SelectMany(n => ReferenceFiles.Flat(c.GetProperty(n)))]));
    }
}
