using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using Xunit.Sdk;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.ProtoBytes;

namespace Marginalia.Tests;

/// <summary>Mutates valid files of every format: a reader returns a value or one error, in bounded memory, and always ends.</summary>
/// <remarks>MARGINALIA_FUZZ sets the number of mutants (10,000 unless given), MARGINALIA_SEED the seed; a failure prints format, seed and index and keeps the mutant.</remarks>
public class FuzzTests
{
    /// <summary>Small, so that whatever a mutant claims is refused before it takes more than <see cref="MostBytes"/>.</summary>
    private static readonly ReadLimits Limits = new(100_000, 1_000, 100_000);

    private static readonly ModelOptions Options = new(Option<string>.None, Limits);

    private const long MostBytes = 32_000_000;

    /// <summary>A mutant takes well under a millisecond; this only catches a reader that does not end.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    private static readonly double[] Some = [.. Enumerable.Range(0, 60).Select(static i => (i * 0.37) - 5)];

    private sealed record Format(string Name, byte[] Valid, Func<byte[], Either<Error, int>> Read);

    private static readonly Format[] Formats =
    [
        new("npy", NpyBytes("'<f4'", "(3, 5)", new byte[60], fortran: true), static b => Npy.Parse(b, "m", Limits).Map(static a => a.Values.Length)),
        new("npy.gz", Gzip(NpyBytes("'<i2'", "(30,)", new byte[60])), static b => Npy.Parse(b, "m", Limits).Map(static a => a.Values.Length)),
        new("npz stored", Npz.ToBytes([("x", NumericArray.Of(Matrix.Of(12, 5, Some))), ("y", NumericArray.Of([1, 2, 3]))]), static b => All(Npz.Parse(b, "m", Limits))),
        new("npz deflated", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "(60,)", F64(Some))), ("y.npy", NpyBytes("'|u1'", "(9,)", new byte[9]))), static b => All(Npz.Parse(b, "m", Limits))),
        new("npz of NumPy", Fixtures.Bytes("arrays-deflated.npz"), static b => All(Npz.Parse(b, "m", Limits))),
        new("IDX", IdxBytes(8, [3, 4, 5], new byte[60]), static b => Idx.Parse(b, "m", Limits).Map(static a => a.Values.Length)),
        new("IDX.gz", Gzip(IdxBytes(13, [15], new byte[60])), static b => Idx.Parse(b, "m", Limits).Map(static a => a.Values.Length)),
        new("CSV", Utf8("a,\"b, c\",label\n# comment\n1.5,-2e3,0\r\n\"3\",nan,1\n4,5,2"), static b => Csv.Parse(b, "m", Limits).Map(static t => t.Numbers.Rows)),
        new("CSV.gz", Gzip(Utf8("1,2\n3,4\n5,6\n")), static b => Csv.Parse(b, "m", Limits).Map(static t => t.Numbers.Rows)),
        new("safetensors", Safetensors.ToBytes([("w", NumericArray.Of(Matrix.Of(12, 5, Some))), ("b", NumericArray.Of(Vector.Of(1, 2)))], new Map<string, string>([("k", "v")])), static b => All(Safetensors.Parse(b, "m", Limits))),
        new("ONNX", Fixtures.Bytes("convolution.onnx"), All),
        new("ONNX with shape work", Fixtures.Bytes("branches.onnx"), All),
        new("ONNX as a network", Fixtures.Bytes("convolution.onnx"), Network),
        new("ONNX as a network with shapes worked out", Fixtures.Bytes("everything-opset11.onnx"), Network),
        new("ONNX as a recurrent network", Fixtures.Bytes("recurrent.onnx"), Network),
        new("safetensors with their architecture", NetworkBytes(safetensors: true), static b => Network(TensorNetworks.Parse(b, "m", Options))),
        new("npz with its architecture", NetworkBytes(safetensors: false), static b => Network(TensorNetworks.Parse(b, "m", Options))),
        new("tensors of a dense network", Safetensors.ToBytes([("a.weight", NumericArray.Of(Matrix.Of(12, 5, Some))), ("b.weight", NumericArray.Of(Matrix.Of(2, 12, Some[..24]))), ("b.bias", NumericArray.Of(Vector.Of(1, 2)))]), static b => Network(TensorNetworks.Parse(b, "m", Options))),
        new("training state", Npz.ToBytes([("theta", NumericArray.Of(Vector.Of([.. Some, .. Some]))), ("marginalia.architecture", EmbeddedArchitecture.Array(NetworkInstances.Valid(Marginalia.Networks.Network.Dense([8, 12, 2], new Activation.Tanh(), BiasPlacement.None))))]), static b => Network(TensorNetworks.Parse(b, "m", Options))),
        new("architecture", Utf8(NetworkFiles.ToArchitecture(NetworkInstances.Of("convolution residual"))), Architecture),
        new("JSON network", Utf8("""{"schema":"marginalia/network/1","layers":[{"W":[[1,2.5e0],[3,4],[-5,6]],"b":[1,2,3]},{"W":[[1,0,-2.5]],"b":null}]}"""), static b => Network(JsonNetworks.Parse(b, "m", Options))),
        new("ONNX with typed fields", Model(
            Value(11, "x"), Value(12, "y"), Node("Add", ["x", "w"], ["y"], Message(5, Text(1, "a"), Int(8, 1), Message(8, [1, 2, 3]), Int(20, 7))),
            Message(5, Tensor("w", 1, [2, 2], Single(4, 1), Message(4, new byte[12]))), Message(5, Tensor("i", 7, [3], Int(7, -1), Message(7, [1, 2]))),
            Message(5, Tensor("e", 11, [1], Entry("location", "w.bin"), Int(14, 1)))), All),
    ];

    private static int Count => Environment.GetEnvironmentVariable("MARGINALIA_FUZZ") is { Length: > 0 } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 10_000;

    [Fact]
    public void Mutants_of_valid_files_give_typed_errors_in_bounded_memory_and_time()
    {
        foreach (var format in Formats.Where(static f => !f.Name.Contains("typed")))
            Assert.True(format.Read(format.Valid).IsRight, $"The valid file '{format.Name}' is read: {format.Read(format.Valid)}");
        var accepted = 0;
        Sample.ForAll(Count, sample =>
        {
            var format = sample.Element<Format>(Formats);
            var mutant = Mutant(sample, format.Valid);
            accepted += Try(format, mutant) ? 1 : 0;
        });
        // Both outcomes occur, or the test would show nothing: most mutations break a file, some leave it readable.
        Assert.InRange(accepted, Count / 100, Count - (Count / 2));
    }

    private static bool Try(Format format, byte[] mutant)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        try
        {
            var read = format.Read(mutant);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < MostBytes, $"it took {taken} bytes");
            Assert.True(clock.Elapsed < Hang, "it did not end in time");
            read.IfLeft(static e => Assert.True(e.Sentence.Length is > 10 and < 1_000 && !e.Sentence.Contains('\n'), e.Sentence));
            return read.IsRight;
        }
        catch (Exception e)
        {
            var kept = Path.Combine(Path.GetTempPath(), "marginalia-mutant." + format.Name.Replace(' ', '-'));
            File.WriteAllBytes(kept, mutant);
            throw new XunitException($"A mutant of '{format.Name}', kept in {kept}: {e}", e);
        }
    }

    private static Either<Error, int> All(Either<Error, ArrayFile> file) => file.Bind(static f => f.LoadAll()).Map(static all => all.Count);

    /// <summary>Reads a model and every tensor in it; one that cannot be loaded does not keep the others from being tried.</summary>
    private static Either<Error, int> All(byte[] bytes) => Onnx.Parse(bytes, "m", Limits).Bind(static model =>
    {
        var tensors = model.Graph.Initializers.Append(model.Graph.Nodes.SelectMany(static n => n.Attributes)
            .Select(static a => a.Value).OfType<OnnxAttributeValue.Tensor>().Select(static t => t.Content)).ToList();
        var loaded = tensors.ConvertAll(static t => t.Load());
        var written = Onnx.ToBytes(model);
        return loaded.Find(static l => l.IsLeft) is { IsLeft: true } failed ? failed.Map(static _ => 0) : written.Map(static b => b.Length);
    });

    private static Either<Error, int> Network(byte[] bytes) => Network(Onnx.Parse(bytes, "m", Limits).Bind(static model => OnnxNetworks.Of(model, "m", Options)));

    private static byte[] NetworkBytes(bool safetensors)
    {
        var network = NetworkInstances.Of("two convolutions relu");
        var parameters = GeneratedNetwork.Point(network, new Sample(new Key(1)));
        return Generated.Right(safetensors ? NetworkFiles.ToSafetensors(network, parameters) : NetworkFiles.ToNpz(network, parameters, ElementType.Float32));
    }

    /// <summary>Reads a document with the tensors of the network that the valid one describes.</summary>
    private static Either<Error, int> Architecture(byte[] document) => FileReading.Run("m", () =>
        ArchitectureReader.Read("m", StrictJson.Of("m", document, Limits), Residual, Limits)).Bind(static reading => reading.Bound.Load("m")).Map(static l => l.Parameters.Flat.Length);

    private static readonly ArrayFile Residual = Generated.Right(Safetensors.Parse(
        Generated.Right(NetworkFiles.ToSafetensors(NetworkInstances.Of("convolution residual"), GeneratedNetwork.Point(NetworkInstances.Of("convolution residual"), new Sample(new Key(1))))), "m"));

    /// <summary>Reads a model as a network, and every weight of it on its own; whatever is not understood is in the coverage.</summary>
    private static Either<Error, int> Network(Either<Error, ModelFile> read) => read.Bind(static file =>
    {
        Assert.True(file.Coverage.Count > 0, "the coverage is empty");
        var weights = file.Weights.Map(static w => w.Load()).ToList();
        var loaded = file.Load();
        if (loaded.IsRight)
            Assert.True(file.IsCovered && weights.TrueForAll(static w => w.IsRight), "a network was read though a node or a weight was not");
        return loaded.Map(static l => l.Parameters.Flat.Length);
    });

    [Fact]
    public void Architectures_with_foreign_values_give_typed_errors_in_bounded_memory_and_time()
    {
        var documents = NetworkInstances.Names.Select(static n => NetworkInstances.Of(n)).Where(static n => n.ParameterCount > 0).Select(static n => (Network: n, File: Generated.Right(Safetensors.Parse(
            Generated.Right(NetworkFiles.ToSafetensors(n, GeneratedNetwork.Point(n, new Sample(new Key(1))))), "m")))).ToArray();
        var (accepted, tried) = (0, Count / 3);
        Sample.ForAll(tried, sample =>
        {
            var (network, file) = sample.Element<(Network Network, ArrayFile File)>(documents);
            var document = JsonNode.Parse(NetworkFiles.ToArchitecture(network))!;
            for (var change = sample.Integer(1, 3); change > 0; change--)
                Change(sample, document);
            var format = new Format("architecture with foreign values", [], bytes => FileReading.Run("m", () =>
                ArchitectureReader.Read("m", StrictJson.Of("m", bytes, Limits), file, Limits)).Bind(static r => r.Bound.Load("m")).Map(static l => l.Parameters.Flat.Length));
            accepted += Try(format, Utf8(document.ToJsonString())) ? 1 : 0;
        });
        Assert.InRange(accepted, tried / 100, tried / 2);
    }

    /// <summary>Replaces, removes or adds one value somewhere in a document.</summary>
    private static void Change(Sample sample, JsonNode document)
    {
        var nodes = document["nodes"]!.AsArray();
        var target = nodes.Count == 0 || sample.Integer(0, 5) == 0 ? document.AsObject() : nodes[sample.Integer(0, nodes.Count - 1)] as JsonObject ?? document.AsObject();
        var name = target.Count == 0 ? "inputs" : target.ElementAt(sample.Integer(0, target.Count - 1)).Key;
        JsonNode? foreign = sample.Integer(0, 11) switch
        {
            0 => 0,
            1 => -1,
            2 => int.MaxValue,
            3 => 1e300,
            4 => sample.Element("input", "op", "batchNorm", "sum", "flatten", "\0", "relu", "softmax"),
            5 => null,
            6 => true,
            7 => new JsonArray(),
            8 => new JsonArray(65536, 65536, 65536),
            9 => new JsonArray("input", "c1", "out"),
            10 => new JsonObject { ["sum"] = new JsonArray("op.K", "op.K") },
            _ => sample.Integer(0, 9),
        };
        switch (sample.Integer(0, 4))
        {
            case 0:
                if (name != "nodes")
                    target.Remove(name);
                break;
            case 1:
                target[sample.Element("tensors", "inputs", "padding", "groups", "epsilon", "ending", "axes")] = foreign;
                break;
            default:
                if (name != "nodes")
                    target[name] = foreign;
                break;
        }
    }

    /// <summary>One to four changes of the kinds that break parsers: bits, extreme integers, lengths, repetitions, cuts, foreign pieces.</summary>
    private static byte[] Mutant(Sample sample, byte[] valid)
    {
        var bytes = new List<byte>(valid);
        for (var change = sample.Integer(1, 4); change > 0; change--)
        {
            var at = bytes.Count == 0 ? 0 : sample.Integer(0, bytes.Count - 1);
            var length = Math.Min(sample.Integer(1, 12), bytes.Count - at);
            switch (sample.Integer(0, 9))
            {
                case 0 or 1 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << sample.Integer(0, 7));
                    break;
                case 2 when bytes.Count > 0:
                    bytes[at] = sample.Element<byte>(0, 1, 0x7F, 0x80, 0xFF, (byte)'"', (byte)',', (byte)'\n', (byte)'{', (byte)'9');
                    break;
                case 3:
                    Overwrite(bytes, at, BitConverter.GetBytes(sample.Element(0L, -1, 1, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40)).AsSpan(0, sample.Element(2, 4, 8)));
                    break;
                case 4:
                    var reversed = BitConverter.GetBytes(sample.Element(-1, int.MaxValue, 65536, 1 << 28));
                    Array.Reverse(reversed);
                    Overwrite(bytes, at, reversed);
                    break;
                case 5:
                    bytes.RemoveRange(at, length);
                    break;
                case 6:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 7:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 8:
                    bytes.InsertRange(at, Varint(sample.Word() >> sample.Integer(0, 63)));
                    break;
                default:
                    var other = sample.Element<Format>(Formats).Valid;
                    var from = sample.Integer(0, other.Length - 1);
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + sample.Integer(1, 60))]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }
}
