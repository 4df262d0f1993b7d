using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;
using static Marginalia.Tests.ProtoBytes;

namespace Marginalia.Tests;

public class OnnxTests
{
    private static OnnxModel Parse(byte[] bytes) => Right(Onnx.Parse(bytes, "a.onnx"));

    private static NumericArray Entries(byte[] tensor) => Right(Parse(WithTensor(tensor)).Graph.Initializers[0].Load());

    public static TheoryData<string> Exported => new("mlp-f32", "mlp-f64", "mlp-no-bias", "mlp-opset7", "convolution", "convolution-f64", "residual", "branches", "recurrent");

    [Theory]
    [MemberData(nameof(Exported))]
    public void Every_parameter_of_a_network_that_PyTorch_exported_is_read_to_the_bit(string name)
    {
        var model = Right(Onnx.Read(Fixtures.Path(name + ".onnx")));
        var parameters = Right(Npz.Read(Fixtures.Path(name + ".npz"))).Filter(static (n, _) => n.StartsWith("param/", StringComparison.Ordinal));
        var named = model.Graph.Initializers.Filter(t => parameters.ContainsKey("param/" + t.Name));
        foreach (var tensor in named)
            Assert.Equal(parameters["param/" + tensor.Name], Right(tensor.Load()));
        // Matrix products without bias store transposed matrices under names of their own; folded normalization changes kernels; RNN cells are repacked.
        Assert.Equal(name switch { "mlp-no-bias" or "recurrent" => 0, "convolution-f64" => 2, _ => parameters.Count - parameters.Count(static p => p.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)) },
            named.Count - (name == "recurrent" ? 2 : 0));
        Assert.Contains("pytorch", model.Producer);
        Assert.Equal("x", model.Graph.Inputs[0].Name);
        Assert.Equal("outputs", model.Graph.Outputs[0].Name);
        Assert.Equal(name.EndsWith("f64", StringComparison.Ordinal) ? ElementType.Float64 : ElementType.Float32, model.Graph.Inputs[0].Type);
        Assert.True(model.Graph.Inputs[0].Shape.Match(static s => s.Exists(static d => d.IsNone) && s.Exists(static d => d.IsSome), static () => false), "one open axis, the batch");
    }

    [Theory]
    [InlineData("mlp-f32", "Gemm Relu Gemm Relu Gemm", 13)]
    [InlineData("mlp-f64", "Gemm Tanh Gemm Sigmoid Gemm", 16)]
    [InlineData("mlp-no-bias", "MatMul Relu MatMul", 9)]
    [InlineData("mlp-opset7", "Gemm LeakyRelu Gemm Softmax", 7)]
    [InlineData("convolution", "Conv BatchNormalization Relu MaxPool Conv Relu AveragePool Flatten Gemm", 13)]
    [InlineData("convolution-f64", "Conv Relu GlobalAveragePool Flatten Gemm", 14)]
    public void The_nodes_are_those_that_PyTorch_wrote(string name, string operators, long opset)
    {
        var model = Right(Onnx.Read(Fixtures.Path(name + ".onnx")));
        Assert.Equal(operators, string.Join(' ', model.Graph.Nodes.Map(static n => n.Operator).Filter(static o => o is not ("Dropout" or "Pad" or "Constant"))));
        Assert.Equal(opset, model.OpsetVersion);
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void What_is_written_is_read_back_equal(string name)
    {
        var model = Right(Onnx.Read(Fixtures.Path(name + ".onnx")));
        var bytes = Right(Onnx.ToBytes(model));
        Assert.Equal(Description(model), Description(Parse(bytes)));
        Assert.Equal(bytes, Right(Onnx.ToBytes(Parse(bytes))));
    }

    [Fact]
    public void Attributes_of_every_kind_are_read()
    {
        byte[] Attribute(string name, int kind, params byte[][] value) => Message(5, [Text(1, name), .. value, Int(20, kind)]);
        var node = Parse(Model(Node(
            "Thing", [], ["y"],
            Attribute("real", 1, Single(2, 1.5f)), Attribute("integer", 2, Int(3, -7)), Attribute("text", 3, Text(4, "SAME_UPPER")),
            Attribute("tensor", 4, Message(5, Tensor("", 1, [], Single(4, 2.5f)))),
            Attribute("reals", 6, Single(7, 1), Single(7, 2)), Attribute("packed reals", 6, Message(7, BitConverter.GetBytes(1f), BitConverter.GetBytes(2f))),
            Attribute("integers", 7, Int(8, 3), Int(8, -3)), Attribute("packed integers", 7, Message(8, Varint(3), Varint(unchecked((ulong)-3L)))),
            Attribute("texts", 8, Text(9, "a"), Text(9, "b")), Attribute("graph", 5, Message(6, Text(2, "inner"))),
            Attribute("reference", 2, Text(21, "outer")), Text(7, "ai.onnx")))).Graph.Nodes[0];
        Assert.Equal("", node.Domain);
        Assert.Equal(
            "real=1.5 integer=-7 text=SAME_UPPER tensor=2.5 reals=1,2 packed reals=1,2 integers=3,-3 packed integers=3,-3 texts=a,b graph=(a graph) reference=(a reference to an attribute of a function)",
            string.Join(' ', node.Attributes.Map(static a => $"{a.Name}={Shown(a.Value)}")));
        Assert.True(node.Attribute("absent").IsNone);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(11, 10)]
    public void Entries_in_fields_of_floating_point_numbers_are_read_packed_or_not(int type, int field)
    {
        byte[] One(double x) => type == 1 ? BitConverter.GetBytes((float)x) : BitConverter.GetBytes(x);
        var alone = (double x) => type == 1 ? Single(field, (float)x) : Double(field, x);
        foreach (var entries in (byte[][][])[[Message(field, One(1.5), One(-2), One(3))], [alone(1.5), alone(-2), alone(3)], [Message(field, One(1.5), One(-2)), alone(3)]])
            Assert.Equal(Vector.Of(1.5, -2, 3), Entries(Tensor("w", type, [3], entries)).Values);
    }

    [Theory]
    [InlineData(2, 5, 200, 200)]
    [InlineData(3, 5, -3, -3)]
    [InlineData(4, 5, 65535, 65535)]
    [InlineData(5, 5, -300, -300)]
    [InlineData(6, 5, -70000, -70000)]
    [InlineData(7, 7, -5000000000, -5000000000)]
    [InlineData(9, 5, 1, 1)]
    [InlineData(10, 5, 0x3E00, 1.5)]
    [InlineData(12, 11, 4294967295, 4294967295)]
    [InlineData(13, 11, 9007199254740992, 9007199254740992)]
    [InlineData(16, 5, 0x3FC0, 1.5)]
    public void Entries_in_fields_of_integers_are_read_packed_or_not(int type, int field, long stored, double expected)
    {
        Assert.Equal(Vector.Of(expected, 0), Entries(Tensor("w", type, [2], Int(field, stored), Int(field, 0))).Values);
        Assert.Equal(Vector.Of(expected, 0), Entries(Tensor("w", type, [2], Message(field, Varint((ulong)stored), Varint(0)))).Values);
    }

    [Fact]
    public void Axes_may_be_packed_and_a_tensor_may_be_empty_or_a_single_number()
    {
        Assert.Equal(Vector.Of(1, 2, 3, 4, 5, 6), Entries(Join(Message(1, Varint(2), Varint(3)), Int(2, 2), Text(8, "w"), Message(9, [1, 2, 3, 4, 5, 6]))).Values);
        Assert.Equal(0, Entries(Tensor("w", 1, [0, 3])).Values.Length);
        Assert.Equal(0, Entries(Tensor("w", 1, [2], Message(9, new byte[8]))).Shape.Count - 1);
        Assert.Equal(Vector.Of(7), Entries(Tensor("w", 2, [], Message(9, [7]))).Values);
    }

    [Fact]
    public void Unknown_fields_of_every_wire_type_are_skipped()
    {
        byte[] unknown = Join(Int(900, 5), Message(901, [1, 2, 3]), Single(902, 1), Double(903, 1));
        var model = Parse(Join(unknown, Model(unknown, Node("Relu", ["x"], ["y"], unknown), Value(11, "x"), Value(12, "y"), Message(5, Tensor("w", 1, [1], unknown, Single(4, 1)))), unknown));
        Assert.Equal("Relu", model.Graph.Nodes[0].Operator);
        Assert.Equal(Vector.Of(1), Right(model.Graph.Initializers[0].Load()).Values);
    }

    [Fact]
    public void Types_that_are_no_real_numbers_are_named_when_their_entries_are_wanted()
    {
        var tensor = Parse(WithTensor(Tensor("w", 8, [1], Text(6, "text")))).Graph.Initializers[0];
        Assert.True(tensor.Type.IsNone);
        Refused(tensor.Load(), "unsupported", "'w'", "8");
    }

    internal static string Shown(OnnxAttributeValue value) => value.Match(
        static r => FormattableString.Invariant($"{r}"), static i => $"{i}", static t => t, static t => string.Join(",", Right(t.Load()).Values.ToArray()),
        static r => string.Join(",", r.Map(static x => FormattableString.Invariant($"{x}"))), static i => string.Join(",", i), static t => string.Join(",", t), static k => $"({k})");

    /// <summary>Everything that a model says, tensors by their content.</summary>
    private static string Description(OnnxModel model)
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine($"{model.IrVersion} {model.Producer} {string.Join(",", model.Opsets)} {model.Graph.Name}");
        foreach (var value in model.Graph.Inputs.Append(model.Graph.Outputs))
            text.AppendLine($"{value.Name} {value.Type} {value.Shape.Map(static s => string.Join(",", s))}");
        foreach (var tensor in model.Graph.Initializers)
            text.AppendLine($"{tensor.Name} {tensor.Type} {tensor.Shape} {Convert.ToHexString(Npy.ToBytes(Right(tensor.Load())))}");
        foreach (var node in model.Graph.Nodes)
            text.AppendLine($"{node.Name} {node.Operator} {node.Domain} {node.Inputs} {node.Outputs} {string.Join(";", node.Attributes.Map(static a => $"{a.Name}={Shown(a.Value)}"))}");
        return text.ToString();
    }
}
