using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>What the measures of a quick audit cost on a network of ten million parameters, each over one forward pass on the same images.</summary>
/// <remarks>Processor seconds of all threads; the last line has the time on the clock. One pass through the table, as an audit makes it: what measures share is paid by the first that asks. No rounds: a minute is long enough to average.</remarks>
internal static class AuditCost
{
    private const int Images = 1000;
    private const double MostSeconds = 60;
    private const double MostMegabytes = 1500;

    /// <summary>Runs <c>audit [chain|residual] [mkl|portable] [full] [files]</c>; with the last word it writes network and images to the current folder for the program itself.</summary>
    /// <returns>0 when the bars of time and memory are met, else 3.</returns>
    internal static int Run(IReadOnlyList<string> words)
    {
        var network = words.Contains("residual") ? ConvolutionalNetworks.Residual() : ConvolutionalNetworks.Chain();
        var numerics = words.Contains("mkl") || words.Contains("portable") ? Must.Be(NumericsPolicies.Named(words.Contains("mkl") ? "mkl" : "portable")) : NumericsPolicies.Default();
        var input = Input(network, numerics);
        if (words.Contains("files"))
            return Write(input);
        Console.WriteLine($"audit: {network.ParameterCount:N0} parameters, {Images} images, policy {numerics.Word}, {numerics.Kernels.Threads} threads");
        var floor = Seconds(() => Passes.Outputs(network, input.Parameters, input.Data.IfNoneUnsafe((Dataset)null!).Inputs, numerics.Kernels));
        Print("one forward pass over the images", floor, floor, "");
        var total = Stopwatch.StartNew();
        var clock = Processor;
        foreach (var (measure, value) in MeasureTable.Each(input, m => m.Cost != Cost.ManyPasses || words.Contains("full")))
        {
            Print(measure.Id, Processor - clock, floor, value.Value.Match(static v => v.ToString("G6", CultureInfo.InvariantCulture), static why => "undefined: " + why) + (value.Note.Length > 0 ? "; " + value.Note : ""));
            clock = Processor;
        }

        clock = Processor;
        foreach (var (bound, value) in BoundTable.Each(input, 0.05, static b => b.Id != "pacbayes-flatness.sampled"))
        {
            Print(bound.Id, Processor - clock, floor, value.Status.Word);
            clock = Processor;
        }

        var (seconds, megabytes) = (total.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
        Console.WriteLine(FormattableString.Invariant($"  {seconds:0.0} s of {MostSeconds:0} s, {megabytes:0} MB of {MostMegabytes:0} MB"));
        return seconds < MostSeconds && megabytes < MostMegabytes ? 0 : 3;
    }

    private static int Write(MeasureInput input)
    {
        var data = input.Data.IfNoneUnsafe((Dataset)null!);
        Must.Be(NetworkFiles.Write("audit.onnx", input.Network, input.Parameters, ElementType.Float32));
        File.WriteAllBytes("audit.npz", Npz.ToBytes([("x", NumericArray.Of(data.Inputs)), ("y", NumericArray.Of(((Targets.Classes)data.Targets).Labels.Span))]));
        Console.WriteLine("wrote audit.onnx and audit.npz; now: marginalia audit audit.onnx --data audit.npz --fast");
        return 0;
    }

    private static MeasureInput Input(Network network, NumericsPolicy numerics)
    {
        var key = new Key(2024);
        var pixels = new double[Images * network.InputSize];
        Draws.Gaussian(key, RandomStream.Data, 0, pixels);
        var inputs = Matrix.Of(Images, network.InputSize, pixels);
        var parameters = Must.Be(network.Initialize(Must.Be(Initialization.Create(1, biasDeviation: 0.05)), key));
        // The network's own answers as labels, so that margins are positive and nothing is left out.
        var outputs = Passes.Outputs(network, parameters, inputs, numerics.Kernels);
        var labels = Labels.Build(Images, i => Largest(outputs.Row(i)));
        var data = Must.Be(Dataset.Create("benchmark", inputs, new Targets.Classes(labels, 10), "Gaussian images"));
        return new(network, parameters, Option<Parameters>.None, data, numerics, key);
    }

    private static int Largest(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var k = 1; k < row.Length; k++)
            best = row[k] > row[best] ? k : best;
        return best;
    }

    private static double Seconds(Action action)
    {
        var clock = Processor;
        action();
        return Processor - clock;
    }

    /// <summary>Seconds of all threads: what a busy machine does not change much.</summary>
    private static double Processor => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static void Print(string name, double seconds, double floor, string value)
    {
        if (seconds > 0.002 * floor || value.Length == 0)
            Console.WriteLine(FormattableString.Invariant($"  {name,-36} {seconds,9:0.000} s {seconds / floor,9:0.000} x {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,6:0} MB  {(value.Length > 150 ? value[..150] + "..." : value)}"));
    }
}
