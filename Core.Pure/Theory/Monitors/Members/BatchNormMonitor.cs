using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N33: rows of weights under batch normalization are orthogonal to their gradients, so a gradient step lengthens each by exactly its squared displacement.</summary>
/// <remarks>Networks that train here have no batch normalization, so it applies to no run; <see cref="OfRows"/> judges steps of your own code.</remarks>
public sealed record BatchNormMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N33";

    /// <inheritdoc/>
    public override string Statement => "Under batch normalization with epsilon = 0 a gradient step makes the squared norm of each row of weights exactly |w|^2 + |Delta w|^2.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "max(|w|^2, |w'|^2) of the row";

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Ioffe, Szegedy", "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", "arXiv:1502.03167", "docs/theory/normalized-flow.md, N33");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => "the network has no batch normalization";

    /// <summary>Judges one step of normalized weights that were trained elsewhere.</summary>
    /// <param name="before">The weights, one unit per row.</param>
    /// <param name="after">The weights after a step along the gradient without decay, of the same shape.</param>
    /// <returns>The worst row as unit of layer 0; not judged where squares leave the range of doubles.</returns>
    /// <exception cref="ArgumentException">The shapes differ: a broken invariant of the caller.</exception>
    public static Deviation OfRows(Matrix before, Matrix after)
    {
        if (before.Rows != after.Rows || before.Columns != after.Columns)
            throw new ArgumentException($"Weights of {before.Rows} x {before.Columns} became {after.Rows} x {after.Columns}; give one shape.", nameof(after));
        var worst = new Deviation(0);
        for (var j = 0; j < before.Rows; j++)
        {
            double was = 0, now = 0, along = 0;
            for (var i = 0; i < before.Columns; i++)
            {
                was = Math.FusedMultiplyAdd(before[j, i], before[j, i], was);
                now = Math.FusedMultiplyAdd(after[j, i], after[j, i], now);
                along = Math.FusedMultiplyAdd(before[j, i], after[j, i] - before[j, i], along);
            }

            worst = worst.Or(Deviation.Of(2 * along, Math.Max(was, now), 0, j));
        }

        return worst;
    }

    internal override Deviation Judge(in StepView step, StepSums sums) => Deviation.None;
}
