using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The quantities that gradient flow conserves: differences of squared incoming and outgoing weights.</summary>
/// <remarks>
/// For networks of dense layers in a row with homogeneous activations, p the power of the layer's activation. Incoming weights include the unit's own
/// bias, outgoing ones do not include biases. Every function is quadratic: with the gradient in place of the parameters it gives the change per
/// squared step of gradient descent. Du, Hu, Lee, Algorithmic Regularization in Learning Deep Homogeneous Models, arXiv:1806.00900;
/// docs/theory/normalized-flow.md, N6 to N8. Sums are taken in the order of the units.
/// </remarks>
public static class Balances
{
    /// <summary>What errors say was asked for.</summary>
    internal const string Request = "The balance of layers and units";

    extension(Network network)
    {
        /// <summary>B_k of every hidden layer, incoming minus outgoing: <c>|W_k|^2 + |b_k|^2 - p |W_(k+1)|^2</c>.</summary>
        /// <param name="parameters">Parameters, or a gradient, in the layout of this network.</param>
        /// <returns>One number per hidden layer, or an unsupported error.</returns>
        public Either<Error, Vector> LayerBalances(Parameters parameters) => DenseChain.Homogeneous(network, Request).Map(chain =>
            Vector.Build(chain.Layers.Length - 1, target => UnitBalances.OfLayers(chain, parameters.Flat.Span, target)));

        /// <summary>The balance of every hidden unit, incoming minus outgoing: <c>|row j of W_k|^2 + b_kj^2 - p |column j of W_(k+1)|^2</c>.</summary>
        /// <param name="parameters">Parameters, or a gradient, in the layout of this network.</param>
        /// <returns>One vector per hidden layer (a carrier is its last entry), or an unsupported error.</returns>
        public Either<Error, Arr<Vector>> NeuronBalances(Parameters parameters) => DenseChain.Homogeneous(network, Request).Map(chain =>
        {
            var balances = new Vector[chain.Layers.Length - 1];
            for (var k = 0; k < balances.Length; k++)
                balances[k] = Vector.Build(chain.Layers[k].Units, target => UnitBalances.Of(chain.Layers[k], chain.Layers[k + 1], parameters.Flat.Span, target));
            return new Arr<Vector>(balances);
        });

        /// <summary>M_k of every hidden layer, outgoing minus incoming: <c>W_(k+1)^T W_(k+1) - W_k W_k^T - b_k b_k^T</c>; conserved in linear networks.</summary>
        /// <param name="parameters">Parameters, or a gradient, in the layout of this network.</param>
        /// <returns>One symmetric matrix per hidden layer, or an unsupported error.</returns>
        public Either<Error, Arr<Matrix>> MatrixBalances(Parameters parameters) => DenseChain.Of(network, "The matrix balance").Map(chain =>
        {
            var balances = new Matrix[chain.Layers.Length - 1];
            for (var k = 0; k < balances.Length; k++)
                balances[k] = MatrixBalance(chain.Layers[k], chain.Layers[k + 1], parameters.Flat);
            return new Arr<Matrix>(balances);
        });
    }

    private static Matrix MatrixBalance(DenseChainLayer own, DenseChainLayer next, Vector flat) => Matrix.Build(own.Units, own.Units, target =>
    {
        for (var a = 0; a < own.Units; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var (incoming, outgoing) = (At(flat, own.Bias(a)) * At(flat, own.Bias(b)), 0.0);
                for (var i = 0; i < own.Inputs; i++)
                    incoming += At(flat, own.Weight(a, i)) * At(flat, own.Weight(b, i));
                for (var u = 0; u < next.Units; u++)
                    outgoing += At(flat, next.Weight(u, a)) * At(flat, next.Weight(u, b));
                target[(a * own.Units) + b] = target[(b * own.Units) + a] = outgoing - incoming;
            }
        }
    });

    private static double At(Vector flat, int index) => index < 0 ? 0 : flat[index];
}
