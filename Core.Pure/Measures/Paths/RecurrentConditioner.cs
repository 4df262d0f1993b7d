using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The part of the path conditioner that comes from paths which meet a recurrent weight more than once.</summary>
/// <remarks>
/// Neyshabur, Wu, Salakhutdinov, Srebro, Path-Normalized Optimization of Recurrent Neural Networks with ReLU Activations, arXiv:1605.07154;
/// docs/theory/capacity-and-path.md, 3. With the first term of <c>PathConditioner</c> for p = 2 it adds up to half the second derivative of phi_2^2.
/// </remarks>
public static class RecurrentConditioner
{
    extension(Network network)
    {
        /// <summary>kappa2 of every parameter: <c>4 S_jk sum_(t1 &lt; t2) a_(t1-1)[k] (S^(t2-1-t1))[k,j] b_t2[j]</c> for recurrent weights, S their squares; zero for all others.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <returns>As long as the parameter vector, infinite above the range of doubles; an unsupported error that names the node which has no paths. Time T H^3 + T^2 H^2 for T steps.</returns>
        public Either<Error, Vector> SecondPathConditioner(Parameters parameters) => PathGraph.Of(network)
            .Map(graph => Kappa(network, graph, parameters))
            .MapLeft(static why => (Error)new Error.Unsupported("A sum over paths", why.TrimEnd('.'), "use another measure"));
    }

    private static Vector Kappa(Network network, PathGraph graph, Parameters parameters)
    {
        var kappa = new double[parameters.Flat.Length];
        var arena = new PathArena();
        var powers = arena.Powers(parameters.Flat.Span, 2);
        var into = PathRecursion.Forward(graph, powers, 2, true, MaxPoolRule.Sum, [], arena);
        var outOf = PathRecursion.Backward(graph, powers, 2);
        for (var node = 0; node < network.Nodes.Count; node++)
        {
            if (network.Nodes[node].Operation is Recurrent recurrent)
                Add(graph, recurrent.Hidden, network.Layout.OfNode(node)[1], powers, into, outOf, kappa);
        }

        return Vector.Own(kappa);
    }

    private static void Add(PathGraph graph, int size, Block recurrent, double[] powers, ScaledValues[] into, ScaledValues[] outOf, double[] kappa)
    {
        // The steps at which the recurrent weights are edges, in the order of time.
        int[] steps = [.. Enumerable.Range(0, graph.Steps.Length).Where(i => graph.Steps[i] is DenseStep { Offsets: [_, var offset] } && offset == recurrent.Offset)];
        var squares = powers.AsSpan(recurrent.Offset, size * size).ToArray();
        var power = new double[size * size];
        for (var i = 0; i < size; i++)
            power[(i * size) + i] = 1;
        for (var distance = 1; distance < steps.Length; distance++)
        {
            for (var first = 0; first + distance < steps.Length; first++)
            {
                var (before, after) = (into[graph.Steps[steps[first]].Inputs[1]], outOf[steps[first + distance] + 1]);
                // A state that no output reads has no paths.
                if (after.Mantissas is null)
                    continue;
                var exponent = (int)Math.Clamp(before.Exponent + after.Exponent, -5000, 5000);
                for (var j = 0; j < size; j++)
                    for (var k = 0; k < size; k++)
                    {
                        var at = (j * size) + k;
                        kappa[recurrent.Offset + at] += Math.ScaleB(4 * squares[at] * before.Mantissas[k] * power[(k * size) + j] * after.Mantissas[j], exponent);
                    }
            }

            power = Product(power, squares, size);
        }
    }

    private static double[] Product(double[] a, double[] b, int size)
    {
        var product = new double[size * size];
        for (var i = 0; i < size; i++)
            for (var m = 0; m < size; m++)
                for (var j = 0; j < size; j++)
                    product[(i * size) + j] += a[(i * size) + m] * b[(m * size) + j];
        return product;
    }
}
