using Marginalia.Laws;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>The entry point of the test assembly, for tests that need a process of their own: prints results, a line each.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var lines = arguments switch
        {
            ["hash", "numerics"] => NumericsHashes.Lines(),
            ["hash", "runs"] => RecordedRun.All.Map(static r => r.Compute(NumericsPolicy.Portable())),
            ["audit", var path] => StreamingAuditTests.Lines(path),
            _ => null,
        };
        if (lines is null)
        {
            Console.Error.WriteLine("usage: hash numerics | hash runs | audit FILE");
            return 2;
        }

        foreach (var line in lines)
            Console.WriteLine(line);
        return 0;
    }
}
