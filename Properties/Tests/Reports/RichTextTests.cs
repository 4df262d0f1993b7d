using Marginalia.Reports;
using Xunit;

namespace Marginalia.Tests;

public sealed class RichTextTests
{
    [Theory]
    [InlineData("γ_min", "γ[min]")]
    [InlineData("P = ρ_1 ρ_2", "P = ρ[1] ρ[2]")]
    [InlineData("10^-3", "10{−3}")]
    [InlineData("(a+b)^2", "(a+b){2}")]
    [InlineData("test_error", "test_error")]
    [InlineData("a_b_c", "a_b_c")]
    [InlineData("use `x_1 ^ 2` here", "use |x_1 ^ 2| here")]
    [InlineData("one ` tick", "one ` tick")]
    [InlineData("_x ^y", "_x ^y")]
    [InlineData("", "")]
    public void The_notation_marks_what_it_should_and_nothing_else(string text, string marked) => Assert.Equal(marked, string.Concat(RichText.Parse(text).Select(static r => r.Setting switch
    {
        Setting.Subscript => $"[{r.Text}]",
        Setting.Superscript => $"{{{r.Text}}}",
        Setting.Code => $"|{r.Text}|",
        _ => r.Text,
    })));

    [Fact]
    public void No_character_is_lost() => Sample.ForAll(2000, static sample =>
    {
        var text = string.Concat(Enumerable.Range(0, sample.Integer(0, 20)).Select(_ => sample.Element("_", "^", "`", "a", "1", "-", " ", "γ", ")", "🙂")));
        static string Letters(string t) => t.Replace("_", "", StringComparison.Ordinal).Replace("^", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Replace('−', '-');
        Assert.Equal(Letters(text), Letters(string.Concat(RichText.Parse(text).Select(static r => r.Text))));
    });
}
