using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Margins of an objective at a point, on all its data.</summary>
public static class MarginMeasures
{
    extension(Objective objective)
    {
        /// <summary>The smallest and the smoothed margin over product norm and total norm.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <returns>Four numbers, each undefined where it does not exist.</returns>
        public NormalizedMargins NormalizedMargins(Parameters parameters) =>
            Objectives.NormalizedMargins.Of(objective.Network, parameters, objective.Statistics(parameters), objective.Numerics.Kernels);

        /// <summary>kappa, by which the soft-min margin s falls short of the smallest margin at most: <c>log n</c> (exponential), <c>log n (C - 1) + log((e^L - 1)/L)</c>
        /// (logistic, cross-entropy).</summary>
        /// <remarks>The last term is at most -log log 2 = 0.36652 once separated and vanishes with L. docs/theory/normalized-flow.md, N18.</remarks>
        /// <param name="logLoss">log L of the sum over all data.</param>
        public double SoftMinSlack(double logLoss) =>
            Elementary.Log((double)objective.Data.Count * Math.Max(1, objective.Network.OutputCount - 1)) + (objective.Loss is Loss.Exponential ? 0 : Excess(logLoss));
    }

    /// <summary>log((e^L - 1)/L) from log L.</summary>
    private static double Excess(double logLoss)
    {
        var loss = Elementary.Exp(logLoss);
        return loss switch
        {
            < 1e-8 => loss / 2,
            > 30 => loss - logLoss,
            _ => Elementary.Log(Elementary.Expm1(loss) / loss),
        };
    }
}
