using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public class OnnxExportTests
{
    public static TheoryData<string> Networks => NetworkInstances.All;

    [Fact]
    public void A_generated_network_computes_the_same_after_a_way_through_ONNX()
    {
        var (written, refused) = (0, new System.Collections.Generic.HashSet<string>());
        Sample.ForAll(600, sample =>
        {
            var network = GeneratedNetwork.Of(sample);
            var parameters = GeneratedNetwork.Point(network, sample);
            NetworkFiles.ToOnnx(network, parameters).Match(model => Same(network, parameters, model, sample), e => IsRefused(e, refused));
            written++;
        });
        Assert.Equal(600, written);
        Assert.InRange(refused.Count, 2, 5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_of_the_table_computes_the_same_after_a_way_through_ONNX(string name)
    {
        var network = NetworkInstances.Of(name);
        var parameters = GeneratedNetwork.Point(network, new Sample(new Key(11)));
        NetworkFiles.ToOnnx(network, parameters).Match(
            model => Same(network, parameters, model, new Sample(new Key(12))),
            static e => IsRefused(e, []));
    }

    [Fact]
    public void Dense_chains_come_back_as_the_same_value_with_the_same_bits() => Sample.ForAll(100, static sample =>
    {
        var sizes = Enumerable.Range(0, sample.Integer(2, 5)).Select(_ => sample.Integer(1, 6)).ToArray();
        var network = Valid(Network.Dense(sizes, sample.Element<Activation>(new Activation.Relu(), new Activation.Tanh(), new Activation.LeakyRelu(0.1), new Activation.LeakyRelu(0.25), new Activation.Softplus()), sample.Element(BiasPlacement.All, BiasPlacement.None, BiasPlacement.First)));
        var parameters = GeneratedNetwork.Point(network, sample);
        var loaded = Load(Right(NetworkFiles.ToOnnx(network, parameters)));
        Assert.Equal(network, loaded.Network);
        Assert.Equal(parameters.Flat, loaded.Parameters.Flat);
    });

    [Fact]
    public void Every_block_is_a_tensor_of_the_file_with_its_name_and_bits()
    {
        var network = NetworkInstances.Of("two convolutions relu");
        var parameters = GeneratedNetwork.Point(network, new Sample(new Key(2)));
        var model = Right(Onnx.Parse(Right(Onnx.ToBytes(Right(NetworkFiles.ToOnnx(network, parameters)))), "m"));
        foreach (var block in network.Layout.Blocks)
        {
            var array = Right(model.Graph.Initializers.First(t => t.Name == block.Name).Load());
            Assert.Equal(block.Dimensions, array.Shape);
            Assert.Equal(Vector.Of(parameters.Of(block)), array.Values);
        }

        Assert.Equal(17, model.OpsetVersion);
    }

    [Fact]
    public void A_model_in_single_precision_holds_the_rounded_weights()
    {
        var network = NetworkInstances.Of("dense relu all");
        var parameters = GeneratedNetwork.Point(network, new Sample(new Key(2)));
        var loaded = Load(Right(NetworkFiles.ToOnnx(network, parameters, ElementType.Float32)));
        Assert.Equal(parameters.Flat.ToArray().Select(static x => (double)(float)x), loaded.Parameters.Flat.ToArray());
        Refused(NetworkFiles.ToOnnx(network, parameters, ElementType.Float16), "parameterDomain", "float16", "float32 or float64");
    }

    [Theory]
    [InlineData("mlp-f64")]
    [InlineData("mlp-f32")]
    [InlineData("convolution")]
    public void A_network_of_PyTorch_is_written_with_the_operators_and_attributes_of_PyTorch(string fixture)
    {
        var theirs = Right(Onnx.Read(Fixtures.Path(fixture + ".onnx")));
        var loaded = Right(Right(OnnxNetworks.Open(Fixtures.Path(fixture + ".onnx"))).Load());
        var ours = Right(NetworkFiles.ToOnnx(loaded.Network, loaded.Parameters));
        string[] folded = ["BatchNormalization", "Dropout", "Flatten", "Identity", "Constant", "Pad"];
        var (a, b) = (theirs.Graph.Nodes.Filter(n => !folded.Contains(n.Operator)), ours.Graph.Nodes.Filter(n => !folded.Contains(n.Operator)));
        Assert.Equal(a.Map(static n => n.Operator), b.Map(static n => n.Operator));
        foreach (var (their, own) in a.Zip(b))
        {
            Assert.Equal(their.Inputs.Count, own.Inputs.Count);
            foreach (var attribute in own.Attributes)
                Assert.Equal(attribute.Value, their.Attribute(attribute.Name).IfNone(() => Usual(attribute)));
        }
    }

    // What an operator means without the attribute.
    private static OnnxAttributeValue Usual(OnnxAttribute attribute) => attribute.Name switch
    {
        "dilations" or "strides" => OnnxExport.Attribute("", 1, 1).Value,
        "pads" => OnnxExport.Attribute("", 0, 0, 0, 0).Value,
        _ => OnnxExport.Setting("", 0).Value,
    };

    // What the operator set cannot say, and nothing else.
    private static void IsRefused(Error error, System.Collections.Generic.HashSet<string> seen)
    {
        string[] reasons = ["circular padding", "dilation of average pools", "no activation power", "no activation reluPower", "no activation leakyRelu"];
        var reason = Array.Find(reasons, r => error.Sentence.Contains(r));
        Assert.True(error is Error.Unsupported && reason is not null, error.Sentence);
        seen.Add(reason!);
    }

    private static LoadedNetwork Load(OnnxModel model)
    {
        using var folder = new Folder();
        var opened = Right(OnnxNetworks.Open(folder.Put("m.onnx", Right(Onnx.ToBytes(model)))));
        Assert.True(opened.IsCovered, string.Join(" ", opened.Coverage));
        return Right(opened.Load());
    }

    private static void Same(Network network, Parameters parameters, OnnxModel model, Sample sample)
    {
        var inputs = Matrix.Of(3, network.InputSize, sample.Gaussian(3 * network.InputSize));
        var expected = ModelOutputs.Of(network, parameters, inputs).Span.ToArray();
        // A graph that is nothing but its input in another shape, or an ending of it, is not a network that anybody measures.
        if (expected.Zip(inputs.Span.ToArray()).All(static p => Math.Abs(p.Item1 - p.Item2) < 1e-12 || Math.Abs(p.Item1 - (1 / (1 + Math.Exp(-p.Item2)))) < 1e-12))
            return;
        var loaded = Load(model);
        var outputs = ModelOutputs.Of(loaded, inputs).Span.ToArray();
        if (loaded.Ending == OutputEnding.Logistic)
            outputs = [.. outputs.Select(static z => 1 / (1 + Math.Exp(-z)))];
        Assert.True(new Tolerance(1e-12, 1e-12, ToleranceScale.PerArray).FirstDifference(outputs, expected) < 0, $"{network.Text} came back as {loaded.Network.Text} with the ending {loaded.Ending} {string.Join(" ", Right(OnnxNetworks.Of(model, "m")).Coverage)}");
    }
}
