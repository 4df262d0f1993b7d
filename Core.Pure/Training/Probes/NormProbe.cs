using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The norms of the layers, their product and the norm of all parameters.</summary>
public sealed record NormProbe : Probe
{
    private const string NoProduct = "The product norm needs degrees of homogeneity, which this network does not have.";

    /// <inheritdoc/>
    public override string Name => "norms";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => objective.Network.Layers.Map(static l => new Column("norm." + l.Name, "rho, the Frobenius norm of the layer"))
        + Array(
            new Column("productNorm", "P, the product of layer norms to the power of their degrees", NoProduct),
            new Column("logProductNorm", "log P, which stays finite where P overflows", NoProduct),
            new Column("totalNorm", "the Euclidean norm of all parameters"));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var layers = observation.Layers;
        layers.LayerNorms.CopyTo(row);
        row[^3] = layers.ProductNorm;
        row[^2] = layers.LogProductNorm;
        row[^1] = layers.TotalNorm;
    }
}
