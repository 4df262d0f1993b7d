using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public class TensorNetworkTests
{
    private static NumericArray Tensor(int[] shape, double start = 0.25) => Tensor(ElementType.Float64, shape, start);

    private static NumericArray Tensor(ElementType type, int[] shape, double start = 0.25) =>
        NumericArray.Of(type, shape.ToArr(), Vector.Build(shape.Aggregate(1, static (n, s) => n * s), t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = start + (i * 0.5) - ((i % 3) * 0.125);
        }));

    private static byte[] File(params (string Name, int[] Shape)[] tensors) => Safetensors.ToBytes(tensors.Select(static t => (t.Name, Tensor(t.Shape))));

    private static ModelFile Open(byte[] bytes, string name = "m.safetensors") => Right(TensorNetworks.Parse(bytes, name));

    private static string Nodes(ModelFile model) => string.Join(", ", Right(model.Load()).Network.Nodes.Map(static n => n.Name));

    [Theory]
    [InlineData("net.0.weight,6,4;net.0.bias,6;net.2.weight,6,6;net.2.bias,6;net.10.weight,3,6;net.10.bias,3", "net.0, net.2, net.10", "4 -> dense 6 relu with bias -> dense 6 relu with bias -> dense 3 with bias")]
    [InlineData("dense/kernel:0,4,6;dense/bias:0,6;dense_1/kernel:0,6,5;dense_1/bias:0,5;dense_10/kernel:0,5,3;dense_10/bias:0,3", "dense, dense_1, dense_10", "4 -> dense 6 relu with bias -> dense 5 relu with bias -> dense 3 with bias")]
    [InlineData("params/Dense_0/kernel,4,6;params/Dense_0/bias,6;params/Dense_1/kernel,6,3;params/Dense_1/bias,3", "params/Dense_0, params/Dense_1", "4 -> dense 6 relu with bias -> dense 3 with bias")]
    [InlineData("W1,6,4;b1,6;W2,3,6;b2,3", "layer1, layer2", "4 -> dense 6 relu with bias -> dense 3 with bias")]
    [InlineData("coefs_0,4,6;intercepts_0,1,6;coefs_1,6,3;intercepts_1,1,3", "layer1, layer2", "4 -> dense 6 relu with bias -> dense 3 with bias")]
    [InlineData("arr_0,4,6;arr_1,6;arr_2,6,3;arr_3,3", "layer1, layer2", "4 -> dense 6 relu with bias -> dense 3 with bias")]
    [InlineData("input.weight,6,4;hidden.weight,5,6;output.weight,3,5;output.bias,3", "input, hidden, output", "4 -> dense 6 relu -> dense 5 relu -> dense 3 with bias")]
    [InlineData("w,3,4", "layer1", "4 -> dense 3")]
    public void The_order_and_orientation_of_dense_layers_are_guessed_from_names_shapes_and_biases(string tensors, string names, string text)
    {
        var model = Open(File([.. tensors.Split(';').Select(static t => t.Split(',')).Select(static t => (t[0], t[1..].Select(int.Parse).ToArray()))]));
        Assert.True(model.IsCovered);
        Assert.Equal(names, Nodes(model));
        Assert.Equal(text, Right(model.Load()).Network.Text);
        Assert.Equal(tensors.Split(';').Length, model.Coverage.Count);
        Assert.True(model.Assumptions.Count >= 3, string.Join(" ", model.Assumptions));
        Assert.All(model.Assumptions, static a => Assert.EndsWith(".", a));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_come_as_outputs_times_inputs_whichever_way_they_are_stored(bool inputsFirst)
    {
        var w = Matrix.Of(3, 2, 1, 2, 3, 4, 5, 6);
        var b = Vector.Of(7, 8, 9);
        var model = Open(Npz.ToBytes([("fc.weight", NumericArray.Of(inputsFirst ? w.Transpose() : w)), ("fc.bias", NumericArray.Of(b))]), "m.npz");
        var loaded = Right(model.Load());
        Assert.Equal(w, loaded.Parameters.Weight(0));
        Assert.Equal(w, Right(model.Weights[0].Load()));
        Assert.Equal(BlockKind.Bias, model.Weights[1].Kind);
        Assert.Equal(b.ToArray(), Right(model.Weights[1].Load()).Span.ToArray());
        Assert.Equal("fc.W", model.Weights[0].Layer);
    }

    [Theory]
    [InlineData("mlp-f32")]
    [InlineData("mlp-no-bias")]
    public void The_state_of_a_network_of_PyTorch_gives_its_outputs(string fixture)
    {
        var arrays = Right(Npz.Read(Fixtures.Path(fixture + ".npz")));
        var tensors = arrays.AsEnumerable().Where(static a => a.Item1.StartsWith("param/", StringComparison.Ordinal)).Select(static a => (a.Item1[6..], a.Item2));
        var loaded = Right(Open(Safetensors.ToBytes(tensors)).Load());
        var inputs = Right(arrays["x"].ToMatrix());
        var outputs = ModelOutputs.Of(loaded, inputs);
        var expected = Right(arrays["outputs"].ToMatrix());
        var scale = expected.Span.ToArray().Max(Math.Abs);
        for (var i = 0; i < expected.Rows; i++)
            for (var j = 0; j < expected.Columns; j++)
                Assert.InRange(Math.Abs(outputs[i, j] - expected[i, j]), 0, scale * 1e-6);
    }

    [Fact]
    public void Square_matrices_say_that_their_orientation_is_a_guess()
    {
        var model = Open(File(("a.weight", [4, 4]), ("b.weight", [4, 4])));
        Assert.Contains("other orders", string.Join(" ", model.Assumptions));
        Assert.Contains("other orientation", string.Join(" ", model.Assumptions));
    }

    [Fact]
    public void The_order_of_an_npz_file_counts_before_that_of_the_names()
    {
        (string, NumericArray)[] tensors = [("encoder/kernel", Tensor([8, 4])), ("middle/kernel", Tensor([4, 4])), ("decoder/kernel", Tensor([4, 8]))];
        Assert.Equal("encoder, middle, decoder", Nodes(Open(Npz.ToBytes(tensors), "m.npz")));
        Assert.Contains("order of the file", Open(Npz.ToBytes(tensors), "m.npz").Assumptions[0]);
        Assert.Equal("decoder, encoder, middle", Nodes(Open(Safetensors.ToBytes(tensors))));
    }

    [Fact]
    public void An_order_that_names_do_not_give_is_found_from_the_shapes()
    {
        var model = Open(File(("zeta.weight", [5, 4]), ("zeta.bias", [5]), ("alpha.weight", [3, 6]), ("mid.weight", [6, 5])));
        Assert.Equal("zeta, mid, alpha", Nodes(model));
        Assert.Contains("only one", model.Assumptions[0]);
    }

    [Theory]
    [InlineData("conv.weight,8,3,3,3;fc.weight,10,8", "conv.weight", "4 axes")]
    [InlineData("rnn.weight_ih_l0,5,5;rnn.weight_hh_l0,5,5;fc.weight,3,5", "rnn.weight_ih_l0", "'rnn'")]
    [InlineData("0.weight,6,4;1.weight,6;1.bias,6;2.weight,3,6", "1.weight", "bias of")]
    [InlineData("a.weight,6,4;b.weight,3,7", "a.weight", "no chain")]
    [InlineData("fc.bias,6", "fc.bias", "bias of")]
    [InlineData("a.weight,6,0", "a.weight", "length 0")]
    public void What_fits_no_chain_of_dense_layers_is_unsupported_and_its_weights_are_still_listed(string tensors, string node, string reason)
    {
        var list = tensors.Split(';').Select(static t => t.Split(',')).Select(static t => (t[0], t[1..].Select(int.Parse).ToArray())).ToArray();
        var model = Open(File(list));
        Assert.False(model.IsCovered);
        Assert.All(model.Coverage, static c => Assert.Contains("architecture file", ((Treatment.Unsupported)c.Treatment).Reason));
        Assert.Contains(reason, ((Treatment.Unsupported)model.Coverage.Find(c => c.Node == node).IfNone(() => throw new KeyNotFoundException(node)).Treatment).Reason);
        Assert.Equal(list.Count(static t => t.Item2.All(static s => s > 0)), model.Weights.Count);
        Assert.All(model.Weights, static w => Assert.Equal(w.Count, Right(w.Load()).Span.Length));
        Refused(model.Load(), "unsupported", "architecture file");
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void Every_floating_type_is_read(ElementType type)
    {
        var model = Open(Safetensors.ToBytes([("a.weight", Tensor(type, [3, 4])), ("a.num_batches_tracked", NumericArray.Of(ElementType.Int64, Arr<int>.Empty, Vector.Of(7)))]));
        Assert.Equal(type, model.Weights[0].Stored);
        Assert.Equal(1, model.Weights.Count);
        Assert.Contains(type.ToString().ToLowerInvariant(), model.Format);
    }

    [Fact]
    public void Infinite_weights_are_refused_with_tensor_and_entry() => Refused(
        Open(Safetensors.ToBytes([("a.weight", NumericArray.Of(Matrix.Of(1, 2, 1, double.PositiveInfinity)))])).Load(), "nonFinite", "a.weight", "entry 1", "Infinity");

    [Fact]
    public void A_file_without_tensors_is_an_error() => Refused(TensorNetworks.Parse(Safetensors.ToBytes([]), "m.safetensors"), "malformed", "no tensor");

    [Fact]
    public void Many_square_matrices_are_ordered_within_a_bounded_search()
    {
        // No order fits, and there are 40! to try.
        var model = Open(File([.. Enumerable.Range(0, 40).Select(static i => ($"m{i}.weight", new[] { 2, 2 })), ("odd.weight", [3, 5])]));
        Assert.False(model.IsCovered);
    }

    [Theory]
    [InlineData("PyTorch", "pickle", "docs/models.md")]
    [InlineData("old PyTorch", "pickle")]
    [InlineData("Keras", "HDF5", "ONNX")]
    [InlineData("old Keras", "HDF5")]
    public void Files_of_other_programs_that_are_not_read_are_called_what_they_are(string program, params string[] texts)
    {
        using var folder = new Folder();
        var path = folder.Put("model", program switch
        {
            "PyTorch" => Zip(System.IO.Compression.CompressionLevel.NoCompression, ("archive/data.pkl", [0x80, 2]), ("archive/data/0", new byte[8])),
            "Keras" => Zip(System.IO.Compression.CompressionLevel.Optimal, ("config.json", Utf8("{}")), ("model.weights.h5", new byte[8])),
            "old PyTorch" => [0x80, 2, .. new byte[70]],
            _ => [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n', .. new byte[70]],
        });
        Refused(ModelFiles.Open(path, ModelOptions.Default), "unsupported", [.. texts, "model"]);
    }

    [Fact]
    public void The_structure_of_a_file_larger_than_memory_is_read_and_each_of_its_tensors_alone()
    {
        // 4.8 GB that take no room on the disk.
        const long wide = 4L * 60_000 * 20_000;
        var header = Utf8($$$"""{"a.weight":{"dtype":"F32","shape":[60000,20000],"data_offsets":[0,{{{wide}}}]},"b.weight":{"dtype":"F64","shape":[2,60000],"data_offsets":[{{{wide}}},{{{wide + 960_000}}}]}}""");
        using var folder = new Folder();
        var path = folder.Put("big.safetensors", [.. U32(header.Length), .. U32(0), .. header]);
        using (var stream = new FileStream(path, FileMode.Open))
            stream.SetLength(8 + header.Length + wide + 960_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var model = Right(TensorNetworks.Open(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal("a.W, b.W", string.Join(", ", model.Weights.Map(static w => w.Layer)));
        Assert.Equal(120_000, Right(model.Weights[1].Load()).Span.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Refused(model.Weights[0].Load(), "malformed", "a.weight", "limit");
    }
}
