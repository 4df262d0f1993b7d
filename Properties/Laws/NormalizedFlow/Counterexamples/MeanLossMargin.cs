using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC2: with the mean loss the smoothed margin may fall.</summary>
public static class MeanLossMargin
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC2",
        "the smoothed margin needs the sum",
        "The smoothed margin of the mean loss is monotone.",
        "With the mean loss it may fall along gradient flow; that of the sum rises.",
        "z = 1 and 3 in one dimension: -log L_mean / w falls from 1.33750 (w = 2) to 1.17320 (w = 4), -log L / w rises from 0.99093 to 0.99992",
        "1e-11 relative",
        Sources.LyuLi("NC2"),
        "z = 1, 3; w = 2, then w = 4",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(2, 1, 1, 3)), []);
        (double Sum, double Mean) At(double w)
        {
            var psi = objective.Statistics(Instances.At(objective, w)).Psi;
            return (psi / w, (psi + Elementary.Log(2)) / w);
        }

        var (before, after) = (At(2), At(4));
        yield return Outcome.Equal(before.Mean, 1.3374986263210678, 1e-11, "mean, w = 2");
        yield return Outcome.Equal(after.Mean, 1.1732029435467624, 1e-11, "mean, w = 4");
        yield return Outcome.AtMost(after.Mean, before.Mean - 0.1, 0, "the mean's falls");
        yield return Outcome.AtMost(before.Sum + 0.005, after.Sum, 0, "the sum's rises");
    }
}
