namespace Marginalia.Tests;

/// <summary>The files of the repository that this test assembly was built from, without what builds and runs leave behind.</summary>
internal static class Repository
{
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(ReferenceFiles.ProjectDirectory, "..", ".."));

    private static readonly HashSet<string> Left = ["bin", "obj", ".git", "artifacts", "runs", "TestResults", "coverage", ".mkl", ".vs", ".idea"];

    /// <summary>Files whose name ends in one of the given ways, under a folder, with paths relative to the root and forward slashes.</summary>
    internal static IEnumerable<string> Files(string folder, params string[] endings) =>
        Walk(Path.Combine(Root, folder)).Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(static file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    internal static long Size(string file) => new FileInfo(Path.Combine(Root, file)).Length;

    /// <summary>The code of a file: comments and the contents of plain strings blanked, so that words in prose are not taken for calls.</summary>
    internal static string Code(string file) => string.Join('\n', Read(file).Split('\n').Select(static line =>
    {
        var code = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (!quoted && line[i] == '/' && i + 1 < line.Length && line[i + 1] == '/')
                break;
            if (line[i] == '"' && (i == 0 || line[i - 1] != '\\') && !(i > 0 && line[i - 1] == '\'' && i + 1 < line.Length && line[i + 1] == '\''))
                quoted = !quoted;
            code.Append(quoted && line[i] != '"' ? ' ' : line[i]);
        }

        return code.ToString();
    }));

    private static IEnumerable<string> Walk(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(static d => !Left.Contains(Path.GetFileName(d))).SelectMany(Walk));
}
