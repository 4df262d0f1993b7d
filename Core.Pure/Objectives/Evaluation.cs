using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>An objective at one point: outputs, margins, weights and the numbers made of them.</summary>
/// <param name="Outputs">n x outputs.</param>
/// <param name="Margins">The hard margins q, one per example; empty when the targets are values.</param>
/// <param name="SoftMargins">The soft margins m; equal to q for one output; empty when the targets are values.</param>
/// <param name="ExampleWeights">omega_n = minus the derivative of the loss by the soft margin, divided by L of the sum; empty for losses without
/// weights. They sum to 1 for the exponential loss.</param>
/// <param name="Statistics">Loss, margins and errors in numbers.</param>
public sealed record Evaluation(Matrix Outputs, Vector Margins, Vector SoftMargins, Vector ExampleWeights, LossStatistics Statistics);
