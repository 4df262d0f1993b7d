using System.Diagnostics;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using Xunit.Sdk;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Mutates the tree of valid models, so that mutants are well-formed files that lie: each gives a coverage, and a network that runs or one error.</summary>
/// <remarks>MARGINALIA_FUZZ sets the number of mutants (2,000 unless given).</remarks>
public class OnnxMutantTests
{
    private static readonly ModelOptions Options = new(Option<string>.None, new(50_000, 1_000, 100_000));

    private const long MostBytes = 64_000_000;

    private static readonly long[] Extremes = [0, 1, -1, 2, 3, -2, 7, 65536, 1 << 24, int.MaxValue, int.MinValue, 1L << 40, long.MaxValue, long.MinValue];

    private static int Count => Environment.GetEnvironmentVariable("MARGINALIA_FUZZ") is { Length: > 0 } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 2_000;

    [Fact]
    public void Mutants_of_valid_models_give_a_network_that_runs_or_one_error()
    {
        var models = Directory.GetFiles(Fixtures.Path(""), "*.onnx").Order(StringComparer.Ordinal).Select(static p => Right(Onnx.Read(p))).ToArray();
        var (read, ran) = (0, 0);
        Sample.ForAll(Count, sample =>
        {
            var mutant = sample.Element<OnnxModel>(models);
            for (var change = sample.Integer(1, 3); change > 0; change--)
                mutant = Changed(sample, mutant, models);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            var outcome = Onnx.ToBytes(mutant).Bind(b => Onnx.Parse(b, "m", Options.Limits)).Bind(m => OnnxNetworks.Of(m, "m", Options));
            outcome.IfRight(file =>
            {
                Assert.True(file.Coverage.Count > 0 || mutant.Graph.Nodes.Count == 0, "the coverage is empty");
                foreach (var weight in file.Weights)
                    weight.Load().IfLeft(Sentence);
                var loaded = file.Load();
                loaded.IfLeft(Sentence);
                Assert.True(file.IsCovered || loaded.IsLeft, "a network was read though a node was not");
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, "it took too much memory");
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it did not end in time");
                loaded.IfRight(l => ran += Runs(l) ? 1 : 0);
                read++;
            });
            outcome.IfLeft(Sentence);
        });
        // Both outcomes occur, or the test would show nothing.
        Assert.InRange(read, Count / 2, Count);
        Assert.InRange(ran, Count / 50, read - (read / 20));
    }

    private static void Sentence(Error error) => Assert.True(error.Sentence.Length is > 10 and < 1_500 && !error.Sentence.Contains('\n'), error.Sentence);

    // Any number may come out, but something must: no place outside an array is read.
    private static bool Runs(LoadedNetwork loaded)
    {
        if (loaded.Network.Shapes.Sum(static s => (long)s.Size) < 200_000)
            Assert.Equal(loaded.Network.OutputCount, Passes.Outputs(loaded.Network, loaded.Parameters, OnnxGraphs.Examples(loaded.Network.InputSize, 1), new ReferenceKernels()).Span.Length);
        return true;
    }

    private static OnnxModel Changed(Sample sample, OnnxModel model, OnnxModel[] models)
    {
        var graph = model.Graph;
        if (graph.Nodes.Count == 0)
            return model;
        var at = sample.Integer(0, graph.Nodes.Count - 1);
        var node = graph.Nodes[at];
        return sample.Integer(0, 9) switch
        {
            0 or 1 or 2 when node.Attributes.Count > 0 => With(node with { Attributes = node.Attributes.SetItem(sample.Integer(0, node.Attributes.Count - 1) is var a ? a : 0, Attribute(sample, node.Attributes[a])) }),
            3 => With(node with { Operator = sample.Element([.. OnnxOperators.Names, "Erf"]) }),
            4 when node.Inputs.Count > 0 => With(node with { Inputs = node.Inputs.SetItem(sample.Integer(0, node.Inputs.Count - 1), Known(sample, graph, at)) }),
            5 => With(node with { Inputs = sample.Integer(0, 1) == 0 || node.Inputs.Count == 0 ? node.Inputs.Add(Known(sample, graph, at)) : node.Inputs.RemoveAt(node.Inputs.Count - 1) }),
            6 when graph.Initializers.Count > 0 => model with { Graph = graph with { Initializers = graph.Initializers.SetItem(sample.Integer(0, graph.Initializers.Count - 1) is var t ? t : 0, Tensor(sample, graph.Initializers[t])) } },
            7 => model with { Graph = graph with { Inputs = Array(graph.Inputs[0] with { Shape = Some(Range(0, sample.Integer(1, 5)).Map(_ => sample.Integer(0, 3) == 0 ? None : Some(sample.Element(1, 2, 3, 4, 5, 8, 70_000, int.MaxValue))).ToArr()) }) } },
            8 => model with { Opsets = Array(new OnnxOpset("", sample.Integer(6, 24))) },
            _ => With(node with { Attributes = node.Attributes.Add(new OnnxAttribute("a" + sample.Integer(0, 99), new OnnxAttributeValue.Integer(1))).AddRange(Foreign(sample, node, models)) }),
        };

        OnnxModel With(OnnxNode changed) => model with { Graph = graph with { Nodes = graph.Nodes.SetItem(at, changed) } };
    }

    private static string Known(Sample sample, OnnxGraph graph, int before) => sample.Element([
        .. graph.Initializers.Map(static i => i.Name), .. graph.Inputs.Map(static i => i.Name), .. graph.Nodes.Take(before).SelectMany(static n => n.Outputs), ""]);

    private static OnnxAttribute Attribute(Sample sample, OnnxAttribute attribute) => attribute with
    {
        Value = attribute.Value switch
        {
            OnnxAttributeValue.Integer => new OnnxAttributeValue.Integer(sample.Element(Extremes)),
            OnnxAttributeValue.Integers { Numbers.Count: > 0 } v => new OnnxAttributeValue.Integers(
                sample.Integer(0, 4) == 0 ? v.Numbers.RemoveAt(0) : v.Numbers.SetItem(sample.Integer(0, v.Numbers.Count - 1), sample.Element(Extremes))),
            OnnxAttributeValue.Real => new OnnxAttributeValue.Real(sample.Element(0f, -1f, float.NaN, float.PositiveInfinity, float.MaxValue, float.Epsilon)),
            OnnxAttributeValue.Text => new OnnxAttributeValue.Text(sample.Element("SAME_UPPER", "SAME_LOWER", "reverse", "", "edge\n")),
            OnnxAttributeValue.Tensor v => new OnnxAttributeValue.Tensor(Tensor(sample, v.Content)),
            _ => new OnnxAttributeValue.Integer(sample.Element(Extremes)),
        },
    };

    // An attribute of the same name twice is refused by the reader of the tree, so only new ones.
    private static IEnumerable<OnnxAttribute> Foreign(Sample sample, OnnxNode node, OnnxModel[] models)
    {
        var other = sample.Element<OnnxModel>(models).Graph.Nodes;
        return other[sample.Integer(0, other.Count - 1)].Attributes.Filter(a => node.Attribute(a.Name).IsNone).Map(a => Attribute(sample, a));
    }

    private static OnnxTensor Tensor(Sample sample, OnnxTensor tensor)
    {
        var array = Right(tensor.Load());
        var values = array.Values.ToArray();
        switch (sample.Integer(0, 3))
        {
            case 0 when values.Length > 0:
                values[sample.Integer(0, values.Length - 1)] = array.Type.IsFloating ? sample.Element(double.NaN, double.PositiveInfinity, 1e300, -1, 0) : sample.Element(-1, 0, 1, 2, 1 << 20, 4e18);
                return OnnxTensor.Of(tensor.Name, NumericArray.Of(array.Type, array.Shape, Vector.Of(values)));
            case 1:
                return OnnxTensor.Of(tensor.Name, NumericArray.Of(array.Type, array.Shape.Add(1).Reverse().ToArr(), Vector.Of(values)));
            case 2:
                return OnnxTensor.Of(tensor.Name, NumericArray.Of(array.Type, Array(values.Length), Vector.Of(values)));
            default:
                return OnnxTensor.Of(tensor.Name, NumericArray.Of(array.Type, Array(0, 3), Vector.Of()));
        }
    }
}
