using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>The balance of every hidden unit, which gradient flow conserves: squared incoming weights and bias less p times squared outgoing weights.</summary>
/// <remarks>One column per hidden unit. Only for dense layers in a row with homogeneous activations. Source: docs/theory/normalized-flow.md, N8.</remarks>
public sealed record NeuronBalanceProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "neuronBalances";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => DenseChain.Homogeneous(objective.Network, Balances.Request).Match(
        chain => chain.Layers.Take(chain.Layers.Length - 1).SelectMany((layer, k) => Enumerable.Range(0, layer.Units).Select(j => new Column(
            FormattableString.Invariant($"balance.{objective.Network.Layout.Weights[k].Name}.{j}"), "|row j of W_k|^2 + b_kj^2 - p |column j of W_(k+1)|^2"))).ToArr(),
        static _ => Arr<Column>.Empty);

    /// <inheritdoc/>
    public override Arr<Error> Errors(Objective objective) => new BalanceProbe().Errors(objective);

    internal override void Observe(Observation observation, Span<double> row)
    {
        var (layers, from) = (observation.Chain.Layers, 0);
        for (var k = 0; k + 1 < layers.Length; k++)
        {
            UnitBalances.Of(layers[k], layers[k + 1], observation.Theta.Span, row.Slice(from, layers[k].Units));
            from += layers[k].Units;
        }
    }
}
