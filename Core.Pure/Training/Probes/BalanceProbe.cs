using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>The balances of the layers, which gradient flow conserves.</summary>
/// <remarks>Source: docs/theory/normalized-flow.md, N6. Only for dense layers in a row with homogeneous activations.</remarks>
public sealed record BalanceProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "balances";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective)
    {
        var network = objective.Network;
        return network.Layers.Take(Math.Max(network.Depth - 1, 0)).Map(static l => new Column("balance." + l.Name, "|W_k|^2 + |b_k|^2 - p |W_(k+1)|^2, k this layer")).ToArr();
    }

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) => DenseChain.Homogeneous(objective.Network, Balances.Request).Match(
        static _ => Arr<Error>.Empty, static e => new Arr<Error>([e]));

    internal override void Observe(Observation observation, Span<double> row) => UnitBalances.OfLayers(observation.Chain, observation.Theta.Span, row);
}
