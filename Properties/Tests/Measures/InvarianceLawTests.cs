using Marginalia.Laws;
using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using Xunit.Abstractions;

namespace Marginalia.Tests;

/// <summary>The negative side of the claimed invariances, whose positive side is the laws C.invariance, C7 and C8: what claims nothing sees the change.</summary>
public sealed class InvarianceLawTests(ITestOutputHelper output)
{
    // The ascent follows gradients, which vanish at appended units of zeros; the maximum that it estimates from below does see them.
    private static readonly string[] Estimated = ["sharpness.keskar(0.0005)", "sharpness.keskar(0.001)", "flatness.alpha", "jiang.sharpness-flatness"];

    public static TheoryData<Invariances> Changes => [Invariances.NodeRescaling, Invariances.LayerRescaling, Invariances.ZeroPadding, Invariances.GlobalScaling];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_measure_that_does_not_claim_an_invariance_sees_the_change(Invariances change)
    {
        var seen = new HashSet<string>();
        var undefined = new HashSet<string>(MeasureTable.All.Map(static m => m.Id));
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var recipe = new ArchitectureRecipe.Dense(LanguageExt.Prelude.Array(3, 4, 5, 3).Take(seed % 2 == 0 ? 4 : 3).ToArr().SetItem(2, 3), false, 0, Awkwardness.None, seed);
            var input = recipe.Input(NumericsPolicy.Portable());
            var changed = recipe.Changed(input, change, dyadic: false).Match(static c => c, static () => throw new InvalidOperationException("There is nothing to change."));
            bool Wanted(Measure m) => !m.Invariances.HasFlag(change) && !seen.Contains(m.Id);
            foreach (var ((measure, a), (_, b)) in MeasureTable.Evaluate(input, Wanted).Zip(MeasureTable.Evaluate(changed, Wanted)))
            {
                if (a.Value is Number.Value || b.Value is Number.Value)
                    undefined.Remove(measure.Id);
                if (!(Math.Abs(a.Value.OrNaN - b.Value.OrNaN) <= 1e-7 * Math.Abs(a.Value.OrNaN)))
                    seen.Add(measure.Id);
            }
        }

        string[] blind = [.. MeasureTable.All.Filter(m => !m.Invariances.HasFlag(change) && !seen.Contains(m.Id)).Map(static m => m.Id)];
        output.WriteLine(string.Join(", ", blind));
        Assert.Empty(blind.Except(undefined).Except(change == Invariances.ZeroPadding ? Estimated : []));
    }
}
