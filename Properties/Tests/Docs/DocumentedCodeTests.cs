using System.Text.RegularExpressions;
using Marginalia.Training;
using Xunit;

namespace Marginalia.Tests;

public sealed class DocumentedCodeTests
{
    [Theory]
    [InlineData("README.md", "Properties/Tests/Docs/ReadmeExample.cs")]
    [InlineData("docs/audit.md", "Properties/Tests/Docs/AuditExample.cs")]
    [InlineData("docs/tutorial.md", "Properties/Tests/Docs/Tutorial.cs")]
    public void Code_in_a_document_is_code_that_compiles(string document, string source)
    {
        var blocks = Blocks(document, "csharp").ToArray();
        Assert.NotEmpty(blocks);
        var lines = Trimmed(Repository.Read(source)).ToArray();
        Violations.None(
            from block in blocks
            from paragraph in Regex.Split(block, @"\n[ \t]*\n")
            let wanted = Trimmed(paragraph.Replace("Console.WriteLine", source.EndsWith("Tutorial.cs", StringComparison.Ordinal) ? "output.WriteLine" : "Console.WriteLine")).ToArray()
            where wanted.Length > 0 && !Enumerable.Range(0, lines.Length).Any(i => lines.AsSpan(i).StartsWith(wanted))
            select $"{document} has code that {source} has not:\n{paragraph}");
    }

    [Fact]
    public void The_tutorial_prints_what_it_says()
    {
        var said = Blocks("docs/tutorial.md", "text").SelectMany(Trimmed).ToArray();
        var written = new StringWriter();
        Tutorial.Run(written);
        var printed = Trimmed(written.ToString()).ToArray();
        if (!said.SequenceEqual(printed))
            Assert.Fail("docs/tutorial.md says\n" + string.Join('\n', said) + "\nwhere the program prints\n" + string.Join('\n', printed));
    }

    [Fact]
    public void The_example_of_the_front_page_reaches_its_target() => Assert.IsType<RunOutcome.TargetReached>(ReadmeExample.Run().Outcome);

    [Fact]
    public void The_example_of_the_audit_page_measures_all_of_its_network() => Assert.True(AuditExample.Run().IsCovered);

    private static IEnumerable<string> Blocks(string document, string language) =>
        Regex.Matches(Repository.Read(document), $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(static m => m.Groups[1].Value);

    private static IEnumerable<string> Trimmed(string text) => text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0);
}
