using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class LogDomainLawTests
{
    /// <summary>Margins over many orders of magnitude, both signs, with ties.</summary>
    private static double[] Margins(Sample sample)
    {
        var scale = sample.Element(1e-9, 1, 30, 1e3, 1e8, 1e15);
        var centre = sample.Element(0, 0, -1, 1) * sample.Element(1e-9, 1, 36, 745, 1e8, 1e12);
        var margins = sample.Gaussian(sample.Integer(1, 12));
        for (var i = 0; i < margins.Length; i++)
            margins[i] = centre + (scale * margins[i]);
        if (margins.Length > 2)
            margins[^1] = margins[0];
        return margins;
    }

    private static void Near(double expected, double actual, double relative, double absolute = 0) =>
        Assert.True(Math.Abs(expected - actual) <= absolute + (relative * Math.Abs(expected)), $"{actual:R} differs from {expected:R}");

    [Fact]
    public void The_log_loss_is_within_log_n_of_the_loss_of_the_smallest_margin() => Sample.ForAll(500, static sample =>
    {
        var margins = Margins(sample);
        var omega = new double[margins.Length];
        foreach (var (logLoss, least) in new[]
        {
            (ExponentialMargins.LogLoss(margins, omega), -margins.Min()), (LogisticMargins.LogLoss(margins, omega), LogisticMargins.LogLoss(margins.Min())),
        })
        {
            var slack = 1e-15 * Math.Max(1, Math.Abs(logLoss));
            Assert.InRange(logLoss, least - slack, least + Math.Log(margins.Length) + slack);
        }
    });

    [Fact]
    public void Exponential_weights_sum_to_one_and_do_not_depend_on_a_common_offset() => Sample.ForAll(500, static sample =>
    {
        var margins = Array.ConvertAll(sample.Gaussian(sample.Integer(1, 12)), static m => Math.Round(m * 4096) / 256);
        var shifted = Array.ConvertAll(margins, static m => m + 1e8);
        double[] omega = new double[margins.Length], shiftedOmega = new double[margins.Length];
        var logLoss = ExponentialMargins.LogLoss(margins, omega);
        Assert.Equal(logLoss - 1e8, ExponentialMargins.LogLoss(shifted, shiftedOmega), 2e-8);
        Assert.Equal(omega, shiftedOmega);
        Near(1, omega.Sum(), 1e-15 * omega.Length);
        Assert.Equal(ExponentialMargins.WeightEntropy(margins), ExponentialMargins.WeightEntropy(shifted));
    });

    [Fact]
    public void Logistic_and_exponential_weights_agree_once_all_margins_are_large() => Sample.ForAll(500, static sample =>
    {
        var margins = Array.ConvertAll(sample.Gaussian(sample.Integer(1, 12)), m => sample.Element(60, 1e4, 1e8) + (3 * m));
        double[] logistic = new double[margins.Length], exponential = new double[margins.Length];
        Near(ExponentialMargins.LogLoss(margins, exponential), LogisticMargins.LogLoss(margins, logistic), 1e-15);
        for (var n = 0; n < margins.Length; n++)
            Near(exponential[n], logistic[n], 1e-15 * margins.Length, 1e-300);
    });

    [Fact]
    public void Weights_are_minus_the_derivative_of_the_log_loss() => Sample.ForAll(200, static sample =>
    {
        var margins = Array.ConvertAll(sample.Gaussian(sample.Integer(1, 6)), static m => 4 * m);
        foreach (var exponential in new[] { true, false })
        {
            double[] omega = new double[margins.Length], ignored = new double[margins.Length];
            double LogLoss(double[] q, double[] weights) => exponential ? ExponentialMargins.LogLoss(q, weights) : LogisticMargins.LogLoss(q, weights);
            LogLoss(margins, omega);
            for (var n = 0; n < margins.Length; n++)
            {
                double[] up = [.. margins], down = [.. margins];
                up[n] += 1e-5;
                down[n] -= 1e-5;
                Near(omega[n], -(LogLoss(up, ignored) - LogLoss(down, ignored)) / 2e-5, 0, 1e-9);
            }
        }
    });

    [Fact]
    public void The_soft_minimum_is_the_margin_of_one_example_with_the_same_loss() => Sample.ForAll(1000, static sample =>
    {
        var margin = sample.Element(1e-6, 1, 30, 36, 40, 690, 705, 1e4, 1e8) * sample.Uniform(-1.1, 1.1);
        var omega = new double[1];
        Near(margin, ExponentialMargins.SoftMinMargin(ExponentialMargins.LogLoss([margin], omega)), 0);
        Assert.Equal(1, omega[0]);
        Near(margin, LogisticMargins.SoftMinMargin(LogisticMargins.LogLoss([margin], omega)), 1e-14, 1e-15);
        Near(LogisticMargins.Slope(margin), omega[0] * LogisticMargins.Loss(margin), 1e-15, 1e-300);
    });

    [Fact]
    public void One_example_alone_has_the_log_loss_of_its_margin() => Sample.ForAll(1000, static sample =>
    {
        var margin = sample.Element(1e-6, 1, 30, 745, 1e8) * sample.Uniform(-1.1, 1.1);
        Near(LogisticMargins.LogLoss(margin), LogisticMargins.LogLoss([margin], new double[1]), 1e-15, 1e-15);
    });

    [Fact]
    public void The_logistic_loss_keeps_its_relative_accuracy_in_both_tails()
    {
        Near(Math.Exp(-40) - (Math.Exp(-80) / 2), LogisticMargins.Loss(40), 1e-15);
        Near(-40 - (Math.Exp(-40) / 2), LogisticMargins.LogLoss(40), 1e-16);
        Near(Math.Log(Math.Log(2)), LogisticMargins.LogLoss(0), 1e-15);
        Assert.Equal(1e8, LogisticMargins.Loss(-1e8));
        Assert.Equal(-1e300, LogisticMargins.LogLoss(1e300));
        Near(Math.Log(1e300), LogisticMargins.LogLoss(-1e300), 1e-15);
        Near(Math.Exp(-40), LogisticMargins.Slope(40), 1e-15);
        Assert.Equal(1, LogisticMargins.Slope(-40));
    }

    [Fact]
    public void Entropy_keeps_its_relative_accuracy_when_one_weight_is_close_to_one() => Sample.ForAll(200, static sample =>
    {
        var distance = sample.Uniform(40, 700);
        var t = Elementary.Exp(-distance);
        Near(t * (1 + distance), LogDomain.SoftmaxEntropy([3, 3 - distance]), 1e-12);
        Near(t * (1 + distance), ExponentialMargins.WeightEntropy([distance, 0]), 1e-15);
    });

    [Fact]
    public void Entropy_is_that_of_the_weights_and_at_most_log_n() => Sample.ForAll(500, static sample =>
    {
        var margins = sample.Gaussian(sample.Integer(1, 12));
        var omega = new double[margins.Length];
        ExponentialMargins.LogLoss(margins, omega);
        Near(-omega.Sum(static w => w * Math.Log(w)), ExponentialMargins.WeightEntropy(margins), 1e-13, 1e-15);
        Near(Math.Log(margins.Length), LogDomain.SoftmaxEntropy(new double[margins.Length]), 1e-15);
    });

    [Fact]
    public void The_soft_margin_of_two_outputs_is_their_difference_and_lies_within_log_of_the_hard_one() => Sample.ForAll(500, static sample =>
    {
        var scale = sample.Element(1, 1e3, 1e9);
        var outputs = Array.ConvertAll(sample.Gaussian(sample.Integer(2, 10)), f => scale * f);
        var label = sample.Integer(0, outputs.Length - 1);
        var wrong = new double[outputs.Length];
        var soft = LogDomain.SoftMargin(outputs, label, wrong);
        var hard = outputs[label] - outputs.Where((_, j) => j != label).Max();
        var slack = 1e-15 * Math.Max(1, Math.Abs(hard));
        Assert.InRange(soft, hard - Math.Log(outputs.Length - 1) - slack, hard + slack);
        Assert.Equal(0, wrong[label]);
        Near(1, wrong.Sum(), 1e-14);
        if (outputs.Length == 2)
            Assert.Equal(hard, soft);
    });

    [Fact]
    public void Limits_are_stated_and_not_numbers_are_not_hidden()
    {
        Assert.Equal(double.NegativeInfinity, LogDomain.LogSumExp([]));
        Assert.Equal(double.NegativeInfinity, LogDomain.LogSumExp([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Equal(double.PositiveInfinity, LogDomain.LogSumExp([double.PositiveInfinity, 0]));
        Assert.True(double.IsNaN(LogDomain.LogSumExp([1, double.NaN, 2])));
        Assert.Equal(Math.Log(2), LogDomain.LogSumExp([0, double.NegativeInfinity, 0]));

        var omega = new double[2];
        Assert.True(double.IsNaN(LogisticMargins.LogLoss([1, double.NaN], omega)) && omega.All(double.IsNaN));
        Assert.True(double.IsNaN(ExponentialMargins.LogLoss([double.NaN, 1], omega)) && omega.All(double.IsNaN));
        Assert.Equal(-1, ExponentialMargins.LogLoss([1, double.PositiveInfinity], omega));
        Assert.Equal([1, 0], omega);
        Assert.Equal(0, ExponentialMargins.WeightEntropy([1, double.PositiveInfinity]));
        Assert.Equal(LogisticMargins.LogLoss(1.0), LogisticMargins.LogLoss([1, double.PositiveInfinity], omega), 1e-15);
        Assert.Equal(0, omega[1]);
        Assert.Equal(double.PositiveInfinity, LogisticMargins.LogLoss([1, double.NegativeInfinity], omega));
    }
}
