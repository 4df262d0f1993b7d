using LanguageExt;
using Marginalia.Networks;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>Excesses of what comes into hidden units and of what goes out of them, which a gradient step makes agree.</summary>
internal static class UnitExcesses
{
    /// <summary>Why the balances of layers and units do not apply to a plan.</summary>
    internal static Option<string> Objection(Plan plan, Option<string> rule) => rule.Match(
        static because => because,
        () => plan.Objective.Network.Depth < 2 ? "there is no hidden layer"
            : DenseChain.Homogeneous(plan.Objective.Network, Balances.Request).Match(static _ => Option<string>.None, static e => Lower(e.Sentence)));

    /// <summary>The worst hidden layer.</summary>
    internal static Deviation OfLayers(StepSums sums)
    {
        if (!sums.HasExcess || sums.Chain is not { } chain)
            return Deviation.None;
        var worst = new Deviation(0);
        for (var k = 0; k + 1 < chain.Layers.Length; k++)
        {
            double incoming = 0, outgoing = 0;
            for (var j = 0; j < chain.Layers[k].Units; j++)
                (incoming, outgoing) = (incoming + Incoming(sums, chain, k, j), outgoing + Outgoing(sums, chain, k, j));
            worst = worst.Or(Deviation.Of(incoming - (Power(chain, k) * outgoing), Scale(sums, chain, k), k));
        }

        return worst;
    }

    /// <summary>The worst hidden unit.</summary>
    internal static Deviation OfUnits(StepSums sums)
    {
        if (!sums.HasExcess || sums.Chain is not { } chain)
            return Deviation.None;
        var worst = new Deviation(0);
        for (var k = 0; k + 1 < chain.Layers.Length; k++)
        {
            var scale = Scale(sums, chain, k);
            for (var j = 0; j < chain.Layers[k].Units; j++)
                worst = worst.Or(Deviation.Of(Incoming(sums, chain, k, j) - (Power(chain, k) * Outgoing(sums, chain, k, j)), scale, k, j));
        }

        return worst;
    }

    internal static double Power(DenseChain chain, int layer) => chain.Layers[layer].Activation.HomogeneityPower.IfNone(1);

    /// <summary>The largest term of a layer's balance: squared norms, biases included, and what the radial sum adds at most.</summary>
    internal static double Scale(StepSums sums, DenseChain chain, int layer) => Math.Max(Size(sums, layer), Power(chain, layer) * Size(sums, layer + 1));

    private static double Size(StepSums sums, int node)
    {
        double before = 0, after = 0;
        foreach (var block in sums.OfNode(node))
            (before, after) = (before + block.Sums.Before, after + block.Sums.After);
        return Math.Max(Math.Max(before, after), sums.Displacement * sums.RadialMagnitude);
    }

    // A carrier is the last unit of its layer: its own weight is the scale, and the biases of the next layer are its outgoing weights.
    private static double Incoming(StepSums sums, DenseChain chain, int layer, int unit)
    {
        var (excess, isCarrier) = (0.0, unit >= chain.Layers[layer].OrdinaryUnits);
        foreach (var (kind, block) in sums.OfNode(layer))
            excess += isCarrier == (kind == BlockKind.Scale) ? block.RowExcess[isCarrier ? 0 : unit] : 0;
        return excess;
    }

    private static double Outgoing(StepSums sums, DenseChain chain, int layer, int unit)
    {
        var (excess, isCarrier) = (0.0, unit >= chain.Layers[layer].OrdinaryUnits);
        foreach (var (kind, block) in sums.OfNode(layer + 1))
            excess += isCarrier ? kind == BlockKind.Weight ? 0 : block.Excess : kind == BlockKind.Weight ? block.ColumnExcess[unit] : 0;
        return excess;
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
