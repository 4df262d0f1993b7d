using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A network whose nodes are dense layers one after the other, seen unit by unit: what node-wise symmetries and balances are about.</summary>
internal sealed class DenseChain
{
    private DenseChain(DenseChainLayer[] layers) => Layers = layers;

    internal DenseChainLayer[] Layers { get; }

    /// <summary>The chain, or an unsupported error that names the node which breaks it.</summary>
    internal static Either<Error, DenseChain> Of(Network network, string request)
    {
        var layers = new DenseChainLayer[network.Nodes.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            var node = network.Nodes[i];
            if (node.Operation is not (Dense or CarriedDense) || node.Inputs[0] != i)
                return Left<Error, DenseChain>(new Error.Unsupported(
                    request, $"node '{node.Name}' ({node.Operation.Kind}) is not a dense layer on top of the one before", "use a network of dense layers in a row"));
            layers[i] = DenseChainLayer.Of(node, network.Layout.OfNode(i), network.Shapes[i].Size, network.Shapes[i + 1].Size);
        }

        return Right<Error, DenseChain>(new(layers));
    }

    /// <summary>The chain when all hidden activations are homogeneous, else an unsupported error.</summary>
    internal static Either<Error, DenseChain> Homogeneous(Network network, string request) => Of(network, request).Bind(chain =>
    {
        for (var k = 0; k < chain.Layers.Length - 1; k++)
        {
            if (chain.Layers[k].Activation.HomogeneityPower.IsNone)
                return Left<Error, DenseChain>(new Error.Unsupported(
                    request, $"the activation {chain.Layers[k].Activation.Text} of node '{network.Nodes[k].Name}' is not homogeneous", "use linear, relu, leakyRelu, power or reluPower"));
        }

        return Right<Error, DenseChain>(chain);
    });
}
