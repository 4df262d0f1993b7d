using Marginalia.Laws;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class LawTableTests
{
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("MARGINALIA_LAW_SEED"), out var seed) ? seed : 1;

    public static TheoryData<string> Ids
    {
        get
        {
            var ids = new TheoryData<string>();
            foreach (var law in LawTable.All)
                ids.Add(law.Id);
            return ids;
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Law_holds_over_generated_instances(string id)
    {
        var law = LawTable.All.Find(l => l.Id == id).IfNone(() => throw new KeyNotFoundException(id));
        // Limits and expectations take a whole run each, some flows thousands of points; exact identities have a test of their own.
        var count = law.Kind is LawKind.Asymptotic or LawKind.Statistical ? 20 : id is "N20.a" or "N16.speeds" || (law.Kind == LawKind.Exact && id[0] == 'N') ? 50 : 200;
        var report = law.Assert(NumericsPolicy.Portable(), count, Seed);
        Assert.True(report.Held > count / 10, $"{id} applied to {report.Held} of {count} instances only: {report.Because}");
    }

    public static TheoryData<string> ExactIds
    {
        get
        {
            var ids = new TheoryData<string>();
            foreach (var law in LawTable.All.Filter(static l => l.Kind == LawKind.Exact && l.Id[0] == 'N'))
                ids.Add(law.Id);
            return ids;
        }
    }

    [Theory]
    [MemberData(nameof(ExactIds))]
    public void An_exact_identity_holds_on_200_instances_to_which_it_applies(string id)
    {
        var law = LawTable.All.Find(l => l.Id == id).IfNone(() => throw new KeyNotFoundException(id));
        var held = 0;
        for (var seed = Seed; held < 200; seed += 100)
        {
            Assert.True(seed < Seed + 4000, $"{id} applied to {held} of 4000 instances only");
            held += law.Assert(NumericsPolicy.Portable(), 100, seed).Held;
        }
    }

    [Fact]
    public void Every_id_of_the_index_is_found_among_the_laws_or_the_counterexamples()
    {
        var ids = LawTable.All.Append(Counterexamples.All).Map(static l => l.Id).ToArray();
        Assert.All(Enumerable.Range(1, 39), n => Assert.Contains(ids, id => id == $"N{n}"));
        Assert.Equal(LawTable.All.Count, LawTable.All.Map(static l => l.Id).Distinct().Count());
        Assert.Equal(Counterexamples.All.Count, Counterexamples.All.Map(static l => l.Id).Distinct().Count());
    }

    [Fact]
    public void An_alias_leads_to_a_law_of_the_table_and_is_none_itself()
    {
        Assert.All(LawTable.Aliases, static a => Assert.Contains(LawTable.All, l => l.Id == a.Law));
        Assert.All(LawTable.Aliases, static a => Assert.DoesNotContain(LawTable.All, l => l.Id == a.Id));
        Assert.Equal(("H4", "N1", "c46x"), (LawTable.Resolve("c46"), LawTable.Resolve("N1"), LawTable.Resolve("c46x")));
    }

    [Fact]
    public void A_broken_law_is_reported_with_its_equation_the_smallest_instance_and_a_seed_that_replays_it()
    {
        var broken = EulerIdentity.Law with { Check = static (_, r) => Outcome.AtMost(r.SampleCount, 3, 0, "samples") };
        var report = broken.Validate(NumericsPolicy.Portable(), 50, 7);
        Assert.NotEmpty(report.Violations);
        var first = report.Violations[0];
        Assert.InRange(first.Left, 4, 7);
        Assert.Single(broken.Validate(NumericsPolicy.Portable(), 1, first.Seed).Violations);
        Assert.Throws<LawViolatedException>(() => broken.Assert(NumericsPolicy.Portable(), 50, 7));
    }
}
