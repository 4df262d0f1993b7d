namespace Marginalia.Tests;

/// <summary>The entry point of the test assembly, for tests that need a process of their own: prints hashes of results, a line each.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not ["hash", "numerics"])
        {
            Console.Error.WriteLine("usage: hash numerics");
            return 2;
        }

        foreach (var line in NumericsHashes.Lines())
            Console.WriteLine(line);
        return 0;
    }
}
