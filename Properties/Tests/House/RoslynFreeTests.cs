using System.CodeDom.Compiler;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class RoslynFreeTests
{
    private static IEnumerable<string> BuildFiles => Repository.Files("", ".csproj", ".props", ".targets");

    [Fact]
    public void Every_project_has_a_lock_file_and_none_of_them_names_a_compiler_or_an_analyzer_package()
    {
        var projects = Repository.Files("", ".csproj").ToArray();
        Assert.Equal(projects.Select(static p => Path.GetDirectoryName(p)), Repository.Files("", "packages.lock.json").Select(static p => Path.GetDirectoryName(p)));
        Violations.None(Repository.Files("", "packages.lock.json").Where(static file =>
            Regex.IsMatch(Repository.Read(file), "\"[^\"]*(Microsoft\\.CodeAnalysis|analyzers|SourceGenerat|CodeGen)[^\"]*\"\\s*:", RegexOptions.IgnoreCase)));
    }

    [Fact]
    public void The_build_removes_every_analyzer_and_generator_before_it_compiles()
    {
        var target = Assert.Single(XDocument.Parse(Repository.Read("Directory.Build.targets")).Descendants("Target"));
        Assert.Equal("CoreCompile", (string?)target.Attribute("BeforeTargets"));
        Assert.Equal("@(Analyzer)", (string?)target.Descendants("Analyzer").Single().Attribute("Remove"));
        Assert.Null(target.Attribute("Condition"));
    }

    [Fact]
    public void No_build_file_adds_an_analyzer() => Violations.None(
        from file in BuildFiles
        from item in XDocument.Parse(Repository.Read(file)).Descendants()
        where item.Name.LocalName == "Analyzer" && item.Attribute("Remove") is null
            || (item.Name.LocalName is "RunAnalyzers" or "EnableNETAnalyzers" or "EnforceCodeStyleInBuild" && item.Value != "false")
            || ((string?)item.Attribute("OutputItemType") == "Analyzer")
        select $"{file}: {item}");

    [Fact]
    public void No_shipping_type_was_written_by_a_generator() => Violations.None(
        from assembly in new[] { typeof(Vector).Assembly, typeof(NativeMkl).Assembly, Assembly.Load("Marginalia.Laws"), Assembly.Load("Marginalia.Cli") }
        from type in assembly.GetTypes()
        from member in type.GetMembers(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Prepend(type)
        where member.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        select $"{type}.{member.Name}");

    [Fact]
    public void No_source_asks_for_a_generator() => Violations.None(
        from file in Repository.Files("", ".cs")
        where Regex.IsMatch(Repository.Code(file), @"\[(\w+:\s*)?(LibraryImport|GeneratedRegex|JsonSerializable|JsonSourceGenerationOptions|LoggerMessage)\b")
        select file);
}
