using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.OnnxGraphs;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Models that are not understood, or lie: the node, the reason and the offending value are named, and everything else is still read.</summary>
public class HostileOnnxNetworkTests
{
    private static readonly OnnxTensor[] Tensors =
    [
        Filled("w", 4, 3), Filled("v", 3, 3), Filled("k", 2, 1, 3, 3), Filled("b", 3), Filled("c", 2), Tensor("positive", [2], 1, 2), Integers("shape", 8, -1), Integers("zero", 2, 0), Tensor("true", [], 1),
    ];

    private static OnnxModel Dense(params OnnxNode[] nodes) => Model(13, [0, 4], Tensors, nodes);

    private static OnnxModel Image(params OnnxNode[] nodes) => Model(13, [0, 1, 5, 5], Tensors, nodes);

    private static OnnxNode Conv(params (string, object)[] attributes) => Node("Conv", "x k", "y", attributes);

    public static TheoryData<string, string> Refusals => new()
    {
        { "unknown operator", "'Erf' is not one of those understood" },
        { "other set", "'com.example'" },
        { "dropout in training", "training_mode" },
        { "normalization in training", "training mode" },
        { "normalization that returns statistics", "training mode" },
        { "product of values", "both depend on the input" },
        { "softmax within", "within the network" },
        { "softmax along the batch", "axis 0" },
        { "reshape that fixes the batch", "8 x -1" },
        { "reshape that lies", "7" },
        { "reshape without the axis", "axis 3" },
        { "flatten of the batch", "batch" },
        { "squeeze of 4", "length 4" },
        { "gemm of the wrong size", "3 x 5" },
        { "kernel of the wrong rank", "4 x 3" },
        { "negative pads", "-1" },
        { "huge pads", "1099511627776" },
        { "zero stride", "holds 0" },
        { "zero kernel", "holds 0" },
        { "groups", "'group' is 7" },
        { "kernel that does not fit", "5 x 5" },
        { "kernel that contradicts its tensor", "5 x 5" },
        { "statistics of the wrong size", "3 numbers for 2 channels" },
        { "clip to 6", "[0, 6]" },
        { "slope for each channel", "one slope" },
        { "wrong kind of attribute", "'axis' is 'x'" },
        { "axis that is not there", "axis 9" },
        { "missing input", "input 1 is missing" },
        { "integer weights", "not of a floating-point type" },
        { "broadcast of values", "repeating one of them" },
        { "part of a value", "entry 1 of 4" },
        { "half of a value", "part of a value" },
        { "sum over the batch", "the batch" },
        { "constant of several axes", "several axes" },
        { "division by a value", "divides by a value" },
        { "recurrence backwards", "'reverse'" },
        { "recurrence that starts elsewhere", "initial state" },
        { "cast to integers", "element type 7" },
        { "image of three axes", "one or two" },
    };

    private static OnnxModel Of(string what) => what switch
    {
        "unknown operator" => Dense(Node("Erf", "x", "y")),
        "other set" => Dense(Node("Relu", "x", "y") with { Domain = "com.example" }),
        "dropout in training" => Dense(Node("Dropout", "x - true", "y")),
        "normalization in training" => Image(Node("Conv", "x k", "h"), Node("BatchNormalization", "h c c c positive", "y", ("training_mode", 1))),
        "normalization that returns statistics" => Image(Node("Conv", "x k", "h"), Node("BatchNormalization", "h c c c positive", "y mean var"), Node("Relu", "y", "z")),
        "product of values" => Dense(Node("MatMul", "x w", "h"), Node("Tanh", "h", "g"), Node("MatMul", "h g", "y")),
        "softmax within" => Dense(Node("Softmax", "x", "h"), Node("MatMul", "h w", "y")),
        "softmax along the batch" => Dense(Node("MatMul", "x w", "h"), Node("Softmax", "h", "y", ("axis", 0))),
        "reshape that fixes the batch" => Dense(Node("Reshape", "x shape", "h"), Node("MatMul", "h w", "y")),
        "reshape that lies" => Dense(Node("Reshape", "x", "h", ("shape", (int[])[-1, 7])), Node("Relu", "h", "y")),
        "reshape without the axis" => Dense(Node("Reshape", "x", "h", ("shape", (int[])[0, -1, 1, 0])), Node("Relu", "h", "y")),
        "flatten of the batch" => Dense(Node("Flatten", "x", "h", ("axis", 0)), Node("Relu", "h", "y")),
        "squeeze of 4" => Dense(Node("Squeeze", "x", "h", ("axes", (int[])[1])), Node("Relu", "h", "y")),
        "gemm of the wrong size" => Model(13, [0, 5], Tensors, Node("MatMul", "x w", "y")),
        "kernel of the wrong rank" => Image(Node("Conv", "x w", "y")),
        "negative pads" => Image(Conv(("pads", (int[])[0, -1, 0, 0]))),
        "huge pads" => Image(Conv(("pads", (long[])[1L << 40, 0, 0, 0]))),
        "zero stride" => Image(Conv(("strides", (int[])[1, 0]))),
        "zero kernel" => Image(Node("MaxPool", "x", "y", ("kernel_shape", (int[])[0, 2]))),
        "groups" => Image(Conv(("group", 7))),
        "kernel that does not fit" => Image(Conv(("dilations", (int[])[3, 3]))),
        "kernel that contradicts its tensor" => Image(Conv(("kernel_shape", (int[])[5, 5]))),
        "statistics of the wrong size" => Image(Node("Conv", "x k", "h"), Node("BatchNormalization", "h b b b b", "y")),
        "clip to 6" => Model(7, [0, 4], Tensors, Node("Clip", "x", "y", ("min", 0f), ("max", 6f))),
        "slope for each channel" => Model(13, [0, 3], Tensors, Node("PRelu", "x b", "y")),
        "wrong kind of attribute" => Dense(Node("MatMul", "x w", "h"), Node("Softmax", "h", "y", ("axis", "x"))),
        "axis that is not there" => Dense(Node("Flatten", "x", "y", ("axis", 9)), Node("Relu", "y", "z")),
        "missing input" => Dense(Node("MatMul", "x", "y")),
        "integer weights" => Dense(Node("MatMul", "x shape", "y")),
        "broadcast of values" => Image(Node("GlobalAveragePool", "x", "h"), Node("Add", "x h", "y")),
        "part of a value" => Model(13, [0, 4], [Integer("i", 1)], Node("Gather", "x i", "y", ("axis", 1))),
        "half of a value" => Dense(Node("Slice", "x", "y", ("starts", (int[])[2]), ("ends", (int[])[4]), ("axes", (int[])[1]))),
        "sum over the batch" => Dense(Node("ReduceMean", "x", "y", ("axes", (int[])[0]))),
        "constant of several axes" => Model(13, [0, 2, 3, 4], [Filled("t", 3, 4)], Node("Add", "x t", "y")),
        "division by a value" => Model(13, [0, 3], Tensors, Node("Div", "b x", "y")),
        "recurrence backwards" => Model(14, [5, 0, 2], [], Node("RNN", "x x x", "y", ("direction", "reverse"))),
        "recurrence that starts elsewhere" => Model(14, [5, 0, 2], [Filled("w", 1, 3, 2), Filled("r", 1, 3, 3), Filled("h", 1, 1, 3)], Node("RNN", "x w r - - h", "y")),
        "cast to integers" => Dense(Node("Cast", "x", "y", ("to", 7))),
        "image of three axes" => Model(13, [0, 1, 5, 5, 5], [Filled("k", 2, 1, 3, 3, 3)], Node("Conv", "x k", "y")),
        _ => throw new ArgumentException(what),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_not_understood_is_named_with_the_offending_value(string what, string expected)
    {
        var file = File(Of(what));
        Assert.Contains(expected, Reason(file));
        var error = Left(file.Load());
        Assert.Equal("unsupported", error.Category);
        Assert.Contains(expected, error.Sentence);
        Assert.False(file.IsCovered);
    }

    [Fact]
    public void A_node_that_is_not_understood_leaves_the_others_and_all_weights()
    {
        OnnxTensor[] tensors =
        [
            Filled("c.weight", 2, 1, 3, 3), Filled("g", 2), Filled("m", 2), Tensor("v", [2], 1, 2), Filled("t.weight", 2, 3, 2, 2), Filled("f.weight", 3, 4), Filled("f.bias", 3), Filled("h.weight", 3, 2),
        ];
        var file = File(Model(
            13, [0, 1, 5, 5], tensors, Node("Conv", "x c.weight", "a"), Node("BatchNormalization", "a g m m v", "b"), Node("Relu", "b", "r"), Node("ConvTranspose", "r t.weight", "d"),
            Node("Flatten", "d", "e"), Node("Gemm", "e f.weight f.bias", "f", ("transB", 1)), Node("Relu", "f", "q"), Node("MatMul", "q h.weight", "y")));
        Assert.Equal("Conv:audited BatchNormalization:folded Relu:audited ConvTranspose:unsupported Flatten:ignored Gemm:audited Relu:audited MatMul:audited", Words(file));
        Assert.Equal("c.K c.b f.W f.b h.W t.weight", string.Join(' ', file.Weights.Map(static w => w.Layer)));
        Assert.Equal([18, 2, 12, 3, 6, 24], file.Weights.Map(static w => Right(w.Load()).Span.Length).ToArray());
        var (g, v) = (Right(tensors[1].Load()).Values, Right(tensors[3].Load()).Values);
        Assert.Equal(Right(tensors[0].Load()).Values[9] * g[1] / Math.Sqrt(v[1] + 1e-5), Right(file.Weights[0].Load())[1, 0], 1e-14);
    }

    [Fact]
    public void The_weights_of_a_recurrent_layer_of_another_kind_are_matrices_of_its_units()
    {
        var file = File(Model(14, [5, 0, 2], [Filled("w", 1, 12, 2), Filled("r", 1, 12, 3), Filled("b", 1, 24)], Node("LSTM", "x w r b", "- y", ("hidden_size", 3))));
        Assert.Equal("w Weight 12 x 2, r Weight 12 x 3, b Bias 24", string.Join(", ", file.Weights.Map(static w => $"{w.Layer} {w.Kind} {string.Join(" x ", w.Shape)}")));
        Assert.Equal((12, 2), (Right(file.Weights[0].Load()).Rows, Right(file.Weights[0].Load()).Columns));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_named_by_tensor_and_index(double bad)
    {
        var values = Enumerable.Repeat(1.0, 12).ToArray();
        values[7] = bad;
        var file = Stored(Model(13, [0, 4], [Tensor("fc.weight", [4, 3], values), Filled("b", 3)], Node("Gemm", "x fc.weight b", "y")));
        Assert.True(file.IsCovered);
        foreach (var error in new[] { Left(file.Load()), Left(file.Weights[0].Load()) })
        {
            Assert.Equal("nonFinite", error.Category);
            Assert.Contains("'fc.weight' of m.onnx", error.Sentence);
            Assert.Contains("index [2, 1]", error.Sentence);
        }

        Assert.True(file.Weights[1].Load().IsRight);
    }

    [Fact]
    public void Folding_that_overflows_or_divides_by_nothing_is_an_error()
    {
        OnnxModel Of(double gamma, double variance) => Model(
            13, [0, 1, 2, 2], [Tensor("k.weight", [1, 1, 1, 1], 1e300), Tensor("g", [1], gamma), Tensor("m", [1], 0), Tensor("v", [2], variance, 1), Tensor("one", [1], variance)],
            Node("Conv", "x k.weight", "h"), Node("BatchNormalization", "h g m m one", "y", ("epsilon", 0f)));
        Assert.Contains("variance -1", Left(File(Of(1, -1)).Load()).Sentence);
        Assert.Contains("variance 0", Left(File(Of(1, 0)).Load()).Sentence);
        Assert.Equal("nonFinite", Left(File(Of(1e300, 1)).Load()).Category);
    }

    [Theory]
    [InlineData("no inputs", "0 inputs")]
    [InlineData("two inputs", "2 inputs")]
    [InlineData("no shape", "does not say the shape")]
    [InlineData("open axes", "axes 0, 2 of the input")]
    [InlineData("one axis", "1 axes")]
    [InlineData("integers", "floating-point")]
    [InlineData("huge", "more than 268435456 numbers")]
    [InlineData("old", "operator set 6")]
    [InlineData("new", "operator set 23")]
    [InlineData("output is the input", "the input itself")]
    [InlineData("output is a constant", "a constant of shape 4 x 3")]
    public void A_graph_that_is_no_network_of_one_input_is_said_to_be_none(string what, string expected)
    {
        var model = Dense(Node("MatMul", "x w", "y"));
        OnnxModel Input(params OnnxValue[] inputs) => model with { Graph = model.Graph with { Inputs = inputs.ToArr(), Nodes = Array(inputs.Length == 0 ? Node("MatMul", "w w", "y") : model.Graph.Nodes[0]) } };
        var file = File(what switch
        {
            "no inputs" => Input(),
            "two inputs" => Input(Value("x", 0, 4), Value("z", 0, 4)),
            "no shape" => Input(new OnnxValue("x", ElementType.Float32, None)),
            "open axes" => Input(Value("x", 0, 4, 0)),
            "one axis" => Input(Value("x", 4)),
            "integers" => Input(Value("x", 0, 4) with { Type = ElementType.Int64 }),
            "huge" => Input(Value("x", 0, 70_000, 70_000)),
            "old" => model with { Opsets = Array(new OnnxOpset("", 6)) },
            "new" => model with { Opsets = Array(new OnnxOpset("", 23)) },
            "output is the input" => Dense(Node("Identity", "x", "y")),
            _ => Dense(Node("Identity", "w", "y")),
        });
        Assert.Contains(expected, Reason(file));
        Assert.Contains(expected, Left(file.Load()).Sentence);
    }

    [Fact]
    public void A_graph_without_an_output_or_nodes_is_an_error_or_a_coverage_but_never_empty()
    {
        var model = Dense(Node("Relu", "x", "y"));
        Assert.Contains("returns nothing", Left(OnnxNetworks.Of(model with { Graph = model.Graph with { Outputs = Arr<OnnxValue>.Empty } }, "m.onnx")).Sentence);
        var none = File(model with { Graph = model.Graph with { Nodes = Arr<OnnxNode>.Empty, Outputs = Array(model.Graph.Inputs[0]) } });
        Assert.True(none.Coverage.Count > 0 && none.Load().IsLeft);
    }

    [Fact]
    public void What_does_not_reach_the_output_is_ignored_with_proof()
    {
        var model = Dense(Node("MatMul", "x w", "y"), Node("Erf", "y", "other"));
        var file = File(model with { Graph = model.Graph with { Outputs = Array(new OnnxValue("y", None, None), new OnnxValue("other", None, None)) } });
        Assert.Equal("MatMul:audited Erf:ignored", Words(file));
        Assert.Contains("of the 2 outputs 'y'", string.Join(' ', file.Assumptions));
        Assert.True(file.Load().IsRight);
    }

    [Fact]
    public void Chains_of_any_length_neither_overflow_the_stack_nor_grow_without_bound()
    {
        OnnxModel Chain(int length, string first, string operation, string input, Func<int, string> more, params (string, object)[] attributes)
        {
            var nodes = Enumerable.Range(0, length).Select(i => Node(operation, (i == 0 ? first : $"h{i - 1}") + more(i), $"h{i}", attributes)).ToList();
            nodes.Add(input == "x" ? Node("MatMul", $"h{length - 1} w", "y") : Node("MatMul", $"x h{length - 1}", "y"));
            return Dense([.. nodes]);
        }

        Assert.Equal("4 -> dense 3", Loaded(Chain(20_000, "x", "Identity", "x", static _ => "")).Network.Text);
        Assert.Contains("256 nodes", Reason(File(Chain(20_001, "w", "Neg", "w", static _ => ""))));
        // Doubling needs few nodes.
        Assert.Contains("256 nodes", Reason(File(Chain(60, "w", "Add", "w", static i => i == 0 ? " w" : $" h{i - 1}"))));
        Assert.Contains("numbers", Reason(File(Chain(60, "x", "Concat", "x", static i => i == 0 ? " x" : $" h{i - 1}", ("axis", 1)))));
        Assert.Contains("more than 5000 nodes", Reason(File(Chain(6_000, "x", "Tanh", "x", static _ => ""))));
    }

    [Fact]
    public void Names_of_a_file_reach_nobody_with_control_characters()
    {
        var file = File(Model(13, [0, 4], [Filled("a\u001b[31m\nb.weight", 4, 3)], Node("MatMul", "x a\u001b[31m\nb.weight", "h"), Node("Er\u0007f", "h", "y") with { Name = "n\u202e" }));
        foreach (var text in file.Coverage.Map(static c => c.Node + c.Operator + c.Treatment).Append(file.Weights.Map(static w => w.Layer)).Append(Left(file.Load()).Sentence))
            Assert.DoesNotContain(text, static c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public void A_network_larger_than_the_limit_is_refused_while_its_weights_are_read_one_at_a_time()
    {
        var model = Dense(Node("MatMul", "x w", "h"), Node("MatMul", "h v", "g"), Node("MatMul", "g v", "y"));
        var file = File(model, new(Option<string>.None, new(20, 100, 1000)));
        Assert.Contains("30 parameters", Left(file.Load()).Sentence);
        Assert.True(file.Weights.ForAll(static w => w.Load().IsRight));
    }
}
