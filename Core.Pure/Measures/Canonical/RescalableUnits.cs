using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>A hidden unit or channel by the places of its weights in the flat vector.</summary>
internal sealed record RescalableUnit(int Layer, int Unit, int[] Weights, int[] Incoming, int[] Outgoing);

/// <summary>The hidden units of layers in a row that may be rescaled one by one: units of dense layers, channels of convolutions, with pools and activations of degree 1 between them.</summary>
internal static class RescalableUnits
{
    /// <summary>The units in the order of their layers, or an unsupported error that names the node which has none.</summary>
    internal static Either<Error, RescalableUnit[]> Of(Network network, string request) =>
        network.Nodes.ForAll(static n => n.Operation is Dense or CarriedDense)
            ? DenseChain.Homogeneous(network, request).Bind(chain => OfChain(network, chain, request))
            : OfLayers(network, request);

    private static Either<Error, RescalableUnit[]> OfChain(Network network, DenseChain chain, string request)
    {
        var units = new List<RescalableUnit>();
        for (var k = 0; k + 1 < chain.Layers.Length; k++)
        {
            var (own, next) = (chain.Layers[k], chain.Layers[k + 1]);
            if (own.Activation.HomogeneityPower != Some(1))
                return NotOfDegreeOne(request, network.Nodes[k]);
            for (var j = 0; j < own.Units; j++)
            {
                int[] weights = [.. Enumerable.Range(0, own.Inputs).Select(i => own.Weight(j, i)).Where(static at => at >= 0)];
                units.Add(new(
                    k, j, weights, own.Bias(j) is var bias and >= 0 ? [.. weights, bias] : weights, [.. Enumerable.Range(0, next.Units).Select(u => next.Weight(u, j)).Where(static at => at >= 0)]));
            }
        }

        return units.ToArray();
    }

    private static Either<Error, RescalableUnit[]> OfLayers(Network network, string request)
    {
        var units = new List<RescalableUnit>();
        var (before, layer, last) = (-1, 0, LastLayer(network));
        for (var i = 0; i < last + 1; i++)
        {
            var node = network.Nodes[i];
            if (node.Inputs.Count != 1 || node.Inputs[0] != i)
                return Refused(request, node, "does not read the node before it alone");
            switch (node.Operation)
            {
                case Dense or Convolution:
                    if (before >= 0)
                    {
                        if (Channels(network, before) is var channels && Outgoing(network, i, channels) is not { } outgoing)
                            return Refused(request, node, "does not read the channels of the layer before it one by one");
                        units.AddRange(Enumerable.Range(0, channels).Select(c => Unit(network, before, layer, c, outgoing(c))));
                        layer++;
                    }

                    if (i < last && node.Operation is Dense { Activation: var own } && own.HomogeneityPower != Some(1))
                        return NotOfDegreeOne(request, node);
                    before = i;
                    break;
                case Elementwise { Activation: var activation } when before >= 0 && activation.HomogeneityPower != Some(1):
                    return NotOfDegreeOne(request, node);
                case Elementwise or MaxPool or AveragePool or GlobalAveragePool or Flatten or Reshape:
                    break;
                default:
                    return Refused(request, node, $"({node.Operation.Kind}) has no hidden units of its own weights");
            }
        }

        return units.ToArray();
    }

    private static int LastLayer(Network network)
    {
        for (var i = network.Nodes.Count - 1; i >= 0; i--)
        {
            if (network.Layout.OfNode(i).Count > 0)
                return i;
        }

        return -1;
    }

    private static int Channels(Network network, int node) => network.Shapes[node + 1].Dimensions[0];

    private static RescalableUnit Unit(Network network, int node, int layer, int channel, int[] outgoing)
    {
        var blocks = network.Layout.OfNode(node);
        int[] weights = [.. Enumerable.Range(blocks[0].Offset + (channel * blocks[0].Columns), blocks[0].Columns)];
        return new(layer, channel, weights, blocks.Count > 1 ? [.. weights, blocks[1].Offset + channel] : weights, outgoing);
    }

    // The weights of a layer that read a channel; null where the shape before it mixes channels.
    private static Func<int, int[]>? Outgoing(Network network, int node, int channels)
    {
        var (block, from) = (network.Layout.OfNode(node)[0], network.Shapes[node]);
        if (network.Nodes[node].Operation is Convolution convolution)
        {
            if (from.Dimensions[0] != channels)
                return null;
            var (own, outputs, size) = (channels / convolution.Groups, convolution.Channels / convolution.Groups, convolution.Window.Size);
            return c => [.. Enumerable.Range(c / own * outputs, outputs).SelectMany(o => Enumerable.Range(block.Offset + (((o * own) + (c % own)) * size), size))];
        }

        if (from.Size % channels != 0)
            return null;
        var places = from.Size / channels;
        return c => [.. Enumerable.Range(0, block.Rows).SelectMany(o => Enumerable.Range(block.Offset + (o * block.Columns) + (c * places), places))];
    }

    private static Either<Error, RescalableUnit[]> NotOfDegreeOne(string request, Node node) =>
        Left<Error, RescalableUnit[]>(new Error.Unsupported(request, $"the activation of node '{node.Name}' is not of degree 1", "use linear, relu or leakyRelu"));

    private static Either<Error, RescalableUnit[]> Refused(string request, Node node, string why) =>
        Left<Error, RescalableUnit[]>(new Error.Unsupported(request, $"node '{node.Name}' {why}", "use dense layers and convolutions in a row"));
}
