using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Norms of the layers and what is made of them.</summary>
/// <remarks>Banburski et al., Theory III: Dynamics and Generalization in Deep Networks, arXiv:1903.04991; docs/theory/normalized-flow.md, 1.1.</remarks>
public static class LayerNormsModule
{
    extension(Network network)
    {
        /// <summary>rho_k, the Frobenius norm of every layer; a zero layer has norm 0.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="kernels">The arithmetic.</param>
        public Vector LayerNorms(Parameters parameters, Kernels kernels) => Vector.Build(network.Depth, target =>
        {
            for (var k = 0; k < target.Length; k++)
            {
                var layer = network.Layers[k];
                if (layer.Blocks.Count == 1)
                {
                    target[k] = kernels.Norm(parameters.Of(layer.Weight));
                    continue;
                }

                Span<double> parts = stackalloc double[layer.Blocks.Count];
                for (var i = 0; i < parts.Length; i++)
                    parts[i] = kernels.Norm(parameters.Of(layer.Blocks[i]));
                target[k] = kernels.Norm(parts);
            }
        });

        /// <summary>rho_tot, the Euclidean norm of all parameters, biases included.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="kernels">The arithmetic.</param>
        public double TotalNorm(Parameters parameters, Kernels kernels) => kernels.Norm(parameters.Flat.Span);

        /// <summary>D, the sum of the degrees of homogeneity: f(c theta) = c^D f(theta) for c &gt; 0; none when not homogeneous.</summary>
        public Option<long> TotalDegree => network.HomogeneityDegrees.Map(static degrees => degrees.Fold(0L, static (sum, d) => sum + d));

        /// <summary>P = prod rho_k^deg_k, by which the outputs scale against those of the normalized network; 0 with a zero layer.</summary>
        /// <param name="layerNorms">The norms of <see cref="LayerNorms"/>.</param>
        /// <returns>The product, infinite only when it exceeds the range of double; undefined when the network is not homogeneous.</returns>
        public Number ProductNorm(Vector layerNorms) => network.Homogeneity.Match(
            degrees =>
            {
                var product = ScaledProduct.One;
                for (var k = 0; k < degrees.Count; k++)
                    product = product.TimesPower(layerNorms[k], degrees[k]);
                return Number.Of(product.Value);
            },
            NoProduct);

        /// <summary>log P, which stays finite where P would overflow; negative infinity with a zero layer.</summary>
        /// <param name="layerNorms">The norms of <see cref="LayerNorms"/>.</param>
        /// <returns>The logarithm; undefined when the network is not homogeneous.</returns>
        public Number LogProductNorm(Vector layerNorms) => network.Homogeneity.Match(
            degrees =>
            {
                var sum = 0.0;
                for (var k = 0; k < degrees.Count; k++)
                {
                    if (degrees[k] > 0)
                        sum = Math.FusedMultiplyAdd(degrees[k], Elementary.Log(layerNorms[k]), sum);
                }

                return Number.Of(sum);
            },
            NoProduct);

        /// <summary>Splits every layer into its norm and its direction.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <returns>The decomposition, or the zeroLayer error of the first layer whose direction does not exist.</returns>
        public Either<Error, LayerDecomposition> Decompose(Parameters parameters, Kernels kernels)
        {
            var norms = network.LayerNorms(parameters, kernels);
            for (var k = 0; k < norms.Length; k++)
            {
                if (norms[k] == 0)
                    return Left<Error, LayerDecomposition>(new Error.ZeroLayer(network.Layers[k].Name));
            }

            var directions = parameters.Flat.ToArray();
            foreach (var layer in network.Layers)
                foreach (var block in layer.Blocks)
                    foreach (ref var w in directions.AsSpan(block.Offset, block.Size))
                        w /= norms[layer.Number];
            return Right<Error, LayerDecomposition>(new(norms, parameters.With(Vector.Own(directions))));
        }
    }

    private static Number NoProduct(string reason) => new Number.Undefined("The product norm needs degrees of homogeneity, but " + reason + ".");
}
