using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>The loss below which all examples are right and the margin theorems begin.</summary>
/// <remarks>Source: docs/theory/normalized-flow.md, 1.2; always the loss of the SUM.</remarks>
public static class Separation
{
    /// <summary>log log 2.</summary>
    private const double LogLogTwo = -0.36651292058166433;

    extension(Loss loss)
    {
        /// <summary>log of the threshold that the loss of the sum must fall below: 0 for the exponential loss, log log 2 for logistic and cross-entropy.</summary>
        public double LogSeparationThreshold => loss is Loss.Exponential ? 0 : LogLogTwo;

        /// <summary>Whether statistics are separated: L &lt; 1 (exponential) or L &lt; log 2 (logistic, cross-entropy); never for losses without weights.</summary>
        /// <param name="statistics">Statistics of this loss.</param>
        public bool Separates(in LossStatistics statistics) => statistics.HasWeights && statistics.LogLoss < loss.LogSeparationThreshold;
    }
}
