using Marginalia.Numerics;

namespace Marginalia.Cli;

/// <summary>Verdicts as lines of text.</summary>
internal static class VerdictText
{
    /// <summary>One block per verdict: the word first, then the statement, then the numbers.</summary>
    internal static void Write(Terminal terminal, IEnumerable<Verdict> verdicts)
    {
        foreach (var v in verdicts)
        {
            terminal.Line($"{v.Status.Word,-14} {v.Id}: {v.Statement}");
            if (v.Status != VerdictStatus.NotApplicable)
                terminal.Line($"{"",-14} measured {v.Measured}; expected {v.Expected}");
            foreach (var line in v.Reason.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                terminal.Line($"{"",-14} {line}");
        }
    }
}
