using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>What the theory predicts, with constants, of linear classifiers on their way to the largest margin.</summary>
/// <remarks>
/// Along gradient flow, gradient descent, log-loss descent, weight normalization and dual acceleration alike, for data that are separable through the origin with
/// linearly independent support vectors, positive duals and all other points strictly beyond the margin. Soudry et al., The Implicit Bias of
/// Gradient Descent on Separable Data, arXiv:1710.10345; docs/theory/normalized-flow.md, N22 to N25.
/// </remarks>
public static class MarginPredictions
{
    extension(HardMargin.Separable solution)
    {
        /// <summary>The gap gamma* - gamma_min at norm rho: <c>c / rho + gamma* |w_perp|^2 / (2 rho^2)</c>.</summary>
        /// <param name="norm">rho, positive.</param>
        /// <param name="perpendicularSquared">|w_perp|^2, w_perp the part of w orthogonal to V*.</param>
        public double PredictedGap(double norm, double perpendicularSquared) =>
            (solution.MarginGapConstant / norm) + (solution.Margin * perpendicularSquared / (2 * norm * norm));

        /// <summary>What the gap says about c: <c>gap rho - gamma* |w_perp|^2 / (2 rho)</c>, which tends to <see cref="HardMargin.Separable.MarginGapConstant"/>.</summary>
        /// <param name="margin">gamma_min.</param>
        /// <param name="norm">rho, positive.</param>
        /// <param name="perpendicularSquared">|w_perp|^2.</param>
        public double CorrectedGapConstant(double margin, double norm, double perpendicularSquared) =>
            ((solution.Margin - margin) * norm) - (solution.Margin * perpendicularSquared / (2 * norm));

        /// <summary>The gap gamma* - psi / rho of the smoothed margin at norm rho, without the correction: <c>H / rho</c>.</summary>
        /// <param name="norm">rho, positive.</param>
        public double PredictedSmoothedGap(double norm) => solution.DualEntropy / norm;

        /// <summary>The norm of gradient flow at time t: <c>(log t + 2 log gamma* + H) / gamma*</c>, from <c>psi - log t -> log gamma*^2</c> and
        /// <c>gamma* rho - psi -> H</c>. Gradient descent of step eta: t = eta k.</summary>
        /// <param name="logTime">log t.</param>
        public double PredictedNorm(double logTime) => (logTime + (2 * Elementary.Log(solution.Margin)) + solution.DualEntropy) / solution.Margin;

        /// <summary>|w_perp|^2, the squared length of the part of w orthogonal to V*.</summary>
        /// <param name="w">A vector of the length of V*.</param>
        public double PerpendicularSquared(ReadOnlySpan<double> w)
        {
            var direction = solution.Direction.Span;
            var along = LinearMargins.Inner(w, direction);
            var sum = 0.0;
            for (var i = 0; i < w.Length; i++)
            {
                var part = Math.FusedMultiplyAdd(-along, direction[i], w[i]);
                sum = Math.FusedMultiplyAdd(part, part, sum);
            }

            return sum;
        }
    }
}
