using LanguageExt;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.OnnxGraphs;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Operators by what they say they compute, where exports of PyTorch do not show it.</summary>
public class OnnxOperatorTests
{
    private static readonly int[] Batch = [0, 4];

    private static void Same(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }

    private static void Same(OnnxModel expected, OnnxModel actual) => Same(Run(expected), Run(actual));

    private static OnnxModel Images(long opset, int[] shape, OnnxTensor[] tensors, params OnnxNode[] nodes) => Model(opset, shape, tensors, nodes);

    [Fact]
    public void Gemm_is_alpha_A_B_plus_beta_C_for_every_orientation_and_shape_of_C()
    {
        var (x, w) = (Examples(4), Right(Filled("w", 3, 4).Load()).Values);
        foreach (var (constant, at) in new (OnnxTensor, Func<int, double>)[]
        {
            (Tensor("c", [], 0.7), static _ => 0.7), (Tensor("c", [1], 0.7), static _ => 0.7), (Tensor("c", [3], 1, 2, 3), static j => j + 1), (Tensor("c", [1, 3], 1, 2, 3), static j => j + 1),
        })
        {
            var expected = Enumerable.Range(0, 9).Select(i => (0.5 * Enumerable.Range(0, 4).Sum(k => x[i / 3, k] * w[(i % 3 * 4) + k])) - (2 * at(i % 3))).ToArray();
            Same(expected, Run(Model(13, Batch, [Filled("w", 3, 4), constant], Node("Gemm", "x w c", "y", ("transB", 1), ("alpha", 0.5), ("beta", -2.0)))));
            Same(expected, Run(Model(13, Batch, [Filled("w", 3, 4), constant], Node("Transpose", "w", "v"), Node("Gemm", "x v c", "y", ("alpha", 0.5), ("beta", -2.0)))));
            Same(expected, Run(Model(13, [4, 0], [Filled("w", 3, 4), constant], Node("Gemm", "x w c", "y", ("transA", 1), ("transB", 1), ("alpha", 0.5), ("beta", -2.0)))));
        }

        Same(
            Run(Model(13, Batch, [Filled("w", 3, 4)], Node("Gemm", "x w", "y", ("transB", 1)))),
            Run(Model(13, [4, 0], [Filled("w", 3, 4)], Node("MatMul", "w x", "y"))));
    }

    [Fact]
    public void A_bias_may_stand_on_either_side_and_gives_the_layer_its_name()
    {
        var gemm = Model(13, Batch, [Filled("w", 4, 3), Filled("fc.bias", 3)], Node("Gemm", "x w fc.bias", "y"));
        foreach (var order in (string[])["h fc.bias", "fc.bias h"])
        {
            var model = Model(13, Batch, [Filled("w", 4, 3), Filled("fc.bias", 3)], Node("MatMul", "x w", "h"), Node("Add", order, "y"));
            Same(gemm, model);
            Assert.Equal("fc", Loaded(model).Network.Nodes[0].Name);
            Assert.Equal("MatMul:audited Add:folded", Words(File(model)));
        }
    }

    [Theory]
    [InlineData("SAME_UPPER", 2, 1, 0, 1)]
    [InlineData("SAME_LOWER", 2, 1, 1, 0)]
    [InlineData("SAME_UPPER", 3, 2, 1, 1)]
    [InlineData("SAME_LOWER", 3, 2, 1, 1)]
    [InlineData("SAME_UPPER", 2, 2, 0, 1)]
    [InlineData("SAME_LOWER", 2, 2, 1, 0)]
    [InlineData("VALID", 3, 2, 0, 0)]
    public void Automatic_padding_is_the_padding_that_its_definition_gives(string mode, int window, int stride, int before, int after)
    {
        OnnxModel Of(params (string, object)[] padding) => Images(
            13, [0, 1, 5, 5], [Filled("k", 2, 1, window, window)], Node("Conv", "x k", "y", [("strides", (int[])[stride, stride]), .. padding]));
        Same(Of(("pads", (int[])[before, before, after, after])), Of(("auto_pad", mode)));
    }

    [Fact]
    public void Padding_may_be_different_on_every_side_and_come_from_a_node_before()
    {
        OnnxTensor[] tensors = [Filled("k", 3, 2, 2, 3), Integers("p", 0, 0, 1, 0, 0, 0, 2, 3)];
        Same(
            Images(13, [0, 2, 4, 5], tensors, Node("Conv", "x k", "y", ("pads", (int[])[1, 0, 2, 3]))),
            Images(13, [0, 2, 4, 5], tensors, Node("Pad", "x p", "h"), Node("Conv", "h k", "y")));
        Same(
            Images(13, [0, 2, 4, 5], tensors, Node("AveragePool", "x", "y", ("kernel_shape", (int[])[3, 4]), ("pads", (int[])[1, 0, 2, 3]), ("count_include_pad", 1))),
            Images(13, [0, 2, 4, 5], tensors, Node("Pad", "x p", "h"), Node("AveragePool", "h", "y", ("kernel_shape", (int[])[3, 4]))));
        Assert.Contains("padded", Reason(File(Images(13, [0, 2, 4, 5], tensors, Node("Pad", "x p", "h"), Node("MaxPool", "h", "y", ("kernel_shape", (int[])[2, 2]))))));
    }

    [Theory]
    [InlineData(18)]
    [InlineData(20)]
    [InlineData(22)]
    public void Axes_as_inputs_read_like_axes_as_attributes(long opset)
    {
        var old = Right(Onnx.Read(Fixtures.Path("everything-opset12.onnx")));
        var moved = old.Graph.Nodes.Map(static n => n.Operator is "ReduceMean" or "Squeeze" or "Unsqueeze" && n.Attributes.Exists(static a => a.Name == "axes")
            ? n with { Inputs = n.Inputs.Add(n.Outputs[0] + ".axes"), Attributes = n.Attributes.Filter(static a => a.Name != "axes") } : n);
        var axes = old.Graph.Nodes.Zip(moved).Filter(static p => p.Item1.Inputs.Count != p.Item2.Inputs.Count)
            .Map(static p => Integers(p.Item1.Outputs[0] + ".axes", [.. ((OnnxAttributeValue.Integers)p.Item1.Attribute("axes").IfNone(new OnnxAttributeValue.Integer(0))).Numbers.Map(static n => (int)n)]));
        Assert.True(axes.Count() > 1);
        var model = old with { Opsets = Array(new OnnxOpset("", opset)), Graph = old.Graph with { Nodes = moved, Initializers = old.Graph.Initializers.AddRange(axes) } };
        Same(Run(old), Run(Right(Stored(model).Load())));
    }

    [Theory]
    [InlineData(ElementType.Float16, 1e-3)]
    [InlineData(ElementType.BFloat16, 1e-2)]
    [InlineData(ElementType.Float32, 1e-7)]
    public void Narrow_weights_are_read_as_what_they_are_stored_as(ElementType type, double precision)
    {
        var wide = Model(13, Batch, [Filled("a.weight", 4, 3), Filled("b.bias", 3)], Node("Gemm", "x a.weight b.bias", "y"));
        var narrow = wide with { Graph = wide.Graph with { Initializers = wide.Graph.Initializers.Map(t => OnnxTensor.Of(t.Name, NumericArray.Of(type, t.Shape, Right(t.Load()).Values))) } };
        var (file, expected) = (Stored(narrow), Run(wide));
        Assert.True(file.Weights.ForAll(w => w.Stored == type));
        var actual = Run(Right(file.Load()));
        for (var i = 0; i < actual.Length; i++)
            Assert.InRange(Math.Abs(actual[i] - expected[i]), 0, 4 * precision);
        Assert.NotEqual(expected, actual);
    }

    [Theory]
    [InlineData("Clip", 6, "min=0", "relu")]
    [InlineData("LeakyRelu", 16, "alpha=0.25", "leakyRelu(0.25)")]
    [InlineData("Softplus", 13, "", "softplus")]
    public void An_activation_that_alone_reads_a_dense_layer_goes_into_it(string operation, int opset, string attribute, string activation)
    {
        (string, object)[] attributes = attribute.Length == 0 ? [] : [(attribute.Split('=')[0], float.Parse(attribute.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture))];
        OnnxTensor[] tensors = [Filled("a.weight", 4, 4), Filled("b.weight", 4, 2)];
        var fused = Model(Math.Max(opset, 7), Batch, tensors, Node("MatMul", "x a.weight", "h"), Node(operation, "h", "a", attributes), Node("MatMul", "a b.weight", "y"));
        Assert.Equal($"4 -> dense 4 {activation} -> dense 2", Loaded(fused).Network.Text);
        var shared = Model(Math.Max(opset, 7), Batch, tensors, Node("MatMul", "x a.weight", "h"), Node(operation, "h", "a", attributes), Node("Add", "a h", "s"), Node("MatMul", "s b.weight", "y"));
        Assert.Equal($"4 -> dense 4 -> {activation} -> sum ({Loaded(shared).Network.Nodes[1].Name}, a) -> dense 2", Loaded(shared).Network.Text);
    }

    [Fact]
    public void Normalization_is_folded_only_where_nothing_else_reads_the_layer()
    {
        OnnxTensor[] tensors =
        [
            Filled("k.weight", 3, 2, 2, 2), Filled("g", 3), Filled("be", 3), Filled("m", 3), Tensor("v", [3], 0.5, 1, 2), Tensor("s", [3, 1, 1], 2, 3, 4), Tensor("t", [3, 1, 1], 1, 2, 3),
        ];
        OnnxModel Of(params OnnxNode[] nodes) => Images(13, [0, 2, 4, 4], tensors, nodes);
        var norm = Node("BatchNormalization", "h g be m v", "n", ("epsilon", 0.25));
        var (conv, sum) = (Node("Conv", "x k.weight", "h", ("pads", (int[])[1, 1, 1, 1])), Node("Add", "n h", "y"));
        var shared = File(Of(conv, norm, sum));
        Assert.Equal("Conv:audited BatchNormalization:audited Add:audited", Words(shared));
        // The same by hand: scale and shift of each channel on their own.
        var (g, b, m, v) = (Right(tensors[1].Load()).Values, Right(tensors[2].Load()).Values, Right(tensors[3].Load()).Values, Right(tensors[4].Load()).Values);
        var scale = Enumerable.Range(0, 3).Select(c => g[c] / Math.Sqrt(v[c] + 0.25)).ToArray();
        tensors = [.. tensors, Tensor("a", [3, 1, 1], scale), Tensor("c", [3, 1, 1], [.. Enumerable.Range(0, 3).Select(c => b[c] - (scale[c] * m[c]))])];
        Same(Run(Right(shared.Load())), Run(Of(conv, Node("Mul", "h a", "i"), Node("Add", "i c", "n"), sum)));
        var alone = File(Of(conv, norm, Node("Relu", "n", "y")));
        Assert.Equal("Conv:audited BatchNormalization:folded Relu:audited", Words(alone));
        Assert.True(Right(alone.Load()).HasFoldedNormalization);
        Assert.Equal("k", Right(alone.Load()).Network.Nodes[0].Name);
        Assert.True(ChainCheck.Problem(Right(alone.Load()).Network).IsNone);
        Same(Run(Right(alone.Load())), Run(Of(conv, Node("Mul", "h a", "i"), Node("Add", "i c", "n"), Node("Relu", "n", "y"))));
    }

    [Theory]
    [InlineData(13, "Softmax", OutputEnding.Softmax)]
    [InlineData(11, "LogSoftmax", OutputEnding.LogSoftmax)]
    [InlineData(13, "Sigmoid", OutputEnding.Logistic)]
    public void What_a_file_computes_from_the_logits_is_its_ending(long opset, string operation, OutputEnding ending)
    {
        OnnxTensor[] tensors = [Filled("a.weight", 4, 3)];
        foreach (var model in new[]
        {
            Model(opset, Batch, tensors, Node("MatMul", "x a.weight", "h"), Node(operation, "h", "y")),
            Model(opset, Batch, tensors, Node("MatMul", "x a.weight", "h"), Node(operation, "h", "s"), Node("Identity", "s", "t"), Node("Dropout", "t", "y")),
        })
        {
            Assert.Equal(ending, Loaded(model).Ending);
            Assert.Equal("4 -> dense 3", Loaded(model).Network.Text);
        }
    }

    [Fact]
    public void A_recurrent_layer_reads_both_layouts_and_gives_its_last_or_every_state()
    {
        OnnxTensor[] tensors = [Filled("w", 1, 3, 2), Filled("r", 1, 3, 3), Filled("b", 1, 6), Tensor("h", [1, 1, 3], 0, 0, 0), Integer("i", -1), Filled("last.weight", 3, 2)];
        (string, object)[] relu = [("activations", (string[])["Relu"]), ("hidden_size", 3)];
        OnnxModel Of(int[] shape, params OnnxNode[] nodes) => Model(14, shape, tensors, nodes);
        var last = Of([5, 0, 2], Node("RNN", "x w r b - h", "- s", relu), Node("Squeeze", "s", "q", ("axes", (int[])[0])), Node("MatMul", "q last.weight", "y"));
        Assert.Equal("5 x 2 -> recurrent 3 relu with bias, last state -> dense 2", Loaded(last).Network.Text);
        Same(last, Of([0, 5, 2], Node("RNN", "x w r b", "- s", [.. relu, ("layout", 1)]), Node("Reshape", "s", "q", ("shape", (int[])[0, 3])), Node("MatMul", "q last.weight", "y")));
        Same(last, Of([0, 5, 2], Node("RNN", "x w r b", "e", [.. relu, ("layout", 1)]), Node("Gather", "e i", "f", ("axis", 1)), Node("Flatten", "f", "q"), Node("MatMul", "q last.weight", "y")));
        Same(last, Of([5, 0, 2], Node("RNN", "x w r b", "e", relu), Node("Slice", "e", "f", ("starts", (int[])[4]), ("ends", (long[])[long.MaxValue])),
            Node("Squeeze", "f", "q", ("axes", (int[])[0, 1])), Node("MatMul", "q last.weight", "y")));
        var tanh = Of([5, 0, 2], Node("RNN", "x w r b", "e"), Node("Squeeze", "e", "y", ("axes", (int[])[1])));
        Assert.Equal("5 x 2 -> recurrent 3 tanh with bias, every state", Loaded(tanh).Network.Text);
    }

    [Fact]
    public void Of_stacked_recurrent_layers_the_last_state_of_the_last_is_found_among_all()
    {
        OnnxTensor[] tensors =
        [
            Filled("w", 1, 3, 2), Filled("r", 1, 3, 3), Filled("v", 1, 3, 3), Filled("s", 1, 3, 3), Integer("i", -1), Integer("one", 1), Integers("zero", 0), Integers("size", 3), Integers("two", 2),
        ];
        (string, object)[] relu = [("activations", (string[])["Relu"])];
        OnnxModel Of(params OnnxNode[] nodes) => Model(13, [5, 0, 2], tensors, nodes);
        OnnxNode[] cells = [Node("RNN", "x w r", "a l", relu), Node("Squeeze", "a one", "b"), Node("RNN", "b v s", "- k", relu)];
        // "one" is a single number where axes are a list, which some programs write.
        var plain = Of(Node("RNN", "x w r", "a", relu), cells[1], cells[2], Node("Squeeze", "k zero", "y"));
        Assert.Equal("5 x 2 -> recurrent 3 relu, every state -> recurrent 3 relu, last state", Loaded(plain).Network.Text);
        Same(plain, Of([.. cells, Node("Concat", "l k", "all", ("axis", 0)), Node("Gather", "all i", "y")]));
        // The initial states of all layers are one constant in the shape of the batch.
        Same(plain, Of(
            Node("Shape", "x", "n"), Node("Gather", "n one", "m"), Node("Unsqueeze", "m zero", "o"), Node("Concat", "two o size", "q", ("axis", 0)), Node("ConstantOfShape", "q", "h"),
            Node("Slice", "h", "h1", ("starts", (int[])[0]), ("ends", (int[])[1])), Node("Slice", "h", "h2", ("starts", (int[])[1]), ("ends", (int[])[2])),
            Node("RNN", "x w r - - h1", "a", relu), cells[1], Node("RNN", "b v s - - h2", "- k", relu), Node("Squeeze", "k zero", "y")));
        var both = File(Of([.. cells, Node("Add", "l k", "y")]));
        Assert.Contains("both used", Reason(both));
        Assert.True(both.Load().IsLeft);
        Assert.Equal(4, both.Weights.Count);
    }

    [Fact]
    public void Spectral_normalization_left_in_the_graph_is_worked_out()
    {
        OnnxTensor[] tensors = [Filled("w", 3, 4), Filled("u", 3), Filled("v", 4)];
        var (w, u, v) = (Right(tensors[0].Load()).Values, Right(tensors[1].Load()).Values, Right(tensors[2].Load()).Values);
        var sigma = Enumerable.Range(0, 12).Sum(i => u[i / 4] * w[i] * v[i % 4]);
        Same(
            Model(13, Batch, [Tensor("w", [3, 4], [.. w.ToArray().Select(x => x / sigma)])], Node("Gemm", "x w", "y", ("transB", 1))),
            Model(13, Batch, tensors, Node("MatMul", "w v", "a"), Node("MatMul", "u a", "s"), Node("Div", "w s", "n"), Node("Gemm", "x n", "y", ("transB", 1))));
    }

    [Fact]
    public void Constants_that_nodes_work_out_are_weights_like_any_other()
    {
        OnnxTensor[] tensors = [Filled("w", 3, 4), Filled("u", 1, 4), Integer("i", 1), Integers("two", 2, -1), Tensor("h", [], 0.5)];
        var plain = Model(13, Batch, [Tensor("v", [4, 3], [.. Worked()])], Node("MatMul", "x v", "y"));
        var worked = Model(
            13, Batch, tensors, Node("Concat", "w u", "c", ("axis", 0)), Node("Slice", "c", "s", ("starts", (int[])[1]), ("ends", (int[])[4]), ("axes", (int[])[0])),
            Node("Mul", "s h", "m"), Node("Transpose", "m", "t"), Node("Cast", "t", "d", ("to", 11)), Node("MatMul", "x d", "y"));
        Same(plain, worked);
        Assert.Equal("Concat:ignored Slice:ignored Mul:ignored Transpose:ignored Cast:ignored MatMul:audited", Words(File(worked)));

        IEnumerable<double> Worked()
        {
            var all = Right(tensors[0].Load()).Values.ToArray().Concat(Right(tensors[1].Load()).Values.ToArray()).ToArray();
            for (var i = 0; i < 4; i++)
                for (var j = 0; j < 3; j++)
                    yield return all[((j + 1) * 4) + i] * 0.5;
        }
    }

    [Theory]
    [InlineData("ReduceMean", 1)]
    [InlineData("ReduceMax", 0)]
    public void Reductions_over_any_axes_are_those_of_the_image_with_its_channels_in_front(string operation, int keeps)
    {
        OnnxTensor[] tensors = [Filled("w", 3, 2)];
        (string, object)[] Over(params int[] axes) => [("axes", axes), ("keepdims", keeps)];
        Same(
            Images(13, [0, 4, 5, 3], tensors, Node("Transpose", "x", "t", ("perm", (int[])[0, 3, 1, 2])), Node(operation, "t", "r", Over(2, 3)), Node("Flatten", "r", "f"), Node("MatMul", "f w", "y")),
            Images(13, [0, 4, 5, 3], tensors, Node(operation, "x", "r", Over(-3, 2)), Node("Flatten", "r", "f"), Node("MatMul", "f w", "y")));
    }

    [Fact]
    public void A_power_of_a_relu_is_one_activation_and_a_product_with_itself_a_square()
    {
        OnnxTensor[] tensors = [Filled("w", 4, 3), Tensor("p", [], 3)];
        Assert.Equal("4 -> dense 3 reluPower(3)", Loaded(Model(13, Batch, tensors, Node("MatMul", "x w", "h"), Node("Relu", "h", "r"), Node("Pow", "r p", "y"))).Network.Text);
        Assert.Equal("4 -> dense 3 -> power(2)", Loaded(Model(13, Batch, tensors, Node("MatMul", "x w", "h"), Node("Mul", "h h", "y"))).Network.Text);
        Assert.Equal("4 -> power(3) -> dense 3", Loaded(Model(13, Batch, tensors, Node("Pow", "x p", "h"), Node("MatMul", "h w", "y"))).Network.Text);
    }

    [Fact]
    public void Of_several_outputs_the_first_of_a_floating_point_type_is_measured()
    {
        var model = Model(13, Batch, [Filled("w", 4, 3)], Node("MatMul", "x w", "h"), Node("ArgMax", "h", "label"), Node("Softmax", "h", "scores"));
        var file = File(model with { Graph = model.Graph with { Outputs = Array(new OnnxValue("label", ElementType.Int64, None), new OnnxValue("scores", ElementType.Float32, None)) } });
        Assert.Equal("MatMul:audited ArgMax:ignored Softmax:ignored", Words(file));
        Assert.Contains("'scores'", string.Join(' ', file.Assumptions));
    }

    [Fact]
    public void Names_of_layers_are_those_of_the_program_that_wrote_the_file()
    {
        OnnxTensor[] tensors = [Filled("features.0.weight", 4, 4), Filled("onnx::MatMul_8", 4, 4), Filled("x9", 4, 4)];
        var model = Model(
            13, Batch, tensors, Node("MatMul", "x features.0.weight", "a"), Node("MatMul", "a onnx::MatMul_8", "b") with { Name = "/classifier/classifier.2/classifier.2.0/MatMul" }, Node("MatMul", "b x9", "c"),
            Node("MatMul", "c features.0.weight", "d"));
        Assert.Equal("features.0.W classifier.2.0.W MatMul_2.W features.0 (2).W", string.Join(' ', File(model).Weights.Map(static w => w.Layer)));
        Assert.Contains("'features.0.weight' is used by 2 layers", string.Join(' ', File(model).Assumptions));
    }
}
