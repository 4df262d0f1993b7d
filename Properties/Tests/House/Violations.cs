using Xunit;

namespace Marginalia.Tests;

/// <summary>A rule of the house fails with every violation in full, not with the first few characters of some.</summary>
internal static class Violations
{
    internal static void None(IEnumerable<string> violations)
    {
        var found = violations.ToArray();
        if (found.Length > 0)
            Assert.Fail($"{found.Length} against the rules of the house:\n  " + string.Join("\n  ", found));
    }
}
