using System.Text.RegularExpressions;
using Xunit;
using Xunit.Abstractions;

namespace Marginalia.Tests;

public sealed class TidinessTests(ITestOutputHelper output)
{
    private const int Largest = 20_000;
    private const int Large = 12_000;

    [Fact]
    public void A_source_file_is_a_small_room()
    {
        var sizes = Repository.Files("", ".cs").Select(static file => (File: file, Size: Repository.Size(file))).OrderByDescending(static f => f.Size).ToArray();
        foreach (var (file, size) in sizes.Where(static f => f.Size > Large))
            output.WriteLine($"{size} bytes, more than a room should have: {file}");
        Violations.None(sizes.Where(static f => f.Size > Largest).Select(static f => $"{f.File} has {f.Size} bytes"));
    }

    [Fact]
    public void Nothing_is_put_off()
    {
        // Spelled apart, so that this file does not find itself.
        var pattern = $@"\b(TO{""}DO|FIX{""}ME|XX{""}X|TB{""}D)\b|NotImplemented{""}Exception";
        Violations.None(Repository.Files("", ".cs", ".md", ".sh", ".csproj", ".props", ".targets").Where(file => Regex.IsMatch(Repository.Read(file), pattern)));
    }

    [Fact]
    public void Text_files_end_lines_as_the_editor_configuration_says()
    {
        Violations.None(
            from file in Repository.Files("", ".cs", ".csproj", ".props", ".targets", ".sh", ".sln", "packages.lock.json")
            where !file.EndsWith(".sln", StringComparison.Ordinal) && !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
            let text = Repository.Read(file)
            where text.Contains('\r', StringComparison.Ordinal) || !text.EndsWith('\n') || Regex.IsMatch(text, @"[ \t]\n")
            select file);
    }

    [Fact]
    public void No_file_names_a_folder_of_somebody_s_machine() => Violations.None(
        from file in Repository.Files("", ".cs", ".csproj", ".props", ".targets", ".sh", ".json")
        where file != "Properties/Tests/House/TidinessTests.cs" && Regex.IsMatch(Repository.Read(file), @"(?<![\w.])/(work|home|root|Users)/")
        select file);
}
