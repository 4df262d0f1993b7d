using Marginalia.Audits;
using Marginalia.Bounds;
using Marginalia.Measures;
using Xunit;

namespace Marginalia.Tests;

public sealed class SelectionTests
{
    [Fact]
    public void Every_measure_belongs_to_a_family_with_a_sentence_and_every_family_has_measures()
    {
        Violations.None(MeasureTable.All.Filter(static m => !MeasureFamily.All.Contains(MeasureFamily.Of(m))).Map(static m => m.Id));
        Violations.None(MeasureFamily.All.Filter(static f => !MeasureTable.All.Exists(m => MeasureFamily.Of(m) == f)).Map(static f => f.Id));
    }

    [Theory]
    [InlineData("path.phi(2)", "path.phi(2)")]
    [InlineData("norm.group.prod(1,inf),size.params", "norm.group.prod(1,inf),size.params")]
    [InlineData("hessian.top", "hessian.top")]
    [InlineData("size", "size.params,size.weights,size.vc-pl")]
    [InlineData("hessian", "")]
    [InlineData("bounds", "")]
    public void A_list_of_identifiers_and_families_chooses_measures(string text, string chosen)
    {
        var selection = MeasureSelection.Parse(text).Match(static s => s, static e => throw new InvalidOperationException(e.Head.Sentence));
        Assert.Equal(chosen.Length == 0 ? [] : chosen.Replace("(1,inf)", "(1;inf)", StringComparison.Ordinal).Split(',').Select(static id => id.Replace(';', ',')).Order(),
            MeasureTable.All.Filter(m => selection.Includes(m, AuditScope.Standard)).Map(static m => m.Id).Order());
    }

    [Fact]
    public void Every_word_that_chooses_measures_is_explained()
    {
        Assert.All(MeasureFamily.All, static f =>
        {
            var entries = Explanation.Find(f.Id.ToUpperInvariant()).Match(static e => e.Entries, static e => throw new InvalidOperationException(e.Sentence));
            Assert.Contains(entries, e => e.Text.Split(", ").Contains(MeasureTable.All.Find(m => MeasureFamily.Of(m) == f).Map(static m => m.Id).IfNone("")));
        });
        var bounds = Explanation.Find("bounds").Match(static e => e.Entries, static e => throw new InvalidOperationException(e.Sentence));
        Assert.Contains(bounds, static e => e.Text.Contains(BoundTable.All[0].Id, StringComparison.Ordinal));
    }

    [Fact]
    public void Many_passes_are_left_to_the_full_audit()
    {
        Assert.DoesNotContain(MeasureTable.All, static m => MeasureSelection.All.Includes(m, AuditScope.Standard) != (m.Cost != Cost.ManyPasses));
        Assert.All(MeasureTable.All, static m => Assert.True(MeasureSelection.All.Includes(m, AuditScope.Full)));
        Assert.All(BoundTable.All, static b => Assert.True(MeasureSelection.All.Includes(b, AuditScope.Full)));
    }

    [Theory]
    [InlineData("path.phi2", "path.phi(2)")]
    [InlineData("qwertyuiop", "families")]
    [InlineData("fisher", "fisher-rao")]
    public void An_unknown_word_is_told_with_the_nearest_ones(string word, string near)
    {
        var sentence = MeasureSelection.Parse(word).Match(static _ => "", static e => e.Head.Sentence);
        Assert.Contains($"'{word}'", sentence, StringComparison.Ordinal);
        Assert.Contains(near, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_measure_and_bound_is_explained_completely()
    {
        foreach (var id in MeasureTable.All.Map(static m => m.Id).Concat(BoundTable.All.Map(static b => b.Id)))
        {
            var explanation = Explanation.Find(id.ToUpperInvariant()).IfLeft(static e => throw new InvalidOperationException(e.Sentence));
            Assert.Equal(id, explanation.Id);
            Assert.All(explanation.Entries, static e => Assert.NotEqual("", e.Text.Trim()));
            Assert.Contains(explanation.Entries, static e => e.Text.Contains("docs/theory/", StringComparison.Ordinal));
        }
    }
}
