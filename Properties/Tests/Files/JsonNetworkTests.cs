using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public class JsonNetworkTests
{
    private static LanguageExt.Either<Error, ModelFile> Parse(string json) => JsonNetworks.Parse(Utf8(json), "net.json");

    [Fact]
    public void The_networks_of_the_reference_give_their_logits()
    {
        var seen = 0;
        foreach (var test in ReferenceFiles.Cases("capacity", "mlp-measures.json"))
        {
            var model = Right(Parse($"{{\"layers\":{test.GetProperty("layers").GetRawText()}}}"));
            var loaded = Right(model.Load());
            var inputs = ReferenceFiles.Flat(test.GetProperty("X"));
            var logits = ReferenceFiles.Flat(test.GetProperty("logits"));
            var outputs = ModelOutputs.Of(loaded, Matrix.Of(inputs.Length / loaded.Network.InputSize, loaded.Network.InputSize, inputs));
            Assert.Equal(-1, new Tolerance(1e-12, 1e-12, ToleranceScale.PerArray).FirstDifference(outputs.Span, logits));
            Assert.Equal(test.GetProperty("layers").GetArrayLength(), model.Coverage.Count);
            seen++;
        }

        Assert.Equal(ReferenceFiles.Cases("capacity", "mlp-measures.json").Count, seen);
    }

    [Fact]
    public void Schema_activation_and_biases_are_optional_and_read()
    {
        var model = Right(Parse("""{"schema":"marginalia/network/1","activation":"leakyRelu(0.5)","layers":[{"W":[[1,2],[3,4],[5,6]],"b":[1,2,3]},{"W":[[1e0,0,-2.5]],"b":null}]}"""));
        var loaded = Right(model.Load());
        Assert.Equal("2 -> dense 3 leakyRelu(0.5) with bias -> dense 1", loaded.Network.Text);
        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3, 1, 0, -2.5], loaded.Parameters.Flat.ToArray());
        Assert.Equal(Matrix.Of(3, 2, 1, 2, 3, 4, 5, 6), Right(model.Weights[0].Load()));
        Assert.Empty(model.Assumptions);
        Assert.Contains("relu", Assert.Single(Right(Parse("""{"layers":[{"W":[[1]]},{"W":[[1]]}]}""")).Assumptions));
    }

    [Theory]
    [InlineData("""{"layers":[{"W":[[1,2]]},{"W":[[1,2,3]]}]}""", "shapeMismatch", "layer2", "1 x 3", "1 x 1")]
    [InlineData("""{"layers":[{"W":[[1,2]],"b":[1,2]}]}""", "shapeMismatch", "layer1", "shape 2", "1, one")]
    [InlineData("""{"layers":[{"W":[[1,2],[3]]}]}""", "malformed", "layer1", "row 1")]
    [InlineData("""{"layers":[{"W":[[1,NaN]]}]}""", "malformed", "NaN")]
    [InlineData("""{"layers":[{"W":[[1,Infinity]]}]}""", "malformed", "Infinity")]
    [InlineData("""{"layers":[{"W":[[1,1e999]]}]}""", "malformed", "layer1", "finite")]
    [InlineData("""{"layers":[{"W":[[1,null]]}]}""", "malformed", "layer1", "finite")]
    [InlineData("""{"layers":[{"W":[[1,"2"]]}]}""", "malformed", "layer1", "finite")]
    [InlineData("""{"layers":[{"W":[[1]],"bias":[1]}]}""", "malformed", "layer1", "unknown member 'bias'")]
    [InlineData("""{"layers":[{"W":[[1]]}],"name":"x"}""", "malformed", "unknown member 'name'")]
    [InlineData("""{"layers":[{"W":[[1]],"W":[[1]]}]}""", "malformed", "repeats")]
    [InlineData("""{"layers":[{"b":[1]}]}""", "malformed", "layer1", "lacks 'W'")]
    [InlineData("""{"layers":[{"W":[]}]}""", "malformed", "layer1", "rows")]
    [InlineData("""{"layers":[{"W":[[]]}]}""", "malformed", "layer1", "columns")]
    [InlineData("""{"layers":[{"W":[1,2]}]}""", "malformed", "layer1", "list")]
    [InlineData("""{"layers":[]}""", "malformed", "0 layers")]
    [InlineData("""{"layers":{}}""", "malformed", "'layers'")]
    [InlineData("""{"layers":[3]}""", "malformed", "layer1", "no object")]
    [InlineData("""{"schema":"marginalia/architecture/1","input":[3],"nodes":[]}""", "malformed", "architecture")]
    [InlineData("""{"activation":"gelu","layers":[]}""", "malformed", "gelu")]
    [InlineData("""{"layers":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]}""", "malformed", "deeper")]
    [InlineData("", "malformed", "line 1")]
    public void What_is_no_network_is_one_sentence(string json, string category, params string[] texts) => Refused(Parse(json), category, texts);

    [Fact]
    public void A_document_of_many_numbers_beyond_the_limit_is_refused_before_it_is_parsed()
    {
        var bytes = Utf8("{\"layers\":[{\"W\":[[" + string.Join(',', Enumerable.Repeat("1", 5000)) + "]]}]}");
        Refused(JsonNetworks.Parse(bytes, "net.json", ModelOptions.Default with { Limits = new(100, 100, 1000) }), "malformed", "limit");
        using var folder = new Folder();
        Refused(JsonNetworks.Open(folder.Put("n.json", bytes), ModelOptions.Default with { Limits = new(100, 100, 1000) }), "malformed", "n.json", "limit");
        Assert.Equal(5000, Right(Right(JsonNetworks.Open(folder.Put("m.json", bytes))).Load()).Network.InputSize);
    }
}
