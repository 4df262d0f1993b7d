using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>What normalized training and test losses have in common for no deeper reason, and what is left without it.</summary>
/// <remarks>Both differ from log C by about the mean margin over P, so runs of different P line up whatever they learned: docs/theory/normalized-flow.md, S5 and section 8, the last row.</remarks>
internal sealed class CommonFactor(Arr<DigitsRun> runs, string varied, int classes)
{
    internal const string Ratio = "(log C - test) / (log C - train)";

    private double LogClasses { get; } = Elementary.Log(classes);

    internal double Of(DigitsRun run) => (LogClasses - run.NormalizedTestLoss) / (LogClasses - run.NormalizedTrainLoss);

    /// <summary>The sentences that belong to every figure of normalized losses.</summary>
    internal string Caveat
    {
        get
        {
            var ratios = runs.Map(Of);
            return FormattableString.Invariant(
                $"Most of the correlation of the normalized losses is the common factor 1/P: both lie below log C = {LogClasses:F4} by about the mean margin over P. Free of it is the ratio {Ratio}, which lies between {ratios.Min():F3} and {ratios.Max():F3}.");
        }
    }

    internal Table Table => new(
        "ratios", "What the normalized losses say beyond the common factor 1/P", Array(varied, "replicate", Ratio, "test error"),
        runs.Map(r => Array<Cell>(r.Value, $"{r.Replicate}", Of(r), r.TestError)).ToArr());
}
