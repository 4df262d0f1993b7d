using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Marginalia.Tests;

public sealed class ArrowTests
{
    private static IEnumerable<string> Sources => Repository.Files("", ".cs");

    [Fact]
    public void Every_source_file_lies_in_a_room_of_the_plan_and_bears_its_namespace()
    {
        Assert.True(Sources.Count() > 50);
        Violations.None(Sources.Where(static file => Rooms.Of(file) is not { } room || Named(file).Any(name => name != room.Namespace)).Select(static file =>
            $"{file}: namespace {string.Join(", ", Named(file))}, expected {Rooms.Of(file)?.Namespace ?? "a room of the plan"}"));
    }

    [Fact]
    public void No_room_uses_a_room_beside_or_above_it() => Violations.None(
        from file in Sources
        let room = Rooms.Of(file)
        where room is not null
        from used in Used(Repository.Code(file))
        where used != room.Namespace && !room.MayUse.Contains(used)
        select $"{file} uses {used}");

    [Theory]
    [InlineData("using Marginalia.Training;", "Marginalia.Training")]
    [InlineData("using static Marginalia.Studies.Tables;", "Marginalia.Studies")]
    [InlineData("using M = Marginalia.Measures.Measure;", "Marginalia.Measures")]
    [InlineData("var x = Marginalia.Native.NativeMkl.Variable;", "Marginalia.Native")]
    [InlineData("global using Marginalia;", "Marginalia")]
    public void The_reading_of_uses_sees_every_form_of_them(string code, string expected) => Assert.Equal([expected], Used(code));

    [Fact]
    public void Projects_reference_each_other_only_downwards()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["Core.Pure"] = [],
            ["Facade"] = ["Core.Pure"],
            ["Laws"] = ["Core.Pure", "Facade"],
            ["Cli"] = ["Core.Pure", "Facade", "Laws"],
            ["Tests"] = ["Core.Pure", "Facade", "Laws", "Cli"],
            ["Snapshots"] = ["Core.Pure", "Facade", "Laws", "Cli", "Tests"],
            ["Benchmarks"] = ["Core.Pure", "Facade", "Laws", "Cli"],
        };
        var projects = Repository.Files("", ".csproj").ToArray();
        Assert.Equal(allowed.Keys.Order(), projects.Select(Name).Order());
        Violations.None(
            from project in projects
            from reference in XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            let target = Name((string)reference.Attribute("Include")!)
            where !allowed[Name(project)].Contains(target)
            select $"{project} references {target}");
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));

    private static IEnumerable<string> Named(string file) =>
        Regex.Matches(Repository.Code(file), @"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline).Select(static m => m.Groups[1].Value).Distinct();

    /// <summary>The namespaces of ours that a text names, cut to their second level.</summary>
    private static IEnumerable<string> Used(string code) =>
        Regex.Matches(code, @"(?<![\w.])Marginalia(\.[A-Z]\w*)?|^\s*namespace\s+[\w.]+", RegexOptions.Multiline)
            .Where(static m => !m.Value.TrimStart().StartsWith("namespace", StringComparison.Ordinal)).Select(static m => m.Value).Distinct();
}
