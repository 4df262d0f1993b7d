using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Every invariance that a measure claims, on generated instances (C3, C7, C8, C15, C41, C42, C44), with a control that the changes are seen by those that claim none.</summary>
public sealed class InvarianceLawTests
{
    public static TheoryData<Invariances> Changes =>
    [
        Invariances.NodeRescaling, Invariances.LayerRescaling, Invariances.UnitPermutation, Invariances.ZeroPadding, Invariances.GlobalScaling,
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public void MeasuresOfWeightsAndOfOnePassKeepTheirClaims(Invariances change) => Sample.ForAll(25, sample => Check(sample, change, dyadic: false, static m => m.Cost != Cost.ManyPasses));

    [Theory]
    [MemberData(nameof(Changes))]
    public void MeasuresOfManyPassesKeepTheirClaims(Invariances change) => Sample.ForAll(3, sample => Check(sample, change, dyadic: true, static m => m.Cost == Cost.ManyPasses));

    [Fact]
    public void RescalingByPowersOfTwoLeavesThePathNormsTheSameBits() => Sample.ForAll(50, sample =>
    {
        var instance = MeasureInstance.Of(sample);
        var changed = instance.Changed(Invariances.NodeRescaling, dyadic: true);
        foreach (var p in new[] { 1, 2, double.PositiveInfinity })
            Assert.Equal(Unwrap.Right(instance.Input.Network.PathSums(instance.Input.Parameters, p)).Norm, Unwrap.Right(changed.Network.PathSums(changed.Parameters, p)).Norm);
    });

    [Fact]
    public void RescalingUnitsChangesTheMeasuresThatClaimNothing()
    {
        var seen = new HashSet<string>();
        Sample.ForAll(5, sample =>
        {
            var instance = MeasureInstance.Of(sample);
            string[] ids = ["norm.fro.prod", "norm.spec.prod", "norm.fro.sum-sq", "spec.complexity(zero)", "dist.fro-sq", "hessian.top", "sharpness.keskar(0.001)", "flatness.sigma"];
            var before = MeasureTable.Evaluate(instance.Input, m => ids.Contains(m.Id));
            var after = MeasureTable.Evaluate(instance.Changed(Invariances.NodeRescaling, dyadic: false), m => ids.Contains(m.Id));
            foreach (var ((measure, a), (_, b)) in before.Zip(after))
            {
                if (Math.Abs((a.Value.OrNaN / b.Value.OrNaN) - 1) > 0.01)
                    seen.Add(measure.Id);
            }
        });
        Assert.Equal(8, seen.Count);
    }

    private static void Check(Sample sample, Invariances change, bool dyadic, Func<Measure, bool> which)
    {
        var instance = MeasureInstance.Of(sample);
        if (change == Invariances.GlobalScaling && instance.Bias)
            return;
        bool Wanted(Measure m) => which(m) && m.Invariances.HasFlag(change);
        var before = MeasureTable.Evaluate(instance.Input, Wanted);
        var after = MeasureTable.Evaluate(instance.Changed(change, dyadic), Wanted);
        foreach (var ((measure, a), (_, b)) in before.Zip(after))
        {
            Assert.Equal(a.Value is Number.Undefined, b.Value is Number.Undefined);
            if (a.Value is Number.Value)
                CapacityCases.Check($"{measure.Id} under {change}", a.Value.OrNaN, b.Value.OrNaN, measure.Cost == Cost.ManyPasses ? 1e-8 : measure.Cost == Cost.Spectra || measure.Id.Contains("fisher", StringComparison.Ordinal) ? 1e-10 : 1e-12);
        }
    }
}
