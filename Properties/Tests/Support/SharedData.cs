using Xunit;

namespace Marginalia.Tests;

/// <summary>Data that stay outside the repository: in the folder of MARGINALIA_DATA, else in ../shared/data beside the repository or above it.</summary>
public static class SharedData
{
    public static string? Path(string name)
    {
        if (Environment.GetEnvironmentVariable("MARGINALIA_DATA") is { Length: > 0 } given)
            return Existing(System.IO.Path.Combine(given, name));
        for (var folder = new DirectoryInfo(ReferenceFiles.ProjectDirectory); folder is not null; folder = folder.Parent)
            if (Existing(System.IO.Path.Combine(folder.FullName, "shared", "data", name)) is { } found)
                return found;
        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}

/// <summary>A fact that is skipped, visibly, where files outside the repository are absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] files)
    {
        if (files.FirstOrDefault(static f => SharedData.Path(f) is null) is { } absent)
            Skip = $"{absent} is not there (../shared/data or MARGINALIA_DATA).";
    }
}
