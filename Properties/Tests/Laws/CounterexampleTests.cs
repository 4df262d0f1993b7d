using Marginalia.Laws;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class CounterexampleTests
{
    public static TheoryData<string> Ids
    {
        get
        {
            var ids = new TheoryData<string>();
            foreach (var counterexample in Counterexamples.All)
                ids.Add(counterexample.Id);
            return ids;
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_naive_claim_fails_and_its_correction_holds(string id)
    {
        var report = Counterexamples.All.Find(c => c.Id == id).IfNone(() => throw new KeyNotFoundException(id)).Assert(NumericsPolicy.Portable());
        Assert.Equal(1, report.Held);
    }

    [Fact]
    public void Every_correction_of_the_theory_is_in_the_table_and_says_what_it_contradicts()
    {
        Assert.Equal(Enumerable.Range(1, 17).Select(static i => $"NC{i}"), Counterexamples.All.Map(static c => c.Id).Where(static id => id.StartsWith("NC", StringComparison.Ordinal)));
        Assert.All(Counterexamples.All, static c => Assert.NotEqual("", c.NaiveClaim));
        Assert.All(Counterexamples.All, static c => Assert.Equal(LawKind.Control, c.Kind));
    }

    [Fact]
    public void A_counterexample_that_no_longer_holds_is_reported_with_its_instance()
    {
        var broken = Counterexamples.All[0] with { Parts = static _ => [Outcome.Held, Outcome.AtMost(2, 1, 0, "here")] };
        var violation = Assert.Single(broken.Validate(NumericsPolicy.Portable()).Violations);
        Assert.Equal(("NC1", 2.0, 1.0, "here", broken.Instance), (violation.Law, violation.Left, violation.Right, violation.Where, violation.Instance));
    }
}
