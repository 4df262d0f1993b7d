namespace Marginalia.Reports;

/// <summary>A number as programs write it, such as <c>-3.3E-05</c>, found in a text and set as in print: a true minus and a power of ten.</summary>
/// <param name="Runs">How it is set.</param>
/// <param name="End">Where the text goes on.</param>
internal sealed record PlainNumber(IReadOnlyList<TextRun> Runs, int End)
{
    private const string Before = "([{=,;:<>\u2264\u2265\u00b1\u2192|~";

    /// <summary>The number that begins at a place, if one does and it looks different in print.</summary>
    internal static PlainNumber? At(string text, int start)
    {
        var isNegative = text[start] == '-';
        var digits = start + (isNegative ? 1 : 0);
        var isStart = start == 0 || char.IsWhiteSpace(text[start - 1]) || Before.Contains(text[start - 1], StringComparison.Ordinal);
        if (!isStart || digits >= text.Length || !char.IsAsciiDigit(text[digits]))
            return null;
        var end = Digits(text, digits);
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
            end = Digits(text, end + 1);
        var (exponent, past) = Exponent(text, end);
        if (past < text.Length && (char.IsLetterOrDigit(text[past]) || text[past] == '_'))
            return null;
        var mantissa = text[digits..end];
        var sign = isNegative ? "\u2212" : "";
        if (exponent is { } power)
            return new([new(sign + (mantissa == "1" ? "10" : mantissa + "\u00d710"), Setting.Normal), new(power, Setting.Superscript)], past);
        return isNegative ? new([new(sign + mantissa, Setting.Normal)], end) : null;
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }

    private static (string? Power, int End) Exponent(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
            return (null, at);
        var sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
        var end = Digits(text, at + 1 + sign);
        if (end == at + 1 + sign)
            return (null, at);
        var digits = text[(at + 1 + sign)..end].TrimStart('0');
        return (digits.Length == 0 ? "0" : (sign == 1 && text[at + 1] == '-' ? "\u2212" : "") + digits, end);
    }
}
