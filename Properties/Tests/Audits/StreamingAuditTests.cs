using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using LanguageExt;
using Marginalia.Audits;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Files larger than memory: the layer table needs room for the largest tensor alone, about 32 bytes for each of its entries.</summary>
public sealed class StreamingAuditTests
{
    private const int Tensors = 60;
    private const int Rows = 64;
    private const int Columns = 16_384;

    // 100 MB of heap for a file of 252 MB that is 503 MB in double; the largest tensor takes 8 MB.
    private const string HeapLimit = "0x6400000";

    [Fact]
    public void A_file_of_several_times_the_memory_is_audited_tensor_by_tensor()
    {
        var path = Path.Combine(Path.GetTempPath(), $"marginalia-{Environment.ProcessId}-{Guid.NewGuid():N}.safetensors");
        try
        {
            Write(path);
            var lines = Child(path);
            Assert.Equal($"{Tensors} layers", lines[0]);
            var squares = Enumerable.Range(0, Tensors).Sum(static k => Size(k) * (double)Size(k) * Rows * Columns);
            Near("norm.fro.sum-sq", squares);
            Near("norm.unit.prod(1)", Enumerable.Range(0, Tensors).Sum(static k => Math.Log(Size(k) * (double)Columns)), log: true);
            // Every row is the first or its opposite: all tensors have rank 1.
            Near("spec.stable-rank-sum", Tensors);

            void Near(string id, double expected, bool log = false)
            {
                var found = lines.Single(l => l.StartsWith(id + " ", StringComparison.Ordinal)).Split(' ');
                CapacityCases.Check(id, expected, double.Parse(found[log ? 2 : 1], System.Globalization.CultureInfo.InvariantCulture), 1e-12);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Measures_of_summaries_have_the_bits_of_measures_of_the_network() => Sample.ForAll(10, static sample =>
    {
        var network = Unwrap.Valid(Network.Dense([sample.Integer(2, 9), sample.Integer(2, 9), sample.Integer(64, 66), 200, 3], new Activation.Relu(), BiasPlacement.All));
        var parameters = Unwrap.Right(network.Initialize(Unwrap.Valid(Initialization.Create(1, biasDeviation: 1)), sample.Key));
        var (numerics, key) = (NumericsPolicy.Portable(), sample.Key);
        var summaries = network.Layout.Weights.Map((k, b) => Unwrap.Right(LayerSummary.Of(b.Name, parameters.MatrixOf(b), numerics, key.For("layers").At(k)))).ToArr();
        var found = LayerTable.Measures(summaries, network.ParameterCount);
        Assert.True(found.Count > 25);
        var expected = MeasureTable.Evaluate(new(network, parameters, Option<Parameters>.None, Option<Data.Dataset>.None, numerics, key), m => found.Exists(f => f.Measure.Id == m.Id));
        Assert.Equal(expected.Map(static e => (e.Measure.Id, e.Value with { Note = "" })), found.Map(static f => (f.Measure.Id, f.Value with { Note = "" })));
    });

    /// <summary>What the child prints: the number of layers, then every measure with its value and logarithm.</summary>
    internal static IEnumerable<string> Lines(string path)
    {
        var file = Unwrap.Right(TensorNetworks.Open(path));
        var audit = Unwrap.Right(Audit.Of(new AuditRequest(Prelude.Array(file), NumericsPolicies.Portable()) { Scope = AuditScope.WeightsOnly })).Models[0];
        yield return $"{audit.Layers.Count} layers";
        foreach (var m in audit.Measures)
            yield return FormattableString.Invariant($"{m.Measure.Id} {m.Value.Value.OrNaN:R} {m.Value.Log.IfNone(double.NaN):R}");
    }

    private static float Size(int tensor) => (1 + (tensor % 7)) / 8f;

    private static void Write(string path)
    {
        var header = new StringBuilder("{");
        var bytes = (long)Rows * Columns * sizeof(float);
        for (var k = 0; k < Tensors; k++)
            header.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(k == 0 ? "" : ",")}\"t{k}\":{{\"dtype\":\"F32\",\"shape\":[{Rows},{Columns}],\"data_offsets\":[{k * bytes},{(k + 1) * bytes}]}}");
        header.Append('}');
        using var stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        var row = new float[Columns];
        for (var k = 0; k < Tensors; k++)
            for (var r = 0; r < Rows; r++)
            {
                for (var c = 0; c < Columns; c++)
                    row[c] = (r + (c * c % 5)) % 2 == 0 ? Size(k) : -Size(k);
                stream.Write(MemoryMarshal.AsBytes<float>(row));
            }
    }

    private static string[] Child(string path)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", typeof(StreamingAuditTests).Assembly.Location, "audit", path })
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"the child ended with {process.ExitCode}: {errors.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
