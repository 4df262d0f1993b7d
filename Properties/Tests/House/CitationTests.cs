using System.Text.RegularExpressions;
using Xunit;

namespace Marginalia.Tests;

public sealed class CitationTests
{
    private const string Id = @"(?:[A-Z]{1,2}\d+|\d+(?:\.\d+)*)";

    private static readonly Regex Citation = new(
        $@"(?:docs/theory/)?\b(?<page>conventions|normalized-flow|capacity-and-path|label-noise|stagnation)\.md(?:,? \(?(?:sections? )?(?<id>{Id})(?:(?:,| and|, and| to) (?:sections? )?(?<id>{Id}))*)?",
        RegexOptions.CultureInvariant);

    [Fact]
    public void Every_section_of_the_theory_that_the_code_cites_exists()
    {
        var cited = (
            from file in Repository.Files("", ".cs")
            where file != "Properties/Tests/House/CitationTests.cs"
            from Match match in Citation.Matches(Joined(Repository.Read(file)))
            from anchor in Anchors(match)
            select (File: file, Page: match.Groups["page"].Value, Anchor: anchor)).ToArray();
        Assert.True(cited.Length > 50, $"Only {cited.Length} citations were found: the pattern no longer fits the code.");
        var known = cited.Select(static c => c.Page).Distinct().ToDictionary(static page => page, static page => Ids($"docs/theory/{page}.md"));
        Violations.None(
            from c in cited
            where !known[c.Page].Contains(c.Anchor)
            select $"{c.File} cites {c.Anchor} of docs/theory/{c.Page}.md, which has no such anchor");
    }

    [Fact]
    public void Links_between_documents_lead_somewhere() => Violations.None(
        from file in Repository.Files("", ".md")
        from Match match in Regex.Matches(Repository.Read(file), @"\]\((?<path>[^)#\s:]*)(?:#(?<anchor>[^)\s]+))?\)")
        where !Reached(file, match.Groups["path"].Value, match.Groups["anchor"].Value)
        select $"{file} links to {match.Value[1..]}, which is not there");

    /// <summary>A number is the anchor of a section, a letter with a number is its own.</summary>
    private static IEnumerable<string> Anchors(Match match) =>
        match.Groups["id"].Captures.Select(static c => char.IsDigit(c.Value[0]) ? $"section-{c.Value}" : c.Value.ToLowerInvariant());

    /// <summary>Documentation comments and concatenated strings as one line, so that a citation may break.</summary>
    private static string Joined(string code) => Regex.Replace(code, @"(?:"" ?\+)?\s*\n\s*(?:///|//|\$?"")?\s*", " ");

    private static HashSet<string> Ids(string page) => File.Exists(Path.Combine(Repository.Root, page))
        ? [.. Regex.Matches(Repository.Read(page), "<a id=\"([^\"]+)\">").Select(static m => m.Groups[1].Value)]
        : [];

    private static bool Reached(string from, string path, string anchor)
    {
        var target = path.Length == 0 ? from : Path.Combine(Path.GetDirectoryName(from)!, path).Replace('\\', '/');
        var full = Path.Combine(Repository.Root, target);
        return (File.Exists(full) || Directory.Exists(full)) && (anchor.Length == 0 || Ids(target).Contains(anchor) || Headings(target).Contains(anchor));
    }

    private static IEnumerable<string> Headings(string page) => Regex.Matches(Repository.Read(page), "^#+ (.+)$", RegexOptions.Multiline)
        .Select(static m => Regex.Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));
}
