using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;

namespace Marginalia.Tests;

public sealed class MarginSumsTests
{
    private static MarginSums Of(bool isLogistic, double[] margins, double[] omega)
    {
        var least = MarginScan.Least(margins, out _);
        var scratch = new double[margins.Length];
        return isLogistic ? MarginSums.Logistic(margins, least, omega, scratch) : MarginSums.Exponential(margins, least, omega, scratch);
    }

    [Fact]
    public void The_one_pass_sums_equal_the_reference_at_extreme_margins()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "extreme_margins.json"))
        {
            var input = reference.GetProperty("input");
            var loss = input.GetProperty("loss").GetString();
            if (loss is not ("exponential" or "logistic"))
                continue;
            var margins = ReferenceFiles.Flat(input.GetProperty("margins"));
            var omega = new double[margins.Length];
            var sums = Of(loss == "logistic", margins, omega);
            var check = new ReferenceCheck(reference);
            check.Array("logLoss", [sums.LogLoss]);
            check.Array("weights", omega);
            check.Array("softMinMargin", [sums.SoftMin]);
            check.Array("entropy", [sums.Entropy]);
        }
    }

    [Fact]
    public void The_one_pass_sums_agree_with_the_log_domain_functions() => Sample.ForAll(500, static sample =>
    {
        var scale = sample.Element(1e-8, 1e-2, 1, 10, 100, 1e4, 1e8);
        var shift = sample.Element(0, 1, -1, 30, -30, 37.9, 38.1, 600, -600, 1e8, -1e8);
        double[] margins = [.. sample.Gaussian(sample.Integer(1, 20)).Select(z => shift + (scale * z))];
        if (margins.Length > 2)
            margins[1] = margins[0];
        foreach (var isLogistic in new[] { false, true })
        {
            var (omega, expected) = (new double[margins.Length], new double[margins.Length]);
            var sums = Of(isLogistic, margins, omega);
            var logLoss = isLogistic ? LogisticMargins.LogLoss(margins, expected) : ExponentialMargins.LogLoss(margins, expected);
            Near(sums.LogLoss, logLoss, "log L");
            Near(sums.SoftMin, isLogistic ? LogisticMargins.SoftMinMargin(logLoss) : -logLoss, "s");
            Assert.Equal(-1, new Tolerance(1e-300, 1e-14, ToleranceScale.PerArray).FirstDifference(omega, expected));
            if (!isLogistic)
                Near(sums.Entropy, ExponentialMargins.WeightEntropy(margins), "H");
            Near(sums.WeightedMargin, omega.Zip(margins, static (w, m) => w * m).Sum(), "R", omega.Zip(margins, static (w, m) => Math.Abs(w * m)).Sum());
            if (Math.Abs(logLoss) < 600)
                Assert.InRange(Math.Log(sums.Loss) - logLoss, -1e-12, 1e-12);
        }
    });

    [Fact]
    public void The_entropy_of_logistic_weights_is_that_of_the_normalized_weights() => Sample.ForAll(300, static sample =>
    {
        var scale = sample.Element(1e-3, 1, 10, 100);
        double[] margins = [.. sample.Gaussian(sample.Integer(1, 20)).Select(z => sample.Element(0, 3, -3) + (scale * z))];
        var omega = new double[margins.Length];
        var sums = Of(true, margins, omega);
        var total = omega.Sum();
        var expected = -omega.Where(static w => w > 0).Sum(w => w / total * Math.Log(w / total));
        Assert.InRange(sums.Entropy - expected, -1e-13, 1e-13);
    });

    [Fact]
    public void Two_distant_margins_keep_the_relative_accuracy_of_loss_and_entropy()
    {
        var omega = new double[2];
        var sums = Of(false, [0, 40], omega);
        Assert.Equal(Math.Exp(-40), sums.LogLoss, 1e-15 * Math.Exp(-40));
        Assert.Equal(41 * Math.Exp(-40), sums.Entropy, 1e-14 * Math.Exp(-40));
    }

    private static void Near(double actual, double expected, string what, double scale = 0) => Assert.True(
        new Tolerance(1e-14 * Math.Max(1, scale), 1e-13).Accepts(actual, expected), $"{what}: {actual:R} but {expected:R} expected");
}
