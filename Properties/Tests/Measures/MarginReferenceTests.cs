using Marginalia.Measures;
using Marginalia.Data;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Margins, percentiles, losses and signatures against the reference set.</summary>
public sealed class MarginReferenceTests
{
    [Fact]
    public void MarginsPercentilesAndLossesMatchTheReference()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "margins.json"))
        {
            var logits = CapacityCases.MatrixOf(c.GetProperty("logits"));
            var statistics = Unwrap.Right(OutputStatistics.Of(logits, new Targets.Classes(Labels.Of(ReferenceFiles.Integers(c.GetProperty("y"))), logits.Columns)));
            var (margins, expect) = (statistics.Margins, c.GetProperty("expect"));
            CapacityCases.CheckMember(expect, "margins", margins.Margins.Span, 1e-12);
            CapacityCases.CheckMember(expect, "error", margins.Error, 1e-12);
            CapacityCases.CheckMember(expect, "cross_entropy", statistics.CrossEntropy, 1e-12);
            CapacityCases.CheckMember(expect, "neg_entropy", statistics.NegativeEntropy, 1e-12);
            foreach (var (name, of) in new (string, Func<double, double>)[] { ("margin_loss", margins.MarginLoss), ("ramp_loss", margins.RampLoss), ("order", margins.Order), ("linear", margins.Linear) })
                foreach (var e in ReferenceFiles.Members(expect, name))
                    CapacityCases.Check($"{name}({e.Name})", e.Value.GetDouble(), of(double.Parse(e.Name, System.Globalization.CultureInfo.InvariantCulture)), 1e-12);
            CapacityCases.CheckMember(expect, "signature", margins.Signature.Span, 1e-12);
        }
    }

    [Fact]
    public void NormalizedMarginDistancesOfEveryRepresentationMatchTheReference()
    {
        if (ReferenceFiles.Load("capacity", "margins.json") is not { } root || !root.TryGetProperty("layerwise", out var c))
            return;
        var network = CapacityCases.NetworkOf(c.GetProperty("layers"));
        var data = CapacityCases.DataOf(c.GetProperty("X"), c.GetProperty("y"), network.OutputCount);
        var signatures = Unwrap.Right(MarginSignatures.Of(network, CapacityCases.ParametersOf(network, c.GetProperty("layers")), data, NumericsPolicy.Portable().Kernels));
        foreach (var e in c.GetProperty("layers_margins").EnumerateArray())
        {
            var actual = signatures[e.GetProperty("representation").GetInt32()];
            CapacityCases.CheckMember(e, "total_variance", actual.TotalVariance, 1e-12);
            var expected = e.GetProperty("normalised_margins").EnumerateArray().ToArray();
            Assert.Equal(expected.Select(static x => x.ValueKind == System.Text.Json.JsonValueKind.Null), actual.Distances.Select(static d => d is Number.Undefined));
            CapacityCases.Check(
                "normalised_margins",
                [.. expected.Where(static x => x.ValueKind != System.Text.Json.JsonValueKind.Null).Select(static x => x.GetDouble())],
                actual.Distances.OfType<Number.Value>().Select(static v => v.Amount).ToArray(),
                1e-12);
        }
    }
}
