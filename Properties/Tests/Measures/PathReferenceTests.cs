using System.Text.Json;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Path sums and conditioners against exact rational enumeration.</summary>
public sealed class PathReferenceTests
{
    [Fact]
    public void PathSumsOfDyadicNetworksAreExact()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "path-exact.json"))
        {
            var network = CapacityCases.NetworkOf(c.GetProperty("layers"));
            var parameters = CapacityCases.ParametersOf(network, c.GetProperty("layers"));
            CheckExact(c, network, parameters);
            Assert.Equal(c.GetProperty("paths").GetDouble(), Unwrap.Right(network.PathCount()).Total);
            foreach (var kappa in c.EnumerateObject().Where(static p => p.Name.StartsWith("kappa(", StringComparison.Ordinal)))
            {
                var actual = Unwrap.Right(network.PathConditioner(parameters, CapacityCases.Exponent(kappa.Name)));
                CheckBlocks(kappa.Name, network, kappa.Value, actual.Span);
            }
        }
    }

    [Fact]
    public void PathSumsOfGraphsWithSkipConnectionsAreExact()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "dag.json"))
        {
            var graph = new ReferenceGraph(c);
            CheckExact(c, graph.Network, graph.Parameters);
            var outputs = ReferenceNetworks.Outputs(graph.Network, graph.Parameters, ReferenceFiles.Flat(c.GetProperty("X")));
            CapacityCases.Check("logits", ReferenceFiles.Flat(c.GetProperty("logits")), outputs, 1e-12);
            var kappa = Unwrap.Right(graph.Network.PathConditioner(graph.Parameters, 2));
            CapacityCases.Check("kappa(2)", ReferenceFiles.Flat(c.GetProperty("kappa(2)")), graph.EdgeParameters.Select(i => kappa[i]).ToArray(), 1e-12);
            var biases = c.GetProperty("kappa_bias(2)").EnumerateObject().ToArray();
            CapacityCases.Check("kappa_bias(2)", [.. biases.Select(static b => b.Value.GetDouble())], biases.Select(b => kappa[graph.BiasParameters[int.Parse(b.Name)]]).ToArray(), 1e-12);
        }
    }

    [Fact]
    public void PathNormsAndConditionersOfConvolutionalNetworksMatchTheUnrolledOnes()
    {
        if (ReferenceFiles.Load("capacity", "conv.json") is not { } root)
            return;
        foreach (var c in root.GetProperty("networks").EnumerateArray())
        {
            var (network, parameters) = ReferenceImageNetwork.Of(c);
            CapacityCases.Check("logits", ReferenceFiles.Flat(c.GetProperty("logits")), ReferenceNetworks.Outputs(network, parameters, ReferenceFiles.Flat(c.GetProperty("X"))), 1e-12);
            foreach (var e in c.GetProperty("expect").EnumerateObject())
            {
                var rule = e.Name.EndsWith("max-pool-as-max", StringComparison.Ordinal) ? MaxPoolRule.Max : MaxPoolRule.Sum;
                CapacityCases.Check(e.Name, e.Value.GetDouble(), Unwrap.Right(network.PathSums(parameters, CapacityCases.Exponent(e.Name), true, rule)).Norm, 1e-12);
            }

            var kappa = Unwrap.Right(network.PathConditioner(parameters, 2));
            var expected = c.GetProperty("kappa(2)");
            foreach (var (block, name) in network.Layout.Blocks.Zip(ReferenceImageNetwork.Names))
                CapacityCases.Check(name, ReferenceFiles.Flat(expected.GetProperty(name)), kappa.Span.Slice(block.Offset, block.Size), 1e-12);
        }
    }

    [Fact]
    public void OutputsGradientsPathNormsAndConditionersOfRecurrentNetworksMatchTheUnrolledOnes()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "rnn-path.json"))
        {
            var tensors = c.TryGetProperty("params", out var named) ? named : c;
            var (win, out1) = (CapacityCases.MatrixOf(tensors.GetProperty("Win")), CapacityCases.MatrixOf(tensors.GetProperty("Wout")));
            var every = c.GetProperty("output").GetString() == "all";
            var network = NetworkInstances.Valid(Network.Recurrent(
                c.GetProperty("X")[0].GetArrayLength(), win.Columns, win.Rows, out1.Rows, new Activation.Relu(), true, every));
            var parameters = ReferenceNetworks.ParametersOf(network, [.. Names.SelectMany(n => ReferenceFiles.Flat(tensors.GetProperty(n)))]);
            var sums = Unwrap.Right(network.PathSums(parameters, 2));
            CapacityCases.Check("path_phi2_sq", c.GetProperty("path_phi2_sq").GetDouble(), sums.Total, 1e-12);
            CheckRecurrent(c, "kappa1", network, Unwrap.Right(network.PathConditioner(parameters, 2)));
            CheckRecurrent(c, "kappa2", network, Unwrap.Right(network.SecondPathConditioner(parameters)));
            var inputs = Matrix.Of(c.GetProperty("X").GetArrayLength(), network.InputSize, ReferenceFiles.Flat(c.GetProperty("X")));
            var targets = new Targets.Values(Matrix.Of(inputs.Rows, network.OutputCount, ReferenceFiles.Flat(c.GetProperty("Y"))));
            // Half the sum of squares over outputs and steps, mean over sequences.
            var objective = Unwrap.Valid(Objective.Create(network, Unwrap.Valid(Dataset.Create("reference", inputs, targets, "")), Loss.Half, Reduction.Mean, NumericsPolicy.Portable()));
            CapacityCases.Check("outputs", ReferenceFiles.Flat(c.GetProperty("outputs")), objective.Evaluate(parameters).Outputs.Span, 1e-12);
            CapacityCases.Check("loss", c.GetProperty("loss").GetDouble(), objective.Value(parameters), 1e-12);
            var gradient = objective.Gradient(parameters);
            CheckRecurrent(c, "grad", network, gradient);
            var (first, second) = (Unwrap.Right(network.PathConditioner(parameters, 2)), Unwrap.Right(network.SecondPathConditioner(parameters)));
            var eta = c.GetProperty("eta").GetDouble();
            // One step along the preconditioned gradient, 0/0 = 0.
            Vector Step(Func<int, double> kappa) => Vector.Build(gradient.Length, w =>
            {
                for (var i = 0; i < w.Length; i++)
                    w[i] = parameters.Flat[i] - (kappa(i) == 0 ? 0 : eta * gradient[i] / kappa(i));
            });
            CheckRecurrent(c, "step_kappa1", network, Step(i => first[i]));
            CheckRecurrent(c, "step_kappa1+2", network, Step(i => first[i] + second[i]));
        }
    }

    private static void CheckRecurrent(JsonElement c, string member, Network network, Vector actual)
    {
        foreach (var (block, name) in network.Layout.Blocks.Zip(Names))
            CapacityCases.Check($"{member}.{name}", ReferenceFiles.Flat(c.GetProperty(member).GetProperty(name)), actual.Span.Slice(block.Offset, block.Size), 1e-12);
    }

    private static readonly string[] Names = ["Win", "Wrec", "bh", "Wout", "bo"];

    private static void CheckExact(JsonElement c, Network network, Parameters parameters)
    {
        foreach (var e in c.GetProperty("exact").EnumerateObject())
        {
            var sums = Unwrap.Right(network.PathSums(parameters, CapacityCases.Exponent(e.Name)));
            Assert.Equal(CapacityCases.Rational(e.Value), sums.Total);
        }
    }

    private static void CheckBlocks(string what, Network network, JsonElement expected, ReadOnlySpan<double> actual)
    {
        var at = 0;
        foreach (var layer in expected.EnumerateArray())
            foreach (var name in new[] { "W", "b" })
            {
                if (!layer.TryGetProperty(name, out var block) || block.ValueKind != JsonValueKind.Array)
                    continue;
                var numbers = ReferenceFiles.Flat(block);
                CapacityCases.Check($"{what} {network.Text} {name}", numbers, actual.Slice(at, numbers.Length), 1e-12);
                at += numbers.Length;
            }

        Assert.Equal(network.ParameterCount, at);
    }
}
