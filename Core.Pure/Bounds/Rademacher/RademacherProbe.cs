using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>The Rademacher complexity of linear functions on the training data, for the unit ball and at the product norm of the run.</summary>
/// <remarks>Exact up to <see cref="LinearClass.ExactLimit"/> examples, else the mean over 1000 drawn sign vectors with its standard error; computed once per run. A deep
/// linear network computes a linear function of norm at most P, so the complexity at P is one for it. Source: docs/theory/normalized-flow.md, N36.</remarks>
public sealed record RademacherProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "rademacher";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("rademacher", "E |sum_n xi_n x_n| / n, the complexity of linear functions of norm at most 1 on the training data"),
        new Column("rademacherError", "the standard error of the mean over drawn signs; 0 where all were enumerated"),
        new Column("rademacherAtProductNorm", "P times that: the complexity of linear functions of norm at most P", "The product norm needs degrees of homogeneity, which this network does not have."));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var complexity = observation.OfData(static o => RademacherComplexity.OfLinear(o.Data.Inputs, 2, new Key(0)).IfLeft(static _ => new RademacherComplexity(double.NaN, double.NaN, 0)));
        row[0] = complexity.Value;
        row[1] = complexity.StandardError;
        row[2] = complexity.Value * observation.Layers.ProductNorm;
    }
}
