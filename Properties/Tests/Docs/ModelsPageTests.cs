using System.Text.RegularExpressions;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>The examples of docs/models.md are read, with tensors of the shapes that the page speaks of.</summary>
public class ModelsPageTests
{
    private static readonly string Page = Repository.Read("docs/models.md");

    private static string[] Documents => [.. Regex.Matches(Page, "```json\n(.*?)```", RegexOptions.Singleline).Select(static m => m.Groups[1].Value)];

    [Theory]
    [InlineData(
        "\"name\": \"0\"", "1 x 8 x 8 -> convolution 8 of 3 x 3, padding 1 1 1 1 with bias -> relu -> max pool 2 x 2, stride 2 x 2 -> flatten -> dense 10 with bias",
        "0.weight,8,1,3,3;0.bias,8;1.weight,8;1.bias,8;1.running_mean,8;1.running_var,8;5.weight,10,128;5.bias,10")]
    [InlineData(
        "backbone.stem.w", "6 -> dense 5 relu with bias -> dense 5 -> sum (branch, stem) -> leakyRelu(0.1) -> dense 3 with bias",
        "backbone.stem.w,5,6;backbone.stem.b,5;backbone.branch,5,5;head.weight,3,5;head.bias,3")]
    [InlineData(
        "sequential/conv2d", "8 x 8 x 1 -> permute axes 2 0 1 -> convolution 4 of 3 x 3, stride 2 x 2 with bias -> relu -> permute axes 1 2 0 -> flatten -> dense 10 with bias",
        "sequential/conv2d/kernel,3,3,1,4;sequential/conv2d/bias,4;sequential/dense/kernel,36,10;sequential/dense/bias,10")]
    public void An_architecture_of_the_page_is_read_with_the_tensors_that_it_speaks_of(string mark, string text, string tensors)
    {
        var document = Documents.Single(d => d.Contains(mark, StringComparison.Ordinal));
        var file = Npz.ToBytes(tensors.Split(';').Select(static t => t.Split(',')).Select(static t =>
        {
            var shape = t[1..].Select(int.Parse).ToArr();
            return (t[0], NumericArray.Of(ElementType.Float32, shape, Vector.Build(shape.Fold(1, static (n, s) => n * s), static v => v.Fill(0.5))));
        }));
        using var folder = new Folder();
        var model = Right(TensorNetworks.Parse(file, "m.npz", ModelOptions.Default with { Architecture = folder.Put("a.json", Utf8(document)) }));
        Assert.True(model.IsCovered);
        Assert.Empty(model.Assumptions);
        Assert.Equal(text, Right(model.Load()).Network.Text);
    }

    [Fact]
    public void The_network_of_the_page_is_read()
    {
        var network = Documents.Single(static d => d.Contains("\"layers\"", StringComparison.Ordinal));
        Assert.Equal("2 -> dense 3 relu with bias -> dense 1", Right(Right(JsonNetworks.Parse(Utf8(network), "n.json")).Load()).Network.Text);
        Assert.Equal(4, Documents.Length);
    }

    [Fact]
    public void Every_kind_of_node_stands_in_the_table()
    {
        foreach (var form in OperationForm.All)
            Assert.Contains($"`{form.Kind}`", Page);
        Assert.Contains("`batchNorm`", Page);
        foreach (var activation in ActivationNames.Known.Split(", ").Except(["identity", "square", "sigmoid"]))
            Assert.Contains(activation, Page);
    }
}
