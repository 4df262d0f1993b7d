using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>How close each layer is to rank one: its largest singular value over its Frobenius norm.</summary>
/// <remarks>1 for rank one, <c>r^(-1/2)</c> for r equal singular values; kernels as matrices of one row per channel. A decomposition per layer and observation.
/// Source: docs/theory/normalized-flow.md, N28.</remarks>
public sealed record AlignmentProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "alignment";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => objective.Network.Layout.Weights
        .Map(static b => new Column("alignment." + b.Name, "sigma_1 / |W|, from 0 to 1", "The layer is exactly zero.")).ToArr();

    internal override void Observe(Observation observation, Span<double> row)
    {
        var (numerics, weights) = (observation.Objective.Numerics, observation.Objective.Network.Layout.Weights);
        for (var k = 0; k < row.Length; k++)
        {
            var matrix = Matrix.Of(weights[k].Rows, weights[k].Columns, observation.Parameters.Of(weights[k]).ToArray());
            var norm = numerics.Kernels.Norm(matrix.Span);
            row[k] = norm > 0 ? SpectralNorm.Of(matrix, numerics, new Key(0)).Match(s => Math.Min(s.Value / norm, 1), static _ => double.NaN) : double.NaN;
        }
    }
}
