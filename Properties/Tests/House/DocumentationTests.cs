using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class DocumentationTests
{
    private static readonly string[] Shipping = ["Core.Pure/Core.Pure.csproj", "Facade/Facade.csproj", "Properties/Laws/Laws.csproj", "Cli/Cli.csproj"];

    public static TheoryData<string> Assemblies => ["Marginalia.Core", "Marginalia", "Marginalia.Laws", "Marginalia.Cli"];

    [Fact]
    public void A_missing_comment_is_an_error_in_every_shipping_project()
    {
        var common = XDocument.Parse(Repository.Read("Directory.Build.props"));
        Assert.Equal("true", common.Descendants("GenerateDocumentationFile").Single().Value);
        Assert.Equal("true", common.Descendants("TreatWarningsAsErrors").Single().Value);
        Violations.None(
            from file in Shipping.Append("Directory.Build.props").Append("Directory.Build.targets")
            from setting in XDocument.Parse(Repository.Read(file)).Descendants()
            where setting.Name.LocalName is "NoWarn" or "WarningsNotAsErrors"
                || (setting.Name.LocalName is "GenerateDocumentationFile" or "TreatWarningsAsErrors" && setting.Value != "true")
            select $"{file}: {setting}");
        Violations.None(
            from file in Shipping.SelectMany(static p => Repository.Files(Path.GetDirectoryName(p)!, ".cs"))
            where Regex.IsMatch(Repository.Read(file), @"#pragma\s+warning\s+disable")
            select file);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_is_documented_and_no_documented_member_has_an_empty_text(string name)
    {
        var assembly = Assembly.Load(name);
        var members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToArray();
        var documented = members.Select(static m => (string)m.Attribute("name")!).ToHashSet();
        Violations.None(assembly.GetExportedTypes().Select(static t => "T:" + t.FullName!.Replace('+', '.')).Where(id => !id.Contains('<') && !documented.Contains(id)));
        Violations.None(
            from member in members
            where !member.Descendants("inheritdoc").Any()
            from text in member.Elements().Where(static e => e.Name.LocalName is "summary" or "param" or "typeparam" or "returns" or "remarks" or "content")
            where text.Value.Trim().Length == 0 && !text.Elements().Any()
            select $"{(string?)member.Attribute("name")}: empty {text.Name.LocalName}");
    }

    [Fact]
    public void Every_parameter_of_a_documented_public_method_has_its_own_words() => Violations.None(
        from assembly in new[] { typeof(Vector).Assembly, typeof(NativeMkl).Assembly }
        let members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToLookup(static m => (string)m.Attribute("name")!)
        from type in assembly.GetExportedTypes()
        where !type.IsGenericType && !type.FullName!.Contains('<')
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName && !method.IsGenericMethod && method.GetParameters().All(static p => !p.ParameterType.IsGenericType && !p.ParameterType.IsByRef)
        let id = $"M:{type.FullName!.Replace('+', '.')}.{method.Name}({string.Join(",", method.GetParameters().Select(static p => p.ParameterType.FullName?.Replace('+', '.')))})"
        from member in members[id]
        where !member.Descendants("inheritdoc").Any()
        from parameter in method.GetParameters()
        where member.Elements("param").All(p => (string?)p.Attribute("name") != parameter.Name)
        select $"{id}: {parameter.Name}");
}
