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
    [InlineData("as fast as N^-0.4.", "as fast as N{−0.4}.")]
    [InlineData("of order N^(-1/2); D^2 gamma^(2/D)", "of order N{−1/2}; D{2} gamma{2/D}")]
    [InlineData("|W_(k+1)|^2 - f_V(x), test_(x)", "|W[k+1]|{2} - f[V](x), test_(x)")]
    [InlineData("N^() ^(2) N^(2", "N^() ^(2) N^(2")]
    [InlineData("-1 +- 0.06", "−1 ± 0.06")]
    [InlineData("test_error", "test_error")]
    [InlineData("a_b_c", "a_b_c")]
    [InlineData("use `x_1 ^ 2` here", "use |x_1 ^ 2| here")]
    [InlineData("one ` tick", "one ` tick")]
    [InlineData("_x ^y", "_x ^y")]
    [InlineData("at -3.3075E-05 in the worst", "at −3.3075×10{−5} in the worst")]
    [InlineData("slack 1e-5, <= -1E+300", "slack 10{−5}, <= −10{300}")]
    [InlineData("x=-0.5 (-2)", "x=−0.5 (−2)")]
    [InlineData("2.50e00", "2.50×10{0}")]
    [InlineData("2026-11-21, 1.2.3-4, arXiv:1710.10345, 5-10, N-1, 1e5x, 3e, a1e5, `1e-5`", "2026-11-21, 1.2.3-4, arXiv:1710.10345, 5-10, N-1, 1e5x, 3e, a1e5, |1e-5|")]
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
