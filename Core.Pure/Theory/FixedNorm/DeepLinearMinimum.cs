using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The stationary points of deep linear networks at fixed norms, without any training.</summary>
/// <remarks>With V_rho the direction of <see cref="FixedNormMinimum"/> and unit vectors a_k of the hidden spaces: <c>V_1 = a_1 V_rho^T, V_2 = a_2 a_1^T, ...,
/// V_L = a_(L-1)^T</c>. docs/theory/normalized-flow.md, N31 and S12.</remarks>
public static class DeepLinearMinimum
{
    /// <summary>The point with equal layer norms and random hidden vectors.</summary>
    /// <param name="network">Linear dense layers in a row without biases, one output.</param>
    /// <param name="direction">V_rho, as long as the input.</param>
    /// <param name="norm">The product norm rho, positive.</param>
    /// <param name="key">Draws the hidden vectors: layer k on step k of the data stream.</param>
    /// <exception cref="ArgumentException">The direction does not fit the network.</exception>
    public static Parameters Of(Network network, Vector direction, double norm, Key key)
    {
        var each = Elementary.Exp(Elementary.Log(norm) / network.Depth);
        var flat = new double[network.ParameterCount];
        var incoming = direction.ToArray();
        for (var k = 0; k < network.Depth; k++)
        {
            var block = network.Layout.Weights[k];
            if (block.Columns != incoming.Length)
                throw new ArgumentException($"Layer '{block.Name}' has {block.Columns} inputs but the vector before it {incoming.Length} entries; give a direction as long as the input.");
            var outgoing = k == network.Depth - 1 ? [1] : Unit(key, k, block.Rows);
            for (var i = 0; i < block.Rows; i++)
                for (var j = 0; j < block.Columns; j++)
                    flat[block.Offset + (i * block.Columns) + j] = each * outgoing[i] * incoming[j];
            incoming = outgoing;
        }

        return Parameters.Create(network.Layout, Vector.Of(flat)).Match(static p => p, static e => throw new ArgumentException(e.Head.Sentence));
    }

    private static double[] Unit(Key key, int layer, int size)
    {
        var a = new double[size];
        Draws.Gaussian(key, RandomStream.Data, (ulong)layer, a);
        var norm = Math.Sqrt(a.Sum(static x => x * x));
        return [.. a.Select(x => x / norm)];
    }
}
