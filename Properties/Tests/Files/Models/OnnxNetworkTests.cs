using LanguageExt;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Networks that PyTorch exported compute what PyTorch computed, and hold its parameters.</summary>
public class OnnxNetworkTests
{
    public static TheoryData<string> Exported
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var path in Directory.GetFiles(Fixtures.Path(""), "*.onnx").Order(StringComparer.Ordinal))
                names.Add(Path.GetFileNameWithoutExtension(path));
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void A_network_that_PyTorch_exported_computes_what_PyTorch_computed(string name)
    {
        var file = Right(OnnxNetworks.Open(Fixtures.Path(name + ".onnx")));
        Assert.True(file.IsCovered, string.Join("\n", file.Coverage));
        Assert.Equal(Right(Onnx.Read(Fixtures.Path(name + ".onnx"))).Graph.Nodes.Count, file.Coverage.Count);
        var loaded = Right(file.Load());
        var arrays = Arrays(name);
        var outputs = Outputs(loaded, Right(ExampleAxis.First(arrays["x"], arrays["outputs"].Shape[0]).Array.ToMatrix()));
        var expected = arrays["outputs"].Values;
        Assert.Equal(expected.Length, outputs.Length);
        var scale = expected.ToArray().Max(Math.Abs);
        var bar = arrays["x"].Type == ElementType.Float64 ? 1e-12 : 1e-6;
        for (var i = 0; i < outputs.Length; i++)
            Assert.InRange(Math.Abs(outputs[i] - expected[i]) / scale, 0, bar);
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void Every_weight_can_be_loaded_on_its_own_and_is_the_block_of_its_name(string name)
    {
        var file = Right(OnnxNetworks.Open(Fixtures.Path(name + ".onnx")));
        var (network, parameters) = (Right(file.Load()).Network, Right(file.Load()).Parameters);
        Assert.Equal(network.Layout.Blocks.Map(static b => b.Name), file.Weights.Map(static w => w.Layer));
        foreach (var (block, weight) in network.Layout.Blocks.Zip(file.Weights))
        {
            Assert.Equal(block.Kind, weight.Kind);
            Assert.Equal(block.Dimensions, weight.Shape);
            Assert.Equal(parameters.MatrixOf(block), Right(weight.Load()));
        }
    }

    /// <summary>The arrays beside a model; exports of one network for several operator sets share them.</summary>
    private static LanguageExt.Map<string, NumericArray> Arrays(string name) =>
        Right(Npz.Read(Fixtures.Path((name.IndexOf("-opset", StringComparison.Ordinal) is >= 0 and var at && !File.Exists(Fixtures.Path(name + ".npz")) ? name[..at] : name) + ".npz")));

    /// <summary>What the file computes, its ending included.</summary>
    internal static double[] Outputs(LoadedNetwork loaded, Matrix examples)
    {
        Assert.Equal(loaded.Network.InputSize, examples.Columns);
        var logits = Passes.Outputs(loaded.Network, loaded.Parameters, examples, new ReferenceKernels());
        return [.. Enumerable.Range(0, logits.Rows).SelectMany(i => Ended(loaded.Ending, logits.Row(i).ToArray()))];
    }

    private static double[] Ended(OutputEnding ending, double[] logits)
    {
        var shift = logits.Max();
        var sum = logits.Sum(x => Math.Exp(x - shift));
        return ending switch
        {
            OutputEnding.Softmax => Array.ConvertAll(logits, x => Math.Exp(x - shift) / sum),
            OutputEnding.LogSoftmax => Array.ConvertAll(logits, x => x - shift - Math.Log(sum)),
            OutputEnding.Logistic => Array.ConvertAll(logits, static x => 1 / (1 + Math.Exp(-x))),
            _ => logits,
        };
    }
}
