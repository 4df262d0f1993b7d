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
            CapacityCases.CheckMember(c, "paths", Unwrap.Right(network.PathCount()).Total, 0);
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
            CapacityCases.CheckMember(c, "logits", outputs, 1e-12);
            var kappa = Unwrap.Right(graph.Network.PathConditioner(graph.Parameters, 2));
            CapacityCases.CheckMember(c, "kappa(2)", graph.EdgeParameters.Select(i => kappa[i]).ToArray(), 1e-12);
            var biases = ReferenceFiles.Members(c, "kappa_bias(2)").ToArray();
            CapacityCases.Check("kappa_bias(2)", [.. biases.Select(static b => b.Value.GetDouble())], biases.Select(b => kappa[graph.BiasParameters[int.Parse(b.Name)]]).ToArray(), 1e-12);
        }
    }

    [Fact]
    public void PathNormsAndConditionersOfConvolutionalNetworksMatchTheUnrolledOnes()
    {
        foreach (var c in ReferenceFiles.Elements(ReferenceFiles.Load("capacity", "conv.json"), "networks"))
        {
            var (network, parameters) = ReferenceImageNetwork.Of(c);
            CapacityCases.CheckMember(c, "logits", ReferenceNetworks.Outputs(network, parameters, ReferenceFiles.Flat(c.GetProperty("X"))), 1e-12);
            foreach (var e in ReferenceFiles.Members(c, "expect"))
            {
                var rule = e.Name.EndsWith("max-pool-as-max", StringComparison.Ordinal) ? MaxPoolRule.Max : MaxPoolRule.Sum;
                CapacityCases.Check(e.Name, e.Value.GetDouble(), Unwrap.Right(network.PathSums(parameters, CapacityCases.Exponent(e.Name), true, rule)).Norm, 1e-12);
            }

            var kappa = Unwrap.Right(network.PathConditioner(parameters, 2));
            CheckNamed(c, "kappa(2)", network, ReferenceImageNetwork.Names, kappa);
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
            CapacityCases.CheckMember(c, "path_phi2_sq", sums.Total, 1e-12);
            var (first, second) = (Unwrap.Right(network.PathConditioner(parameters, 2)), Unwrap.Right(network.SecondPathConditioner(parameters)));
            CheckNamed(c, "kappa1", network, Names, first);
            CheckNamed(c, "kappa2", network, Names, second);
            var inputs = Matrix.Of(c.GetProperty("X").GetArrayLength(), network.InputSize, ReferenceFiles.Flat(c.GetProperty("X")));
            var targets = new Targets.Values(Matrix.Of(inputs.Rows, network.OutputCount, ReferenceFiles.Flat(c.GetProperty("Y"))));
            // Half the sum of squares over outputs and steps, mean over sequences.
            var objective = Unwrap.Valid(Objective.Create(network, Unwrap.Valid(Dataset.Create("reference", inputs, targets, "")), Loss.Half, Reduction.Mean, NumericsPolicy.Portable()));
            CapacityCases.CheckMember(c, "outputs", objective.Evaluate(parameters).Outputs.Span, 1e-12);
            CapacityCases.CheckMember(c, "loss", objective.Value(parameters), 1e-12);
            var gradient = objective.Gradient(parameters);
            CheckNamed(c, "grad", network, Names, gradient);
            var eta = c.GetProperty("eta").GetDouble();
            // One step along the preconditioned gradient, 0/0 = 0.
            Vector Step(Func<int, double> kappa) => Vector.Build(gradient.Length, w =>
            {
                for (var i = 0; i < w.Length; i++)
                    w[i] = parameters.Flat[i] - (kappa(i) == 0 ? 0 : eta * gradient[i] / kappa(i));
            });
            CheckNamed(c, "step_kappa1", network, Names, Step(i => first[i]));
            CheckNamed(c, "step_kappa1+2", network, Names, Step(i => first[i] + second[i]));
        }
    }

    private static void CheckNamed(JsonElement c, string member, Network network, string[] names, Vector actual)
    {
        if (!c.TryGetProperty(member, out var expected))
            return;
        foreach (var (block, name) in network.Layout.Blocks.Zip(names))
            CapacityCases.Check($"{member}.{name}", ReferenceFiles.Flat(expected.GetProperty(name)), actual.Span.Slice(block.Offset, block.Size), 1e-12);
    }

    private static readonly string[] Names = ["Win", "Wrec", "bh", "Wout", "bo"];

    private static void CheckExact(JsonElement c, Network network, Parameters parameters)
    {
        foreach (var e in ReferenceFiles.Members(c, "exact"))
        {
            var sums = Unwrap.Right(network.PathSums(parameters, CapacityCases.Exponent(e.Name)));
            var (value, fits) = CapacityCases.Rational(e.Value);
            CapacityCases.Check(e.Name, value, sums.Total, fits ? 0 : 1e-12);
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
