using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N18: the distance log n of the exponential loss is too small for the logistic one.</summary>
public static class LogisticSandwichNeedsItsTerm
{
    private const int Count = 10;
    private const double Margin = 2.6343;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "N18",
        "the distance of the soft minimum for the logistic loss",
        "The soft-min margin is short of the smallest margin by at most log n, for every loss of exponential type.",
        "For the logistic loss the distance may be larger, by log((e^L - 1)/L), which is at most -log log 2 = 0.36652 once separated and vanishes with L.",
        "ten margins of 2.6343: s = 0.0000, q - s = 2.634 > log 10 = 2.303, and at most log 10 + log((e^L - 1)/L) = 2.669",
        "1e-4 on s; 1e-12 on the bound",
        Sources.LyuLi("N18"),
        "n = 10 equal margins, logistic loss",
        static _ => Parts());

    private static IEnumerable<Outcome> Parts()
    {
        var margins = Enumerable.Repeat(Margin, Count).ToArray();
        var logLoss = LogisticMargins.LogLoss(margins, new double[Count]);
        var (soft, loss) = (LogisticMargins.SoftMinMargin(logLoss), Elementary.Exp(logLoss));
        var excess = Elementary.Log(Elementary.Expm1(loss) / loss);
        yield return Outcome.Equal(soft, 0, 1e-4, "s");
        yield return Outcome.AtMost(Elementary.Log(Count) + 0.3, Margin - soft, 0, "q - s exceeds log n");
        yield return Outcome.AtMost(Margin - soft, Elementary.Log(Count) + excess, 1e-12, "q - s with the term");
        yield return Outcome.AtMost(excess, 0.36652, 1e-4, "the term at the threshold of separation");
    }
}
