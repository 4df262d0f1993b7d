using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of stopping rules.</summary>
public static class StoppingRules
{
    /// <summary>Every stopping rule.</summary>
    public static Family<StoppingRule> All { get; } = new(
        "stopping rule", Array(TargetPsi.Row, TargetMeanLoss.Row, ZeroError.Row, EvaluationCap.Row, Stationary.Row, Stalled.Row, DualityGap.Row, KktResidual.Row, WindowedKktResidual.Row, Settled.Row), static r => r.Errors);

    /// <summary>What a plan has when it names none: stationary and stalled.</summary>
    public static Arr<StoppingRule> Default { get; } = Array<StoppingRule>(new Stationary(), new Stalled());

    /// <summary>Reads a stopping rule: "targetPsi(10)", "zeroError".</summary>
    /// <param name="text">The text.</param>
    /// <returns>The rule, or every error.</returns>
    public static Validation<Error, StoppingRule> Parse(string text) => All.Parse(text);
}
