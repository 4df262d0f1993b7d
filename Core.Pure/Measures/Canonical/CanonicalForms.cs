using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Canonical representatives of the class of networks that differ by rescaling hidden units, channels or recurrent units.</summary>
/// <remarks>Stock, Graham, Gribonval, Jegou, Equi-normalization of Neural Networks, arXiv:1902.10416; docs/theory/capacity-and-path.md, 1.2.</remarks>
public static class CanonicalForms
{
    private const string UnitRequest = "The unit-normalized form";

    extension(Network network)
    {
        /// <summary>The minimizer of the sum of all squared weights and biases, by coordinate descent over hidden units.</summary>
        /// <remarks>Branches of a sum share one factor for each unit; where a stream of sums begins at the input or ends at the output it keeps its scale.</remarks>
        /// <param name="parameters">Parameters of this network.</param>
        /// <returns>The form, or an unsupported error that names the node whose activation is not of degree 1.</returns>
        public Either<Error, BalancedForm> Balanced(Parameters parameters) => ScaleGraph.Of(network, "The balanced form").Map(graph => Balance(graph, parameters));

        /// <summary>The representative whose hidden units have incoming l_p norm 1, biases included, kernels counted once; one forward sweep.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="p">1 or more, or infinity.</param>
        /// <param name="biases">Whether a bias counts as an incoming weight; it is rescaled in any case.</param>
        /// <returns>The form, or an unsupported error: for sums and recurrences, whose units have edges that cannot be rescaled alone, and for activations that are not of degree 1.</returns>
        public Either<Error, UnitForm> UnitNormalized(Parameters parameters, double p, bool biases = true) => ScaleGraph.Of(network, UnitRequest).Bind(graph =>
            network.Nodes.Find(static n => n.Operation is Recurrent or Sum).Match(
                node => Left<Error, UnitForm>(new Error.Unsupported(
                    UnitRequest, $"the units of node '{node.Name}' ({node.Operation.Kind}) are fed by edges that cannot be rescaled for them alone", "use the balanced form")),
                () => Right<Error, UnitForm>(Normalize(graph, parameters, p, biases))));
    }

    private static BalancedForm Balance(ScaleGraph graph, Parameters parameters)
    {
        var search = new BalancedSearch(graph, parameters.Flat.Span);
        var sweeps = search.Run();
        var flat = Rescaled(graph, parameters, System.Array.ConvertAll(search.Factors, Math.Sqrt));
        var square = 0.0;
        foreach (var w in flat)
            square += w * w;
        return new(parameters.With(Vector.Own(flat)), square, search.Dead.Count == 0 ? square : Infimum(graph, parameters), sweeps, search.Dead.Select(u => graph.Names[u]).Order().ToArr());
    }

    private static double Infimum(ScaleGraph graph, Parameters parameters)
    {
        var search = new BalancedSearch(graph, parameters.Flat.Span);
        search.Prune();
        search.Run();
        return search.Square();
    }

    private static UnitForm Normalize(ScaleGraph graph, Parameters parameters, double p, bool biases)
    {
        var factors = new double[graph.Names.Length];
        System.Array.Fill(factors, 1);
        var dead = new List<(int, int)>();
        var incoming = new List<double>[factors.Length];
        foreach (var level in graph.Levels)
        {
            foreach (var unit in level)
                incoming[unit] = [];
            foreach (var block in graph.Blocks.Where(b => (biases || !b.IsBias) && System.Array.Exists(b.RowUnits, level.Contains)))
                Collect(block, parameters.Flat.Span, factors, incoming);
            foreach (var unit in level)
            {
                var norm = GroupNorm.Vector([.. incoming[unit]], p);
                if (norm == 0)
                    dead.Add(graph.Names[unit]);
                else
                    factors[unit] = 1 / norm;
            }
        }

        return new(parameters.With(Vector.Own(Rescaled(graph, parameters, factors))), dead.ToArr());
    }

    // The incoming parameters of every unit after the units below were rescaled.
    private static void Collect(ScaleBlock block, ReadOnlySpan<double> flat, double[] factors, List<double>[] incoming)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var weights = flat[block.Row(row)];
            for (var i = 0; i < weights.Length && block.RowUnits[row] != 0; i++)
                incoming[block.RowUnits[row]].Add(weights[i] / factors[block.ColumnUnits[i / block.Taps]]);
        }
    }

    private static double[] Rescaled(ScaleGraph graph, Parameters parameters, double[] factors)
    {
        var flat = parameters.Flat.ToArray();
        foreach (var block in graph.Blocks)
            block.Rescale(flat, factors);
        return flat;
    }
}
