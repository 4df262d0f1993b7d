using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Bounds of the largest margin on both sides without a solver, for linear and deep linear networks of one output: <c>gamma_min(w) &lt;= gamma* &lt;= |sum omega_n z_n|</c>.</summary>
/// <remarks>w is the end-to-end vector, omega the example weights divided by their sum, <c>z_n = y_n x_n</c>. One pass over all data.
/// Source: docs/theory/normalized-flow.md, N24.</remarks>
public sealed record CertificateProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "certificate";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("endToEndMargin", "min_n z_n . w / |w|, w the end-to-end vector: at most the largest margin", "The end-to-end vector is zero."),
        new Column("marginUpperBound", "|sum_n omega_n z_n|: at least the largest margin"),
        new Column("dualityGap", "the difference of both over the upper one", "The end-to-end vector or the upper bound is zero."));

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) =>
        objective.Loss.IsExponentialType && objective.Data.Targets is Targets.Signs
        && objective.Network.OutputCount == 1 && objective.Network.Nodes.ForAll(static n => n.Operation is Dense { HasBias: false, Activation: Activation.Linear })
            ? Arr<Error>.Empty
            : Array<Error>(new Error.Unsupported("The probe 'certificate'", "the bounds are those of a linear function of one output, without biases, under a loss of exponential type", "use linear layers, or the probe 'kkt'"));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var (objective, evaluation) = (observation.Objective, observation.Input.Evaluation);
        var kernels = objective.Numerics.Kernels;
        var size = kernels.Norm(observation.Parameters.EndToEnd().Span);
        var (sum, total) = (new double[objective.Network.InputSize], kernels.Sum(evaluation.ExampleWeights.Span));
        var signs = ((Targets.Signs)objective.Data.Targets).Labels;
        for (var n = 0; n < objective.Data.Count; n++)
            kernels.ScaleAdd(evaluation.ExampleWeights[n] * signs[n] / total, objective.Data.Inputs.Row(n), 1, sum);
        row[0] = size > 0 ? evaluation.Statistics.MinMargin / size : double.NaN;
        row[1] = kernels.Norm(sum);
        row[2] = row[1] > 0 ? (row[1] - row[0]) / row[1] : double.NaN;
    }
}
