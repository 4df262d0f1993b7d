using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;
using static Marginalia.Tests.ProtoBytes;

namespace Marginalia.Tests;

public class HostileOnnxTests
{
    private static Either<Error, OnnxModel> Parse(byte[] bytes) => Onnx.Parse(bytes, "a.onnx");

    private static Either<Error, NumericArray> Entries(byte[] tensor) => Parse(WithTensor(tensor)).Bind(static m => m.Graph.Initializers[0].Load());

    [Fact]
    public void Every_truncation_of_a_model_is_an_error()
    {
        var bytes = Fixtures.Bytes("mlp-f32.onnx");
        for (var length = 0; length < bytes.Length; length++)
            if (Parse(bytes[..length]).Bind(static m => m.Graph.Initializers.Fold(Prelude.Right<Error, int>(0), static (n, t) => n.Bind(c => t.Load().Map(_ => c + 1)))) is var read && read.IsRight)
                Assert.Equal(6, Right(read)); // what follows the graph is only the versions of the operators
    }

    [Fact]
    public void Broken_encoding_is_one_sentence()
    {
        Refused(Parse([]), "malformed", "no graph");
        Refused(Parse([0x80]), "malformed", "ends within");
        Refused(Parse([0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), "malformed", "64 bits");
        Refused(Parse([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), "malformed", "64 bits");
        Refused(Parse([0x00, 0x01]), "malformed", "field tag 0");
        Refused(Parse([0x3B, 0x3C]), "malformed", "field tag 59");
        Refused(Parse([.. Tag(7, 2), 200, 1, 0]), "malformed", "200");
        Refused(Parse([.. Tag(7, 2), .. Varint(ulong.MaxValue)]), "malformed", "18446744073709551615");
        Refused(Parse([.. Tag(7, 0), 1]), "malformed", "field 7");
        Refused(Parse([.. Tag(7, 5), 1]), "malformed");
        Refused(Parse(Utf8("This is not a model at all, but a text that somebody saved under a wrong name.")), "malformed");
        Refused(Parse(Join(Model(), Model())), "malformed", "two graphs");
        Refused(Parse(Message(7, Message(1, Message(5, Text(1, "a"), Int(20, 77))))), "malformed", "'a'", "77");
        Refused(Parse(Message(7, Message(1, Message(5, Text(1, "a"), Int(20, 4))))), "malformed", "lacks its tensor");
    }

    [Fact]
    public void Cycles_unknown_inputs_and_repeated_names_are_refused()
    {
        Refused(Parse(Model(Value(11, "x"), Node("Add", ["x", "b"], ["a"]), Node("Relu", ["a"], ["b"]), Value(12, "b"))), "malformed", "'b'", "cycle");
        Refused(Parse(Model(Node("Relu", ["a"], ["a"]))), "malformed", "'a'");
        Refused(Parse(Model(Value(11, "x"), Node("Relu", ["x"], ["y"]), Node("Relu", ["x"], ["y"]))), "malformed", "'y'", "already");
        Refused(Parse(Model(Value(11, "x"), Node("Relu", ["x"], ["x"]))), "malformed", "'x'", "already");
        Refused(Parse(Model(Message(5, Tensor("w", 1, [0])), Message(5, Tensor("w", 1, [0])))), "malformed", "two initializers named 'w'");
        Refused(Parse(Model(Message(5, Tensor("", 1, [0])))), "malformed", "without a name");
        Refused(Parse(Model(Value(11, "x"), Value(11, "x"))), "malformed", "two inputs named 'x'");
        Refused(Parse(Model(Value(12, "y"))), "malformed", "'y'", "no node");
        Refused(Parse(Model(Node("Relu", [""], ["y"], Message(5, Text(1, "a"), Int(20, 2)), Message(5, Text(1, "a"), Int(20, 2))))), "malformed", "two attributes named 'a'");
    }

    [Fact]
    public void Shapes_that_do_not_fit_their_entries_are_refused()
    {
        Refused(Entries(Tensor("w", 1, [2], Message(9, new byte[7]))), "malformed", "'w'", "7 bytes");
        Refused(Entries(Tensor("w", 1, [2], Message(9, new byte[12]))), "malformed", "12 bytes");
        Refused(Entries(Tensor("w", 1, [-1], Message(9, []))), "malformed", "-1");
        Refused(Entries(Tensor("w", 1, [int.MaxValue, int.MaxValue, int.MaxValue], Message(9, []))), "malformed");
        Refused(Entries(Tensor("w", 1, [3], Single(4, 1), Single(4, 2))), "malformed", "2 entries");
        Refused(Entries(Tensor("w", 1, [1], Single(4, 1), Single(4, 2))), "malformed", "more than 1");
        Refused(Entries(Tensor("w", 1, [int.MaxValue], Single(4, 1))), "malformed", "2147483647");
        Refused(Entries(Tensor("w", 1, [.. Enumerable.Repeat(1, 33)], Single(4, 1))), "malformed", "32 axes");
        Refused(Entries(Tensor("w", 7, [1], Single(7, 1))), "malformed", "field 7");
        Refused(Entries(Tensor("w", 7, [1], Int(7, 9007199254740993))), "malformed", "64-bit");
    }

    [Fact]
    public void Claims_and_swarms_of_tiny_messages_take_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Entries(Tensor("w", 11, [200_000_000], Double(10, 1))), "malformed", "200000000");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        var nodes = Model(Enumerable.Repeat(Message(1), 50_000).ToArray());
        Refused(Onnx.Parse(nodes, "a.onnx", new(1000, 1000, 1000)), "malformed", "too many");
        Refused(Onnx.Parse(Model(Text(2, new string('x', 2000))), "a.onnx", new(1000, 1000, 1000)), "malformed", "2000", "limit");
    }

    [Fact]
    public void Deeply_nested_graphs_are_skipped_not_followed()
    {
        byte[] inner = Text(2, "inner");
        for (var depth = 0; depth < 2000; depth++)
            inner = Message(1, Message(5, Text(1, "body"), Message(6, inner), Int(20, 5)));
        Assert.Equal("(a graph)", OnnxTests.Shown(Right(Parse(Model(inner))).Graph.Nodes[0].Attributes[0].Value));
    }

    [Fact]
    public void External_data_are_read_from_beside_the_model()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(Path.Combine(folder.Root, "data"));
        folder.Put("w.bin", F64(9, 1, 2, 3));
        folder.Put("data/v.bin", F64(4, 5));
        var path = folder.Put("m.onnx", Model(
            Message(5, Tensor("w", 11, [2], Entry("location", "w.bin"), Entry("offset", "8"), Entry("length", "16"), Int(14, 1))),
            Message(5, Tensor("v", 11, [2], Entry("location", "data/v.bin"), Int(14, 1)))));
        var initializers = Right(Onnx.Read(path)).Graph.Initializers;
        Assert.Equal(Vector.Of(1, 2), Right(initializers[0].Load()).Values);
        Assert.Equal(Vector.Of(4, 5), Right(initializers[1].Load()).Values);
        var within = Right(Onnx.ToBytes(Right(Onnx.Read(path))));
        Assert.Equal(Vector.Of(4, 5), Right(Right(Parse(within)).Graph.Initializers[1].Load()).Values);
        Refused(Parse(File.ReadAllBytes(path)).Bind(static m => m.Graph.Initializers[0].Load()), "unsupported", "w.bin");
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("data/../../secret.bin")]
    [InlineData("data/../w.bin")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("..\\secret.bin")]
    [InlineData("C:\\secret.bin")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("link.bin")]
    [InlineData("linked/secret.bin")]
    [InlineData("indirect/secret.bin")]
    [InlineData("loop")]
    public void External_data_outside_of_the_folder_are_never_read(string location)
    {
        using var outer = new Folder();
        outer.Put("secret.bin", F64(1));
        var inner = Directory.CreateDirectory(Path.Combine(outer.Root, "model")).FullName;
        Directory.CreateDirectory(Path.Combine(inner, "data"));
        File.CreateSymbolicLink(Path.Combine(inner, "link.bin"), Path.Combine("..", "secret.bin"));
        Directory.CreateSymbolicLink(Path.Combine(inner, "linked"), outer.Root);
        Directory.CreateSymbolicLink(Path.Combine(inner, "indirect"), Path.Combine("data", "..", "linked"));
        File.CreateSymbolicLink(Path.Combine(inner, "loop"), "loop");
        var path = Path.Combine(inner, "m.onnx");
        File.WriteAllBytes(path, WithTensor(Tensor("w", 11, [1], Entry("location", location), Int(14, 1))));
        var error = Left(Right(Onnx.Read(path)).Graph.Initializers[0].Load());
        Assert.True(error.Category == (location == "loop" ? "inaccessible" : "malformed"), error.Sentence);
    }

    [Fact]
    public void A_model_in_a_folder_that_is_itself_a_link_finds_its_external_data()
    {
        using var folder = new Folder();
        var real = Directory.CreateDirectory(Path.Combine(folder.Root, "real")).FullName;
        File.WriteAllBytes(Path.Combine(real, "w.bin"), F64(6));
        File.WriteAllBytes(Path.Combine(real, "m.onnx"), WithTensor(Tensor("w", 11, [1], Entry("location", "w.bin"), Int(14, 1))));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "link"), real);
        Assert.Equal(Vector.Of(6), Right(Right(Onnx.Read(Path.Combine(folder.Root, "link", "m.onnx"))).Graph.Initializers[0].Load()).Values);
    }

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "99999999999999999999")]
    [InlineData("offset", "0x10")]
    [InlineData("offset", "8")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("length", "7")]
    [InlineData("length", "-8")]
    [InlineData("length", "16")]
    public void Offsets_and_lengths_of_external_data_are_checked(string key, string value)
    {
        using var folder = new Folder();
        folder.Put("w.bin", F64(1));
        var path = folder.Put("m.onnx", WithTensor(Tensor("w", 11, [1], Entry("location", "w.bin"), Entry(key, value), Int(14, 1))));
        Assert.Equal("malformed", Left(Onnx.Read(path).Bind(static m => m.Graph.Initializers[0].Load())).Category);
    }

    [Fact]
    public void Missing_external_data_are_named()
    {
        using var folder = new Folder();
        var path = folder.Put("m.onnx", WithTensor(Tensor("w", 11, [1], Entry("location", "none.bin"), Int(14, 1))));
        Refused(Onnx.Read(path).Bind(static m => m.Graph.Initializers[0].Load()), "inaccessible", "none.bin");
    }

    [Fact]
    public void A_model_larger_than_memory_is_opened_and_read_tensor_by_tensor()
    {
        // Two tensors of 2 GB that take no room on the disk, and a small one.
        const int big = 2_000_000_000;
        using var folder = new Folder();
        var path = folder.Put("big.onnx", Int(1, 7));
        using (var stream = new FileStream(path, FileMode.Append))
        {
            byte[] Head(string name) => [.. Int(1, big), .. Int(2, 2), .. Text(8, name), .. Tag(9, 2), .. Varint(big)];
            byte[] Large(string name) => [.. Tag(5, 2), .. Varint((ulong)(Head(name).Length + (long)big)), .. Head(name)];
            var small = Message(5, Tensor("c", 11, [1], Message(9, F64(2.5))));
            stream.Write([.. Tag(7, 2), .. Varint((ulong)(Large("a").Length + Large("b").Length + (2L * big) + small.Length))]);
            foreach (var name in (string[])["a", "b"])
            {
                stream.Write(Large(name));
                stream.Seek(big, SeekOrigin.Current);
            }

            stream.Write(small);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var initializers = Right(Onnx.Read(path)).Graph.Initializers;
        Assert.Equal(2.5, Right(initializers[2].Load()).Values[0]);
        Refused(initializers[0].Load(), "malformed", "2000000000", "limit");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }
}
