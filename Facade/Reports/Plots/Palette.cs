using System.Text;

namespace Marginalia.Reports;

/// <summary>Colors of the series on light and on dark paper.</summary>
/// <remarks>Each has a contrast of 3 or more to its paper, and any two differ under the two common kinds of color blindness too; tests measure both.</remarks>
internal static class Palette
{
    internal const string LightPaper = "#ffffff";

    internal const string DarkPaper = "#15181c";

    internal static readonly IReadOnlyList<string> Light = ["#1975d2", "#d16429", "#029c83", "#a44494", "#755d34", "#778ec6", "#7a1a3e", "#274e66"];

    internal static readonly IReadOnlyList<string> Dark = ["#468be8", "#eb9f4b", "#67c192", "#b66ea2", "#ffca52", "#30d1f1", "#e2676a", "#8dccc8"];

    /// <summary>The custom properties <c>--s0</c> to <c>--s7</c>.</summary>
    internal static string Variables(IReadOnlyList<string> colors)
    {
        var text = new StringBuilder();
        for (var i = 0; i < colors.Count; i++)
            text.Append("--s").Append(i).Append(':').Append(colors[i]).Append(';');
        return text.ToString();
    }

    /// <summary>One class for each color.</summary>
    internal static string Classes
    {
        get
        {
            var text = new StringBuilder();
            for (var i = 0; i < Light.Count; i++)
                text.Append(".plot .c").Append(i).Append("{color:var(--s").Append(i).Append(")}\n");
            return text.ToString();
        }
    }
}
