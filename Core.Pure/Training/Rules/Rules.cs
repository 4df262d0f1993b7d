using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of rules: lists, parser and laws run over it, so that a new rule is one file and one row.</summary>
public static class Rules
{
    /// <summary>Every rule.</summary>
    public static Family<Rule> All { get; } = new(
        "rule",
        Array(
            GradientDescent.Row,
            Momentum.Row,
            Nesterov.Row,
            LogGradientDescent.Row,
            UnitLogLossDescent.Row,
            MarginSafeController.Row,
            DualAcceleration.Row,
            SphereDescent.Row,
            SphereDescent.TangentRow,
            SphereDescent.LagrangeRow,
            PNormDescent.Row,
            WeightNormalizedDescent.Row,
            WeightNormalizedController.Row,
            NormMinimizingDescent.Row,
            Halpern.Row,
            SphereLangevin.Row,
            Adam.Row,
            AdaGrad.Row),
        static r => r.Errors);

    /// <summary>Reads a rule: "gradientDescent", "momentum(0.9, lambda=1e-4)".</summary>
    /// <param name="text">The text.</param>
    /// <returns>The rule, or every error.</returns>
    public static Validation<Error, Rule> Parse(string text) => All.Parse(text);
}
