using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit.Sdk;

namespace Marginalia.Snapshots;

/// <summary>Compares a text with the file that was accepted for the test, under the file conventions of Verify.</summary>
/// <remarks>
/// The file stands next to the test: <c>{TestClass}.{Method}[_{param}={value}].verified.{extension}</c>, UTF-8 with a byte order mark, line feeds, no
/// final newline. On a mismatch the text is written beside it as <c>.received.</c>. MARGINALIA_ACCEPT=1 accepts what is received, but never where the
/// variable CI is set. The test's class must be named after its file.
/// </remarks>
public static class Snapshot
{
    /// <summary>Fails unless the text equals the accepted one.</summary>
    /// <param name="text">The text; line ends and a final newline do not matter.</param>
    /// <param name="extension">The extension of the file, without a dot.</param>
    /// <param name="parameters">The test's parameters that belong to the file's name.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    public static void Verify(
        string text, string extension = "txt", (string Name, object Value)[]? parameters = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var suffix = string.Concat((parameters ?? []).Select(static p => FormattableString.Invariant($"_{p.Name}={p.Value}")));
        var name = Path.GetFileNameWithoutExtension(file) + "." + method + suffix;
        var accepts = Environment.GetEnvironmentVariable("MARGINALIA_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null or "";
        if (Compare(FolderOf(file), name, extension, text, accepts) is { } difference)
            throw new XunitException(difference);
    }

    /// <summary>Compares, writes or deletes the received file, and tells the difference; null when there is none.</summary>
    /// <param name="directory">Where the files are.</param>
    /// <param name="name">Their name up to <c>.verified.</c></param>
    /// <param name="extension">Their extension.</param>
    /// <param name="text">What the test has.</param>
    /// <param name="accepts">Whether a difference is accepted.</param>
    public static string? Compare(string directory, string name, string extension, string text, bool accepts)
    {
        var verified = Path.Combine(directory, $"{name}.verified.{extension}");
        var received = Path.Combine(directory, $"{name}.received.{extension}");
        var actual = Normal(text);
        var expected = File.Exists(verified) ? Normal(File.ReadAllText(verified)) : null;
        if (expected != actual)
            File.WriteAllText(accepts ? verified : received, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        if (expected == actual || accepts)
        {
            File.Delete(received);
            return null;
        }

        var (problem, left, detail) = expected is null
            ? ("There is no accepted text yet.", "/dev/null", "")
            : ("The text differs from the accepted one.", verified, FirstDifference(expected, actual) + "\n");
        return $"{problem}\nverified: {verified}\nreceived: {received}\ncompare:  diff -u '{left}' '{received}'\n{detail}"
            + "If this text is right, run the test with MARGINALIA_ACCEPT=1.";
    }

    private static string Normal(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimStart('\uFEFF').TrimEnd('\n');

    private static string FirstDifference(string expected, string actual)
    {
        var (a, b) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < a.Length && line < b.Length && a[line] == b[line])
            line++;
        static string At(string[] lines, int i) => i < lines.Length ? lines[i][..Math.Min(lines[i].Length, 200)] : "(end)";
        return $"line {line + 1}:\n- {At(a, line)}\n+ {At(b, line)}";
    }

    /// <summary>The folder of the test's source; a deterministic build writes "/_/" for the root of the repository.</summary>
    private static string FolderOf(string file)
    {
        if (!file.StartsWith("/_", StringComparison.Ordinal))
            return Path.GetDirectoryName(file)!;
        var project = typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "ProjectDirectory").Value!;
        var root = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(project))!;
        return Path.GetDirectoryName(Path.Combine(root, file[(file.IndexOf('/', 1) + 1)..]))!;
    }
}
