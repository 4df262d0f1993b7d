using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Laws;

/// <summary>An edge of the unrolled graph.</summary>
/// <param name="From">The unit it leaves; -1 for the constant unit of biases.</param>
/// <param name="To">The unit it enters.</param>
/// <param name="Parameter">The place of its weight in the flat vector; -1 for a fixed weight.</param>
/// <param name="Weight">The fixed weight.</param>
public readonly record struct UnrolledEdge(int From, int To, int Parameter, double Weight = 1);

/// <summary>All units of a network and all edges between them, shared weights repeated: the definition that path recursions have to agree with.</summary>
/// <param name="InputCount">Units 0 to InputCount - 1 are the inputs.</param>
/// <param name="Outputs">The output units.</param>
/// <param name="Edges">The edges.</param>
public sealed record UnrolledGraph(int InputCount, Arr<int> Outputs, Arr<UnrolledEdge> Edges)
{
    /// <summary>The signed product of the weights along every path from an input, or the constant unit, to an output.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="biases">Whether biases start paths.</param>
    /// <param name="limit">More paths than that are not listed.</param>
    /// <returns>None beyond the limit.</returns>
    public Option<double[]> Paths(Parameters parameters, bool biases = true, int limit = 30_000)
    {
        var into = Edges.GroupBy(static e => e.To).ToDictionary(static g => g.Key, static g => g.ToArray());
        var products = new List<double>();
        bool Walk(int unit, double product)
        {
            if (unit < InputCount)
            {
                if (unit >= 0 || biases)
                    products.Add(product);
                return products.Count <= limit;
            }

            return !into.TryGetValue(unit, out var edges)
                || System.Array.TrueForAll(edges, e => Walk(e.From, product * (e.Parameter < 0 ? e.Weight : parameters.Flat[e.Parameter])));
        }

        return Outputs.ForAll(o => Walk(o, 1)) ? products.ToArray() : Option<double[]>.None;
    }
}
