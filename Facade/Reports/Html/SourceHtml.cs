using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>A work as it is cited, with a link where its reference is an arXiv id.</summary>
internal static class SourceHtml
{
    private const string Prefix = "arXiv:";

    internal static IEnumerable<object> Render(Source source)
    {
        yield return source.Author + ", ";
        yield return Markup.Html("cite", source.Title);
        yield return ", ";
        yield return IsArxiv(source.Reference)
            ? Markup.Html("a", Markup.Attribute("href", "https://arxiv.org/abs/" + source.Reference[Prefix.Length..]), source.Reference)
            : source.Reference;
        yield return source.Section.Length == 0 ? "." : $" ({source.Section}).";
    }

    private static bool IsArxiv(string reference) => reference.StartsWith(Prefix, StringComparison.Ordinal)
        && reference.Length > Prefix.Length && reference.Skip(Prefix.Length).All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-');
}
