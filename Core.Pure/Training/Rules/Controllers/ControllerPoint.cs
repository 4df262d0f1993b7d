using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>What a controller remembers of the point it stands on, so that a step costs one evaluation.</summary>
/// <param name="Statistics">Loss and margins there.</param>
/// <param name="GradientNorm">The norm of grad psi there.</param>
/// <param name="LogProductNorm">log P there; NaN when the network is not homogeneous.</param>
/// <param name="StepSize">The step size of the next proposal.</param>
internal readonly record struct ControllerPoint(LossStatistics Statistics, double GradientNorm, double LogProductNorm, double StepSize)
{
    internal static Arr<string> Names { get; } = Array(
        "primed", "stepSize", "gradientNorm", "logProductNorm", "logLoss", "loss", "radialSum", "weightEntropy", "minMargin", "softMinMargin", "errorCount", "count");

    /// <summary>Whether the point was evaluated; the memory of zeros before the first step was not.</summary>
    internal bool IsPrimed => Statistics.Count > 0;

    internal static ControllerPoint Read(ReadOnlySpan<double> numbers) => new(
        new LossStatistics(numbers[4], numbers[5], numbers[6], numbers[7], numbers[8], numbers[9], (int)numbers[10], (int)numbers[11]) { HasMargins = true, HasWeights = true },
        numbers[2],
        numbers[3],
        numbers[1]);

    internal void Write(Span<double> numbers)
    {
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (1, StepSize, GradientNorm, LogProductNorm);
        (numbers[4], numbers[5], numbers[6], numbers[7]) = (Statistics.LogLoss, Statistics.Loss, Statistics.RadialSum, Statistics.WeightEntropy);
        (numbers[8], numbers[9], numbers[10], numbers[11]) = (Statistics.MinMargin, Statistics.SoftMinMargin, Statistics.ErrorCount, Statistics.Count);
    }
}
