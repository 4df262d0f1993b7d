namespace Marginalia.Tests;

/// <summary>Files made by other programs; Properties/Tests/Fixtures/make_fixtures.py makes them.</summary>
internal static class Fixtures
{
    public static string Path(string name) => System.IO.Path.Combine(ReferenceFiles.ProjectDirectory, "Fixtures", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));
}
