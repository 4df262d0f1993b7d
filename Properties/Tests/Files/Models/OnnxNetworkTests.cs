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

    [Theory]
    [InlineData("mlp-f32", 6)]
    [InlineData("mlp-f64", 6)]
    [InlineData("mlp-no-bias", 2)]
    [InlineData("mlp-opset7", 4)]
    [InlineData("branches", 6)]
    [InlineData("fixed-batch", 4)]
    [InlineData("activations", 11)]
    [InlineData("viewed", 6)]
    [InlineData("pools", 4)]
    [InlineData("sequence", 9)]
    [InlineData("recurrent", 5)]
    [InlineData("last-state", 4)]
    public void Parameters_are_those_of_PyTorch_to_the_bit_under_the_names_of_its_modules(string name, int blocks)
    {
        var (loaded, arrays) = (Right(Right(OnnxNetworks.Open(Fixtures.Path(name + ".onnx"))).Load()), Arrays(name));
        Assert.Equal(blocks, loaded.Network.Layout.Blocks.Count);
        foreach (var block in loaded.Network.Layout.Blocks)
        {
            var (module, part) = (block.Name[..block.Name.LastIndexOf('.')], block.Name[(block.Name.LastIndexOf('.') + 1)..]);
            var expected = part switch
            {
                "W" or "K" => Of("weight"),
                "b" => Of("bias"),
                "Win" => Of("weight_ih_l0"),
                "Wrec" => Of("weight_hh_l0"),
                _ => Of("bias_ih_l0").Zip(Of("bias_hh_l0"), static (a, b) => a + b).ToArray(),
            };
            Assert.Equal(expected, loaded.Parameters.Of(block).ToArray());

            double[] Of(string parameter) => arrays[$"param/{module}.{parameter}"].Values.ToArray();
        }
    }

    [Fact]
    public void A_folded_normalization_is_the_formula_of_the_theory()
    {
        var (loaded, arrays) = (Right(Right(OnnxNetworks.Open(Fixtures.Path("convolution.onnx"))).Load()), Arrays("convolution"));
        Assert.True(loaded.HasFoldedNormalization);
        Vector Of(string name) => arrays["param/" + name].Values;
        var kernel = loaded.Parameters.Of(loaded.Network.Layout.Blocks[0]);
        var bias = loaded.Parameters.Of(loaded.Network.Layout.Blocks[1]);
        for (var c = 0; c < bias.Length; c++)
        {
            var scale = Of("1.weight")[c] / Math.Sqrt(Of("1.running_var")[c] + 1e-5f);
            Assert.Equal(Of("1.bias")[c] + (scale * (Of("0.bias")[c] - Of("1.running_mean")[c])), bias[c], 1e-15);
            for (var i = 0; i < 9; i++)
                Assert.Equal(scale * Of("0.weight")[(c * 9) + i], kernel[(c * 9) + i], 1e-15);
        }
    }

    [Fact]
    public void Weights_in_a_file_beside_the_model_are_read_when_they_are_wanted()
    {
        using var folder = new Bytes.Folder();
        var input = ProtoBytes.Message(11, ProtoBytes.Text(1, "x"), ProtoBytes.Message(2, ProtoBytes.Message(1, ProtoBytes.Int(1, 11), ProtoBytes.Message(
            2, ProtoBytes.Message(1, ProtoBytes.Text(2, "batch")), ProtoBytes.Message(1, ProtoBytes.Int(1, 2))))));
        var weight = ProtoBytes.Message(5, ProtoBytes.Tensor("fc.weight", 11, [2, 1], ProtoBytes.Entry("location", "w.bin"), ProtoBytes.Entry("offset", "8"), ProtoBytes.Int(14, 1)));
        var path = folder.Put("m.onnx", ProtoBytes.Model(input, ProtoBytes.Value(12, "y"), ProtoBytes.Node("MatMul", ["x", "fc.weight"], ["y"]), weight));
        var file = Right(OnnxNetworks.Open(path));
        Assert.True(file.IsCovered);
        Assert.Equal("inaccessible", Left(file.Load()).Category);
        folder.Put("w.bin", Bytes.F64(0, 3, 5));
        Assert.Equal(Matrix.Of(1, 2, 3, 5), Right(file.Weights[0].Load()));
        Assert.Equal(Vector.Of(3, 5), Right(file.Load()).Parameters.Flat);
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
