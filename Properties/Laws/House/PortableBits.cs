using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>H7: results under the portable policy have the recorded bits on every machine.</summary>
public static class PortableBits
{
    /// <summary>The law.</summary>
    public static Law<RecordedRun> Law { get; } = new(
        "H7",
        "portable bits",
        "Initialization, training and recording under the portable policy give the recorded bits, whatever the processor offers.",
        "hash of the run = recorded hash",
        "the portable policy",
        "none: the same bits",
        LawKind.Exact,
        House.Source("H7"),
        Arb.From(Gen.Elements(RecordedRun.All.ToArray())),
        Check,
        static r => r.Recipe.ToString());

    private static Outcome Check(NumericsPolicy numerics, RecordedRun run)
    {
        if (numerics.Kind != PolicyKind.Portable)
            return new Outcome.NotApplicable("only the portable policy promises the same bits everywhere");
        var found = run.Compute(numerics);
        // The top 32 bits of both hashes stand for them as numbers.
        return found == run.Hash ? Outcome.Held : new Outcome.Violated(Top(found), Top(run.Hash), $"hash {found}, recorded {run.Hash}");
    }

    private static double Top(string hash) => uint.Parse(hash[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
