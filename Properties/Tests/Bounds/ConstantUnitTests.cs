using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Bounds of networks with biases: those of the network in which every bias is the weight of a unit that is always 1.</summary>
public sealed class ConstantUnitTests
{
    private static readonly BiasPlacement[] Placements = [BiasPlacement.First, BiasPlacement.All, BiasPlacement.Output];

    [Fact]
    public void TheNetworkWithoutBiasesComputesTheSameAndItsPathNormsAreThoseWithBiases() => Sample.ForAll(30, static sample =>
    {
        var input = Instance(sample);
        var bare = WithoutBiases(input);
        Assert.DoesNotContain(bare.Network.Layout.Blocks, static b => b.Kind == BlockKind.Bias);
        var (outputs, same) = (Outputs(input), Outputs(bare));
        for (var i = 0; i < outputs.Span.Length; i++)
            Assert.Equal(outputs.Span[i], same.Span[i], 1e-12 * Math.Max(1, Math.Abs(outputs.Span[i])));
        foreach (var p in new[] { 1, 2, 3.0 })
        {
            var with = Unwrap.Right(input.Network.PathSums(input.Parameters, p, true, MaxPoolRule.Sum)).OutputMaximum;
            Assert.Equal(with, Unwrap.Right(bare.Network.PathSums(bare.Parameters, p, false, MaxPoolRule.Sum)).OutputMaximum, 1e-12 * with);
        }
    });

    [Fact]
    public void EveryBoundOfANetworkWithBiasesIsThatOfItsFormWithoutThem() => Sample.ForAll(10, static sample =>
    {
        var input = Instance(sample);
        var bare = WithoutBiases(input);
        var numbers = 0;
        foreach (var (bound, value) in BoundTable.Each(input, 0.05, static b => b.Id != "pacbayes-flatness.sampled"))
        {
            Assert.Equal(bound.Compute(bare, 0.05).Value, value.Value);
            Assert.Equal(bound.Compute(input, 0.05).Value, value.Value);
            numbers += value.Value is Number.Value ? 1 : 0;
        }

        // A certificate needs no positive margin, so all of them are there.
        Assert.True(numbers >= RademacherBounds.Classes.Count, $"{numbers} bounds have a number.");
    });

    [Fact]
    public void InitialWeightsOrDataThatDoNotFitVoidTheBoundWithTheirSizes() => Sample.ForAll(1, static sample =>
    {
        var (input, other) = (Instance(sample, BiasPlacement.All), Instance(sample, BiasPlacement.First));
        var bound = BoundTable.Find("spectral.published").Match(static b => b, static () => throw new InvalidOperationException());
        Assert.Contains("initial parameters", Reason(bound.Compute(input with { Initial = other.Parameters }, 0.05)), StringComparison.Ordinal);
        var narrow = Unwrap.Valid(Dataset.Create("narrow", Matrix.Of(2, 1, 1, 2), new Targets.Classes(Labels.Of(0, 1), 3), "by hand"));
        Assert.Contains("features", Reason(bound.Compute(input with { Data = narrow }, 0.05)), StringComparison.Ordinal);
    });

    private static MeasureInput WithoutBiases(MeasureInput input) =>
        ConstantUnit.WithoutBiases(input).Match(static bare => bare, static why => throw new InvalidOperationException(why));

    private static Matrix Outputs(MeasureInput input) =>
        input.Network.Outputs(input.Parameters, input.Data.Match(static d => d.Inputs, static () => throw new InvalidOperationException()), input.Numerics.Kernels);

    private static string Reason(BoundValue value) => Assert.IsType<BoundStatus.Void>(value.Status).Reason;

    private static MeasureInput Instance(Sample sample) => Instance(sample, sample.Element<BiasPlacement>(Placements));

    private static MeasureInput Instance(Sample sample, BiasPlacement placement)
    {
        var network = Unwrap.Valid(Network.Dense([4, sample.Integer(2, 7), sample.Integer(2, 7), 3], new Activation.Relu(), placement));
        Parameters Draw() => Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var data = Unwrap.Valid(Dataset.Create("drawn", Matrix.Of(12, 4, sample.Gaussian(48)), new Targets.Classes(Labels.Of([.. Enumerable.Range(0, 12).Select(_ => sample.Integer(0, 2))]), 3), "drawn"));
        return new(network, Draw(), Some(Draw()), Some(data), NumericsPolicies.Portable(), new Key(1));
    }
}
