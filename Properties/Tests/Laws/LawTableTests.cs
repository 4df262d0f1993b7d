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
        // Limits and expectations take a whole run each.
        var count = law.Kind is LawKind.Asymptotic or LawKind.Statistical ? 20 : 200;
        var report = law.Assert(NumericsPolicy.Portable(), count, Seed);
        Assert.True(report.Held > count / 10, $"{id} applied to {report.Held} of {count} instances only: {report.Because}");
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
