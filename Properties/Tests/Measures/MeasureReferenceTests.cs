using System.Text.Json;
using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Every measure of fully connected networks against the reference set.</summary>
public sealed class MeasureReferenceTests
{
    [Fact]
    public void EveryMeasureOfFullyConnectedNetworksMatchesTheReference()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "mlp-measures.json"))
        {
            var input = InputOf(c);
            var values = MeasureTable.Evaluate(input, static _ => true).ToDictionary(static v => v.Measure.Id, static v => v.Value);
            foreach (var e in ReferenceFiles.Members(c, "measures"))
            {
                Assert.True(values.ContainsKey(e.Name), $"There is no measure {e.Name}.");
                CapacityCases.Check($"{c.GetProperty("id")} {e.Name}", e.Value, values[e.Name].Value, Tolerance(e.Name));
            }

            foreach (var e in ReferenceFiles.Members(c, "exploring"))
                CapacityCases.Check($"{c.GetProperty("id")} explore.{e.Name}", e.Value, values["explore." + e.Name].Value, e.Name == "spec" ? 1e-10 : 1e-12);
        }
    }

    [Fact]
    public void TheFantasticTableMatchesTheReferenceRawAndAdjusted()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "mlp-measures.json"))
        {
            var rows = FantasticTable.Of(InputOf(c)).ToDictionary(static r => r.Id);
            foreach (var e in ReferenceFiles.Members(c, "jiang", "raw"))
                CapacityCases.Check("raw " + e.Name, e.Value, rows[e.Name].Raw, Tolerance(e.Name));
            foreach (var e in ReferenceFiles.Members(c, "jiang", "adjusted"))
                CapacityCases.Check("adjusted " + e.Name, e.Value, rows[e.Name].Adjusted, Tolerance(e.Name));
        }
    }

    [Fact]
    public void LogitsAndMarginsOfFullyConnectedNetworksMatchTheReference()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "mlp-measures.json"))
        {
            var input = InputOf(c);
            var logits = ReferenceNetworks.Outputs(input.Network, input.Parameters, ReferenceFiles.Flat(c.GetProperty("X")));
            CapacityCases.CheckMember(c, "logits", logits, 1e-12);
            var data = input.Data.Match(static d => d, static () => throw new InvalidOperationException());
            var margins = Unwrap.Right(MarginDistribution.Of(Matrix.Of(data.Count, input.Network.OutputCount, logits), data.Targets));
            CapacityCases.CheckMember(c, "margins", margins.Margins.Span, 1e-12);
        }
    }

    [Fact]
    public void MeasuresAloneAndTogetherAreTheSameBits()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "mlp-measures.json").Take(2))
        {
            var input = InputOf(c);
            foreach (var (measure, value) in MeasureTable.Evaluate(input, static _ => true))
                Assert.Equal(value, measure.Compute(input));
        }
    }

    internal static MeasureInput InputOf(JsonElement c)
    {
        var network = CapacityCases.NetworkOf(c.GetProperty("layers"));
        var data = CapacityCases.DataOf(c.GetProperty("X"), c.GetProperty("y"), network.OutputCount);
        return new(network, CapacityCases.ParametersOf(network, c.GetProperty("layers")), Some(CapacityCases.ParametersOf(network, c.GetProperty("init"))), Some(data), NumericsPolicy.Portable(), new Key(1));
    }

    private static double Tolerance(string name) =>
        name == "canonical.fro-min" ? 1e-8
        : new[] { "spec", "overparam", "robust.", "lipschitz.l2-l2", "hessian.", "fisher-rao." }.Any(k => name.Contains(k, StringComparison.Ordinal)) ? 1e-10
        : 1e-12;
}
