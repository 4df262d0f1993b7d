using System.Globalization;
using Marginalia.Reports;
using Xunit;

namespace Marginalia.Tests;

public sealed class PaletteTests
{
    /// <summary>Linear maps of linear RGB for full deuteranopia and protanopia (Machado, Oliveira, Fernandes, IEEE TVCG 15, 2009), and normal sight.</summary>
    private static readonly double[][] Sights =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    ];

    public static TheoryData<string> Papers => ["light", "dark"];

    [Theory]
    [MemberData(nameof(Papers))]
    public void Every_color_has_a_contrast_of_three_to_its_paper(string paper)
    {
        var (colors, sheet) = Of(paper);
        Assert.All(colors, c => Assert.True(Contrast(c, sheet) >= 3, $"{c} on {sheet}: {Contrast(c, sheet):F2}"));
    }

    [Theory]
    [MemberData(nameof(Papers))]
    public void Any_two_colors_differ_for_normal_and_for_red_green_blind_eyes(string paper)
    {
        var (colors, _) = Of(paper);
        foreach (var sight in Sights)
        {
            for (var i = 0; i < colors.Count; i++)
            {
                for (var j = 0; j < i; j++)
                    Assert.True(Distance(colors[i], colors[j], sight) >= 14, $"{colors[i]} and {colors[j]}: {Distance(colors[i], colors[j], sight):F1}");
            }
        }
    }

    private static (IReadOnlyList<string> Colors, string Sheet) Of(string paper) =>
        paper == "light" ? (Palette.Light, Palette.LightPaper) : (Palette.Dark, Palette.DarkPaper);

    private static double[] Linear(string color) => [.. new[] { 1, 3, 5 }
        .Select(i => int.Parse(color.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
        .Select(static c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static double Contrast(string a, string b)
    {
        static double Luminance(string c) => Linear(c) is var l ? (0.2126 * l[0]) + (0.7152 * l[1]) + (0.0722 * l[2]) : 0;
        return (Math.Max(Luminance(a), Luminance(b)) + 0.05) / (Math.Min(Luminance(a), Luminance(b)) + 0.05);
    }

    /// <summary>The distance in CIE L*a*b*.</summary>
    private static double Distance(string a, string b, double[] sight) => Math.Sqrt(Lab(a, sight).Zip(Lab(b, sight), static (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Lab(string color, double[] sight)
    {
        var l = Linear(color);
        double[] s = [.. new[] { 0, 3, 6 }.Select(r => Math.Clamp((sight[r] * l[0]) + (sight[r + 1] * l[1]) + (sight[r + 2] * l[2]), 0, 1))];
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16 / 116.0);
        var (x, y, z) = (
            F(((0.4124 * s[0]) + (0.3576 * s[1]) + (0.1805 * s[2])) / 0.9505),
            F((0.2126 * s[0]) + (0.7152 * s[1]) + (0.0722 * s[2])),
            F(((0.0193 * s[0]) + (0.1192 * s[1]) + (0.9505 * s[2])) / 1.089));
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }
}
