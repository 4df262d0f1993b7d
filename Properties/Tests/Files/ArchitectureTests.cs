using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public class ArchitectureTests
{
    private const string Head = "{\"schema\":\"marginalia/architecture/1\",";

    private const string Dense = Head + "\"input\":[4],\"nodes\":[{\"kind\":\"dense\",\"name\":\"a\",\"activation\":\"relu\"},{\"kind\":\"dense\",\"name\":\"b\"}]}";

    private static readonly byte[] Tensors = Safetensors.ToBytes([("a.weight", Filled(5, 4)), ("a.bias", Filled(5)), ("b.weight", Filled(3, 5)), ("a.running", Filled(5))]);

    private static NumericArray Filled(params int[] shape) =>
        NumericArray.Of(ElementType.Float64, shape.ToArr(), Vector.Of([.. Enumerable.Range(1, shape.Aggregate(1, static (n, s) => n * s)).Select(static i => i / 8.0)]));

    private static Either<Error, ModelFile> Open(byte[] tensors, string architecture)
    {
        using var folder = new Folder();
        return TensorNetworks.Parse(tensors, "m.safetensors", ModelOptions.Default with { Architecture = folder.Put("arch.json", Utf8(architecture)) });
    }

    public static TheoryData<string, string, double> Fixtures => new()
    {
        { "mlp-f64", "\"input\":[5],\"nodes\":[{\"kind\":\"dense\",\"name\":\"0\",\"activation\":\"tanh\"},{\"kind\":\"dense\",\"name\":\"2\",\"activation\":\"sigmoid\"},{\"kind\":\"dense\",\"name\":\"4\"}]", 1e-12 },
        { "convolution", """
            "input":[1,8,8],"nodes":[
              {"kind":"convolution","name":"0","padding":1},{"kind":"batchNorm","name":"1","epsilon":1e-5},{"kind":"elementwise","activation":"relu"},
              {"kind":"maxPool","window":2,"stride":2},
              {"kind":"convolution","name":"4","stride":2,"padding":2,"dilation":2,"groups":2},{"kind":"elementwise","activation":"relu"},
              {"kind":"averagePool","window":2,"stride":2},{"kind":"flatten"},{"kind":"dense","name":"9","outputs":3,"bias":true}]
            """, 1e-6 },
        { "convolution-f64", """
            "input":[1,7,6],"nodes":[
              {"kind":"convolution","name":"0","window":[3,2],"bias":false},{"kind":"batchNorm","name":"bn","epsilon":1e-5,"tensors":{"gamma":"1.weight","beta":"1.bias","mean":"1.running_mean","variance":"1.running_var"}},
              {"kind":"elementwise","activation":"relu"},{"kind":"globalAveragePool"},{"kind":"flatten"},{"kind":"dense","name":"5"}]
            """, 1e-12 },
        { "residual", """
            "input":[2,6,6],"nodes":[
              {"kind":"convolution","name":"first","padding":1},{"kind":"batchNorm","name":"norm","epsilon":1e-5},{"kind":"elementwise","name":"a","activation":"relu"},
              {"kind":"convolution","name":"second","padding":[1,1]},{"kind":"elementwise","name":"b","activation":"relu"},{"kind":"sum","inputs":["b","a"]},
              {"kind":"globalAveragePool"},{"kind":"flatten"},{"kind":"dense","name":"head"}]
            """, 1e-6 },
        { "branches", """
            "input":[6],"nodes":[
              {"kind":"dense","name":"left","activation":"leakyRelu(0.1)"},{"kind":"dense","name":"right","activation":"tanh","inputs":["input"]},
              {"kind":"concatenate","axis":0,"inputs":["left","right"]},{"kind":"dense","name":"head"}],"ending":"logSoftmax"
            """, 1e-6 },
        { "recurrent", """
            "input":[7,3],"nodes":[{"kind":"recurrent","name":"cell","activation":"relu","returnsSequence":false},{"kind":"dense","name":"head"}]
            """, 1e-6 },
    };

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void An_architecture_with_the_state_of_a_network_of_PyTorch_gives_its_outputs(string fixture, string architecture, double tolerance)
    {
        var arrays = Right(Npz.Read(Tests.Fixtures.Path(fixture + ".npz")));
        var state = Safetensors.ToBytes(arrays.AsEnumerable().Where(static a => a.Item1.StartsWith("param/", StringComparison.Ordinal)).Select(static a => (a.Item1[6..], a.Item2)));
        var model = Right(Open(state, Head + architecture + "}"));
        var loaded = Right(model.Load());
        Assert.True(model.IsCovered);
        var examples = loaded.Network.InputSize == 21 ? ByExample(arrays["x"]) : Right(arrays["x"].ToMatrix());
        var outputs = ModelOutputs.Of(loaded, examples).Span.ToArray();
        if (loaded.Ending == OutputEnding.LogSoftmax)
            outputs = [.. outputs.Chunk(loaded.Network.OutputCount).SelectMany(static row => row.Select(z => z - Math.Log(row.Sum(Math.Exp))))];
        var expected = arrays["outputs"].Values.ToArray();
        var scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, outputs.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(outputs[i] - expected[i]), 0, tolerance * scale);
        Assert.Equal(fixture is "convolution" or "convolution-f64" or "residual", loaded.HasFoldedNormalization);
        Assert.Equal(loaded.HasFoldedNormalization, model.Coverage.Exists(static c => c.Treatment is Treatment.Folded));
        Assert.DoesNotContain(loaded.Network.Nodes, static n => n.Operation is AffineChannel);
    }

    [Fact]
    public void Tensors_that_no_layer_reads_are_ignored_and_named()
    {
        var model = Right(Open(Tensors, Dense));
        Assert.Contains("a.running", Assert.Single(model.Assumptions));
        Assert.Equal("audited, audited, audited, ignored", string.Join(", ", model.Coverage.Map(static c => c.Treatment.Word)));
        Assert.Equal("4 -> dense 5 relu with bias -> dense 3", Right(model.Load()).Network.Text);
    }

    [Fact]
    public void Kernels_of_Keras_are_found_by_name_and_turned()
    {
        var tensors = Npz.ToBytes([("conv/kernel:0", Filled(2, 3, 1, 4)), ("conv/bias:0", Filled(4)), ("dense/kernel:0", Filled(8, 3)), ("dense/bias:0", Filled(3))]);
        var loaded = Right(Right(Open(tensors, Head + """
            "input":[3,4,1],"nodes":[{"kind":"permute","order":[2,0,1]},{"kind":"convolution","name":"conv","stride":[1,2]},{"kind":"permute","order":[1,2,0]},{"kind":"flatten"},
            {"kind":"dense","name":"dense","inputs":["flatten4"],"tensors":{"W":{"name":"dense/kernel:0","axes":"io"}}}]}
            """)).Load());
        var kernel = loaded.Network.Layout.Blocks[0];
        Assert.Equal("4 x 1 x 2 x 3", string.Join(" x ", kernel.Dimensions));
        // Stored rows x columns x inputs x outputs: entry (output 1, row 1, column 2) is the number (1 * 3 + 2) * 4 + 1, counted from 1.
        Assert.Equal(22 / 8.0, loaded.Parameters.Of(kernel)[(1 * 6) + (1 * 3) + 2]);
        Assert.Equal(2 / 8.0, loaded.Parameters.Weight(1)[1, 0]);
        Assert.Equal(4 / 8.0, loaded.Parameters.Weight(1)[0, 1]);
    }

    [Fact]
    public void Normalization_goes_into_the_layer_before_it_only_when_nothing_else_reads_that_layer()
    {
        var tensors = Safetensors.ToBytes([("a.weight", Filled(2, 3)), ("n.weight", Filled(2)), ("n.bias", Filled(2)), ("n.running_mean", Filled(2)), ("n.running_var", Filled(2))]);
        const string Nodes = "\"input\":[3],\"nodes\":[{\"kind\":\"dense\",\"name\":\"a\"},{\"kind\":\"batchNorm\",\"name\":\"n\",\"epsilon\":0.001}";
        var alone = Right(Right(Open(tensors, Head + Nodes + "]}")).Load());
        var shared = Right(Right(Open(tensors, Head + Nodes + ",{\"kind\":\"sum\",\"inputs\":[\"a\",\"n\"]}]}")).Load());
        Assert.Equal("3 -> dense 2 with bias", alone.Network.Text);
        Assert.Equal("3 -> dense 2 -> affine map of each channel -> sum (a, n)", shared.Network.Text);
        Assert.False(shared.HasFoldedNormalization);
        var x = Matrix.Of(1, 3, 1, -2, 0.5);
        var (y, z) = (ModelOutputs.Of(alone, x), ModelOutputs.Of(shared, x));
        for (var c = 0; c < 2; c++)
        {
            var (raw, g) = ((Filled(2, 3).Values[3 * c] * 1) + (Filled(2, 3).Values[(3 * c) + 1] * -2) + (Filled(2, 3).Values[(3 * c) + 2] * 0.5), (c + 1) / 8.0);
            var expected = ((raw - g) / Math.Sqrt(g + 0.001) * g) + g;
            Assert.Equal(expected, y[0, c], 14);
            Assert.Equal(expected + raw, z[0, c], 14);
        }
    }

    [Theory]
    [InlineData("{\"schema\":\"marginalia/architecture/2\"}", "architecture/2")]
    [InlineData("{}", "lacks 'schema'")]
    [InlineData("[]", "no object")]
    [InlineData("{\"schema\":\"a\",\"schema\":\"b\"}", "it repeats")]
    [InlineData("{\n\"input\": NaN}", "line 2", "NaN")]
    [InlineData("{\"input\": -Infinity}", "NaN or Infinity")]
    [InlineData("{\"input\": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}", "deeper")]
    [InlineData("{\"input\": ", "line 1")]
    [InlineData("{\"\\ud800\": 1}", "UTF-8")]
    [InlineData("{\"input\": \"\\ud800\"}", "UTF-8")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"unit\":3}", "node 'a'", "unknown member 'unit'", "outputs")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"outputs\":6}", "node 'a'", "a.weight", "5 x 4", "6 x 4")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"W\":{\"name\":\"a.weight\",\"axes\":\"io\"}}}", "node 'a'", "4 x 5", "4 x 4")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"K\":\"a.weight\"}}", "unknown member 'K'")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"W\":\"c.weight\"}}", "c.weight", "a.weight")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"W\":{\"name\":\"a.weight\",\"axes\":\"oo\"}}}", "'oo'")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"W\":{\"sum\":[]}}}", "0 tensors")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"W\":{\"sum\":[\"a.weight\",\"b.weight\"]}}}", "3 x 5", "5 x 4")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"tensors\":{\"b\":\"b.weight\"}}", "3 x 5", "1 axes")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"c\"}", "no tensor", "W of node 'c'")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"activation\":\"gelu\"}", "node 'a'", "gelu")]
    [InlineData("NODES{\"kind\":\"lstm\"}", "'lstm'", "recurrent")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"inputs\":[\"b\"]},{\"kind\":\"dense\",\"name\":\"b\",\"inputs\":[\"a\"]}", "node 'a'", "'b'", "cycles")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"inputs\":[\"a\"]}", "'a'", "cycles")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"inputs\":[7]}", "'inputs' = 7", "0 to 0")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"inputs\":[]}", "'inputs'")]
    [InlineData("NODES{\"kind\":\"dense\",\"name\":\"a\",\"inputs\":[0,0]}", "node 'a'")]
    [InlineData("NODES{\"kind\":\"flatten\",\"name\":\"a\"},{\"kind\":\"flatten\",\"name\":\"a\"}", "name of a node before")]
    [InlineData("NODES{\"kind\":\"flatten\",\"name\":\"input\"},{\"kind\":\"sum\",\"inputs\":[\"input\",0]}", "both a node and the input")]
    [InlineData("NODES{\"kind\":\"batchNorm\",\"name\":\"a\"}", "lacks 'epsilon'")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[2,3]}", "reshape1", "4", "6")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[2147483647,2147483647]}", "reshape1", "'shape'")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[65536,65536]}", "reshape1")]
    [InlineData("NODES{\"kind\":\"maxPool\",\"window\":2,\"stride\":2}", "maxPool1", "channels x height x width")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[1,2,2]},{\"kind\":\"maxPool\",\"window\":2}", "lacks 'stride'")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[1,2,2]},{\"kind\":\"averagePool\",\"window\":2,\"stride\":1,\"padding\":1}", "countsPadding")]
    [InlineData("NODES{\"kind\":\"reshape\",\"shape\":[1,2,2]},{\"kind\":\"averagePool\",\"window\":1,\"stride\":1,\"padding\":1048576,\"countsPadding\":true}", "averagePool2", "numbers are held")]
    [InlineData("NODES{\"kind\":\"elementwise\"}", "lacks 'activation'")]
    [InlineData("NODES{\"kind\":\"permute\",\"order\":[1]}", "permute1", "[1]")]
    [InlineData("NODES", "0 nodes")]
    public void What_does_not_describe_a_network_is_one_sentence(string architecture, params string[] texts)
    {
        var text = architecture.StartsWith("NODES", StringComparison.Ordinal) ? $"{Head}\"input\":[4],\"nodes\":[{architecture[5..]}]}}" : architecture;
        var error = Left(Open(Tensors, text));
        Assert.Contains(error.Category, new[] { "malformed", "shapeMismatch" });
        Assert.StartsWith("arch.json", error.Sentence);
        foreach (var expected in texts)
            Assert.Contains(expected, error.Sentence);
    }

    [Fact]
    public void Inputs_that_together_overflow_an_integer_are_refused()
    {
        // 17 * 2^28 is 2^28 again when it is counted in 32 bits.
        var inputs = string.Join(',', Enumerable.Repeat("\"input\"", 17));
        Refused(Open(Tensors, $"{Head}\"input\":[268435456],\"nodes\":[{{\"kind\":\"concatenate\",\"axis\":0,\"inputs\":[{inputs}]}}]}}"), "malformed", "concatenate1", "4563402752");
    }

    [Fact]
    public void A_document_beyond_the_limit_is_refused_before_it_is_read()
    {
        using var folder = new Folder();
        var path = folder.Put("arch.json", Utf8(new string(' ', 5_000) + Dense));
        Refused(TensorNetworks.Parse(Tensors, "m.safetensors", new(path, new(1000, 1000, 2000))), "malformed", "bytes of JSON", "limit");
    }

    [Fact]
    public void A_missing_architecture_file_is_told_by_its_own_name() =>
        Refused(TensorNetworks.Parse(Tensors, "m.safetensors", ModelOptions.Default with { Architecture = "/nowhere/arch.json" }), "inaccessible", "/nowhere/arch.json");

    [Fact]
    public void A_file_that_describes_its_own_network_says_that_the_architecture_was_not_used()
    {
        var plain = Right(ModelFiles.Open(Marginalia.Tests.Fixtures.Path("mlp-f32.onnx"), ModelOptions.Default));
        var given = Right(ModelFiles.Open(Marginalia.Tests.Fixtures.Path("mlp-f32.onnx"), ModelOptions.Default with { Architecture = "arch.json" }));
        Assert.Equal(plain.Assumptions.Count + 1, given.Assumptions.Count);
        Assert.Contains("'arch.json' was not used", given.Assumptions.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_state_with_its_architecture_is_read_from_the_flat_vector()
    {
        var network = NetworkInstances.Of("dense relu all");
        var theta = GeneratedNetwork.Point(network, new Sample(new Key(4)));
        var state = Npz.ToBytes([("theta", NumericArray.Of(theta.Flat)), ("clocks", NumericArray.Of(Vector.Of(1, 2)))]);
        var model = Right(Open(state, NetworkFiles.ToArchitecture(network)));
        Assert.Equal(theta, Right(model.Load()).Parameters);
        Assert.Equal(theta.Weight(1), Right(model.Weights[2].Load()));
        Assert.Equal("layer1, layer2, layer3", string.Join(", ", model.Coverage.Map(static c => c.Node)));
        Assert.True(model.IsCovered);
        Refused(Open(Npz.ToBytes([("theta", NumericArray.Of(Vector.Of(1)))]), NetworkFiles.ToArchitecture(network)), "shapeMismatch", "theta", $"{network.ParameterCount}");
    }

    // PyTorch's recurrent layers take steps x examples x features.
    private static Matrix ByExample(NumericArray x)
    {
        var (steps, examples, features) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        return Matrix.Build(examples, steps * features, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = x.Values[(((i / features % steps) * examples) + (i / (features * steps))) * features + (i % features)];
        });
    }
}
