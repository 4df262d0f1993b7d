using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Theory;

/// <summary>One layer of batch-normalized relu units: <c>f(x) = sum_j u_j relu(gain_j zhat_j + shift_j)</c>, zhat the standardized <c>z = W x</c> over the batch.</summary>
/// <remarks>
/// Population variance; with epsilon = 0 it is the constraint <c>w^T C w = 1</c>, C the covariance of the batch, applied to each row (docs/theory/normalized-flow.md, A8
/// and N33). Made for checking laws, not for training: S. Ioffe, C. Szegedy, Batch Normalization, arXiv:1502.03167.
/// </remarks>
/// <param name="Weights">W, units x inputs.</param>
/// <param name="Gain">One per unit.</param>
/// <param name="Shift">One per unit.</param>
/// <param name="Outgoing">u, one per unit.</param>
public sealed record BatchNormalizedUnits(Matrix Weights, Vector Gain, Vector Shift, Vector Outgoing)
{
    /// <summary>The outputs on a batch.</summary>
    /// <param name="inputs">The batch, one example per row, at least one.</param>
    /// <param name="epsilon">Added to the variance, 0 or more.</param>
    /// <returns>One output per example; an error for shapes that do not fit and for a unit without variance when epsilon is 0.</returns>
    public Either<Error, Vector> Outputs(Matrix inputs, double epsilon = 0) => Standardize(inputs, epsilon).Map(pass => pass.Outputs);

    /// <summary>The gradient by W of the exponential loss <c>sum_n exp(-y_n f(x_n))</c>.</summary>
    /// <param name="inputs">The batch, one example per row.</param>
    /// <param name="labels">-1 or +1, one per example.</param>
    /// <param name="epsilon">Added to the variance, 0 or more.</param>
    /// <returns>A matrix of the shape of W, or an error as in <see cref="Outputs"/>.</returns>
    public Either<Error, Matrix> Gradient(Matrix inputs, Vector labels, double epsilon = 0) => labels.Length == inputs.Rows
        ? Standardize(inputs, epsilon).Map(pass => Gradient(inputs, labels, pass))
        : Left<Error, Matrix>(new Error.ShapeMismatch("The labels of a batch", $"{labels.Length}", $"{inputs.Rows}"));

    /// <summary>Standardized arguments (examples x units), standard deviations of the units, and outputs.</summary>
    private sealed record Pass(double[,] Standardized, double[] Deviations, Vector Outputs);

    private Either<Error, Pass> Standardize(Matrix inputs, double epsilon)
    {
        var (count, units) = (inputs.Rows, Weights.Rows);
        if (inputs.Columns != Weights.Columns || Gain.Length != units || Shift.Length != units || Outgoing.Length != units)
            return new Error.ShapeMismatch("Batch-normalized units", $"{units} x {Weights.Columns} with {Gain.Length} gains, {Shift.Length} shifts and {Outgoing.Length} outgoing weights", $"{inputs.Columns} inputs and one of each per unit");
        if (count == 0)
            return new Error.EmptyData("The batch");
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
            return new Error.ParameterDomain("epsilon", FormattableString.Invariant($"{epsilon:R}"), "a finite number, 0 or more");
        var (standardized, deviations, outputs) = (new double[count, units], new double[units], new double[count]);
        for (var j = 0; j < units; j++)
        {
            var (mean, variance) = (0.0, 0.0);
            for (var n = 0; n < count; n++)
            {
                for (var i = 0; i < inputs.Columns; i++)
                    standardized[n, j] = Math.FusedMultiplyAdd(Weights[j, i], inputs[n, i], standardized[n, j]);
                mean += standardized[n, j] / count;
            }

            for (var n = 0; n < count; n++)
            {
                standardized[n, j] -= mean;
                variance = Math.FusedMultiplyAdd(standardized[n, j], standardized[n, j] / count, variance);
            }

            deviations[j] = Math.Sqrt(variance + epsilon);
            if (deviations[j] == 0)
                return new Error.ParameterDomain($"The variance of unit {j} over the batch", "0", "a batch on which every unit varies, or a positive epsilon");
            for (var n = 0; n < count; n++)
            {
                standardized[n, j] /= deviations[j];
                outputs[n] = Math.FusedMultiplyAdd(Outgoing[j], Math.Max(Argument(standardized, n, j), 0), outputs[n]);
            }
        }

        return new Pass(standardized, deviations, Vector.Own(outputs));
    }

    private double Argument(double[,] standardized, int n, int j) => Math.FusedMultiplyAdd(Gain[j], standardized[n, j], Shift[j]);

    private Matrix Gradient(Matrix inputs, Vector labels, Pass pass) => Matrix.Build(Weights.Rows, Weights.Columns, target =>
    {
        var slopes = new double[inputs.Rows];
        for (var j = 0; j < Weights.Rows; j++)
        {
            var (mean, along) = (0.0, 0.0);
            for (var n = 0; n < slopes.Length; n++)
            {
                var active = Argument(pass.Standardized, n, j) > 0;
                slopes[n] = active ? -labels[n] * Elementary.Exp(-labels[n] * pass.Outputs[n]) * Outgoing[j] * Gain[j] : 0;
                mean += slopes[n] / slopes.Length;
                along += slopes[n] * pass.Standardized[n, j] / slopes.Length;
            }

            for (var n = 0; n < slopes.Length; n++)
            {
                var slope = (slopes[n] - mean - (pass.Standardized[n, j] * along)) / pass.Deviations[j];
                for (var i = 0; i < Weights.Columns; i++)
                    target[(j * Weights.Columns) + i] = Math.FusedMultiplyAdd(slope, inputs[n, i], target[(j * Weights.Columns) + i]);
            }
        }
    });
}
