using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What a network does on the data: error, cross-entropy and the distribution of signed margins.</summary>
/// <param name="Examples">The number of examples.</param>
/// <param name="Errors">The number of examples with a margin &lt;= 0, ties included.</param>
/// <param name="CrossEntropy">The mean of -ln of the label's probability.</param>
/// <param name="Margins">The margins.</param>
/// <param name="Quantiles">Named margins with the losses at them.</param>
public sealed record MarginSummary(int Examples, int Errors, double CrossEntropy, MarginDistribution Margins, Arr<MarginQuantile> Quantiles)
{
    /// <summary>The examples it is about.</summary>
    public ValueConditions Conditions { get; init; } = ValueConditions.None;

    /// <summary>The fraction of examples that are wrong.</summary>
    public double Error => (double)Errors / Examples;

    /// <summary>The error in words: "19 of 600 wrong (3.17 %)".</summary>
    public string ErrorText => FormattableString.Invariant($"{Errors} of {Examples} wrong ({Error:P2})");

    /// <summary>The 10 % margin, by which measures are divided.</summary>
    public double Gamma => Margins.Order(0.1);

    /// <summary>The summary of outputs.</summary>
    /// <param name="outputs">The outputs on the data.</param>
    public static MarginSummary Of(OutputStatistics outputs) => new(
        outputs.Margins.Count, (int)Math.Round(outputs.Margins.Error * outputs.Margins.Count), outputs.CrossEntropy, outputs.Margins, MarginQuantile.Of(outputs.Margins));
}

/// <summary>A margin with its name and the losses at it.</summary>
/// <param name="Name">"order(0.1)" is the margin at rank ceil(0.1 m).</param>
/// <param name="Margin">The signed margin.</param>
/// <param name="MarginLoss">The fraction of examples with a margin up to it.</param>
/// <param name="RampLoss">The mean of clip(1 - margin / gamma, 0, 1); undefined when gamma is not positive.</param>
public sealed record MarginQuantile(string Name, double Margin, double MarginLoss, Number RampLoss)
{
    private static readonly double[] Levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9];

    internal static Arr<MarginQuantile> Of(MarginDistribution margins) => Levels
        .Select(q => (Name: FormattableString.Invariant($"order({q:R})"), Margin: margins.Order(q)))
        .Prepend(("minimum", margins.Smallest)).Append(("maximum", margins.Increasing[margins.Count - 1]))
        .Select(q => new MarginQuantile(q.Item1, q.Item2, margins.MarginLoss(q.Item2), q.Item2 > 0
            ? Number.Of(margins.RampLoss(q.Item2))
            : new Number.Undefined("The ramp loss needs a positive margin."))).ToArr();
}
