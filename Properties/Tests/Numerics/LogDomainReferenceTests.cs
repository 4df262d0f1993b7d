using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class LogDomainReferenceTests
{
    [Fact]
    public void Extreme_margins_give_the_reference_losses_weights_soft_margins_and_entropies()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "extreme_margins.json"))
        {
            var tolerance = new Tolerance(reference.GetProperty("absTol").GetDouble(), reference.GetProperty("relTol").GetDouble(), ToleranceScale.PerArray);
            var input = reference.GetProperty("input");
            var margins = ReferenceFiles.Flat(input.GetProperty("margins"));
            var exponential = input.GetProperty("loss").GetString() == "exponential";
            var omega = new double[margins.Length];
            var logLoss = exponential ? ExponentialMargins.LogLoss(margins, omega) : LogisticMargins.LogLoss(margins, omega);

            foreach (var expected in reference.GetProperty("expected").EnumerateObject())
            {
                double[] actual = expected.Name switch
                {
                    "logLoss" => [logLoss],
                    "weights" => omega,
                    "softMinMargin" => [exponential ? ExponentialMargins.SoftMinMargin(logLoss) : LogisticMargins.SoftMinMargin(logLoss)],
                    "entropy" => [exponential ? ExponentialMargins.WeightEntropy(margins) : Entropy(omega)],
                    var other => throw new InvalidOperationException("Unknown member " + other),
                };
                Assert.True(
                    tolerance.FirstDifference(actual, ReferenceFiles.Flat(expected.Value)) < 0,
                    $"{reference.GetProperty("id")}: {expected.Name} is {string.Join(", ", actual)}, expected {expected.Value}");
            }
        }
    }

    private static double Entropy(double[] omega) => -omega.Sum(static w => w == 0 ? 0 : w * Math.Log(w));
}
