using LanguageExt;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>An architecture as the input of measures, and the changes that measures may claim not to see.</summary>
public static class ArchitectureChanges
{
    /// <summary>The network with initial weights drawn from another key and its own decisions as labels, so that margins are positive.</summary>
    /// <param name="recipe">The architecture.</param>
    /// <param name="numerics">The arithmetic.</param>
    public static MeasureInput Input(this ArchitectureRecipe recipe, NumericsPolicy numerics) =>
        new(recipe.Network, recipe.Parameters, Some((recipe with { Seed = recipe.Seed + 1_000_003 }).Parameters), Some(OwnLabels.Of(recipe.Objective(numerics), recipe.Parameters).Data), numerics, new Key(recipe.Seed));

    /// <summary>The input after a change of parameters, which is applied to the initial weights too.</summary>
    /// <param name="recipe">The architecture.</param>
    /// <param name="input">Its input.</param>
    /// <param name="change">One of the invariances.</param>
    /// <param name="dyadic">Whether factors are powers of two.</param>
    /// <returns>None where there is nothing to change (no hidden units, no units to exchange, biases under global scaling) and where the change means nothing (layers of a graph with skip connections).</returns>
    public static Option<MeasureInput> Changed(this ArchitectureRecipe recipe, MeasureInput input, Invariances change, bool dyadic)
    {
        var key = new Key(recipe.Seed).For("change");
        double[] Draw(int count) => dyadic ? Close.Dyadic(key, count, 4) : Close.Decades(key, count, 1);
        MeasureInput Both(Func<Parameters, Parameters> map) => input with { Parameters = map(input.Parameters), Initial = input.Initial.Map(map) };
        var units = recipe.Units;
        switch (change)
        {
            case Invariances.NodeRescaling when units.Count > 0:
                return Both(p => recipe.Rescaled(p, Draw(units.Count)));
            case Invariances.LayerRescaling when units.Count > 0 && recipe is not ArchitectureRecipe.Skip:
                var factors = Draw(units.Max(static u => u.Layer) + 1);
                return Both(p => recipe.Rescaled(p, [.. units.Map(u => factors[u.Layer])]));
            case Invariances.UnitPermutation when units.Count > 1 && recipe is ArchitectureRecipe.Dense or ArchitectureRecipe.Image:
                return Both(p => Permuted(units, p, key));
            case Invariances.ZeroPadding when units.Count > 0:
                return Wider(recipe, key).Map(wider => Both(p => Padded(p, wider)) with { Network = wider });
            case Invariances.GlobalScaling when recipe is not ArchitectureRecipe.Skip && !input.Network.Layout.Blocks.Exists(static b => b.Kind == BlockKind.Bias):
                var factor = Draw(1)[0];
                return Both(p => Close.At(p, i => factor * p.Flat[i]));
            default:
                return None;
        }
    }

    private static Parameters Permuted(Arr<HiddenUnit> units, Parameters parameters, Key key)
    {
        var flat = parameters.Flat.ToArray();
        for (var i = 0; i < units.Count; i++)
        {
            HiddenUnit[] others = [.. units.Filter(u => u.Layer == units[i].Layer)];
            var other = others[Draws.Index(key, RandomStream.Permutation, (ulong)i, 0, others.Length)];
            foreach (var (a, b) in units[i].Incoming.Zip(other.Incoming).Concat(units[i].Outgoing.Zip(other.Outgoing)))
                (flat[a], flat[b]) = (flat[b], flat[a]);
        }

        return Close.At(parameters, i => flat[i]);
    }

    private static Option<Network> Wider(ArchitectureRecipe recipe, Key key)
    {
        int More(int k) => 1 + Draws.Index(key, RandomStream.Measurement, (ulong)k, 1, 3);
        return recipe switch
        {
            ArchitectureRecipe.Dense d => (d with { Sizes = d.Sizes.Map((k, size) => k > 0 && k < d.Sizes.Count - 1 ? size + More(k) : size).ToArr() }).Network,
            ArchitectureRecipe.Image i => (i with { Channels = i.Channels + More(0) }).Network,
            _ => None,
        };
    }

    private static Parameters Padded(Parameters parameters, Network network) => Parameters.Create(network.Layout, Vector.Build(network.ParameterCount, target =>
    {
        foreach (var (from, to) in parameters.Layout.Blocks.Zip(network.Layout.Blocks))
            for (var r = 0; r < from.Rows; r++)
                parameters.Of(from).Slice(r * from.Columns, from.Columns).CopyTo(target[(to.Offset + (r * to.Columns))..]);
    })).Made();
}
