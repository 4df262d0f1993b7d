using LanguageExt;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>A fully connected network with biases as one without: every bias is the weight of a unit that is always 1.</summary>
/// <remarks>
/// docs/theory/capacity-and-path.md, 2.12. Examples get a feature 1; a layer before the last bias gets a unit that carries it on, relu(1) = 1, so its matrix is
/// [W b; 0 1], and the layer of the last bias is [W b]. Both networks compute the same function, so what is proved of the second holds for the first.
/// </remarks>
internal static class ConstantUnit
{
    /// <summary>The same network, data and initial weights without biases, or why there are none.</summary>
    /// <param name="input">A chain of dense and elementwise layers whose activations leave 1 as it is.</param>
    internal static Either<string, MeasureInput> WithoutBiases(MeasureInput input)
    {
        var last = LastBias(input.Network);
        if (last < 0)
            return input;
        foreach (var data in input.Data.Filter(d => d.InputSize != input.Network.InputSize))
            return $"The examples have {data.InputSize} features, the network reads {input.Network.InputSize}.";
        foreach (var initial in input.Initial.Filter(i => i.Flat.Length != input.Parameters.Flat.Length))
            return $"The initial parameters are {initial.Flat.Length} numbers, the network has {input.Parameters.Flat.Length}.";
        return Carried(input.Network, last).ToEither().MapLeft(static e => string.Join(" ", e.Map(static x => x.Sentence))).Map(network => input with
        {
            Network = network,
            Parameters = Carried(input.Network, network, input.Parameters),
            Initial = input.Initial.Map(initial => Carried(input.Network, network, initial)),
            Data = input.Data.Map(Carried),

            // The outputs are the same, what belongs to parameters and units is not.
            Pass = input.Pass.Map(static p => p with { ParameterTangents = Matrix.Of(0, 0), Largest = Arr<(int, Vector)>.Empty }),
        });
    }

    private static int LastBias(Network network)
    {
        var last = -1;
        for (var i = 0; i < network.Nodes.Count; i++)
            last = network.Nodes[i].Operation is Dense { HasBias: true } ? i : last;
        return last;
    }

    private static Validation<Error, Network> Carried(Network network, int last) => Network.Create(
        Shape.Of(network.InputSize + 1),
        network.Nodes.Map((i, node) => node.Operation switch
        {
            Dense d => node with { Operation = new Dense(i < last ? d.Outputs + 1 : d.Outputs, false, d.Activation) },
            Flatten or Reshape => node with { Operation = new Elementwise(new Activation.Linear()) },
            _ => node,
        }).ToArr());

    private static Parameters Carried(Network from, Network to, Parameters parameters)
    {
        var flat = new double[to.ParameterCount];
        foreach (var target in to.Layout.Blocks)
        {
            var source = from.Layout.OfNode(target.Node);
            // A dense layer owns its weights first and then its bias, if it has one.
            var (weight, bias) = (source[0], source.Find(static b => b.Kind == BlockKind.Bias));
            var weights = parameters.Of(weight);
            var into = flat.AsSpan(target.Offset, target.Size);
            for (var row = 0; row < weight.Rows; row++)
                weights.Slice(row * weight.Columns, weight.Columns).CopyTo(into[(row * target.Columns)..]);
            if (target.Columns > weight.Columns)
                PutConstant(parameters, weight, bias, target, into);
        }

        return Parameters.Trusted(to.Layout, Vector.Of(flat));
    }

    // The last column holds the biases, the last row of a layer that carries the constant on a single 1.
    private static void PutConstant(Parameters parameters, Block weight, Option<Block> bias, Block target, Span<double> into)
    {
        foreach (var block in bias)
        {
            var biases = parameters.Of(block);
            for (var row = 0; row < weight.Rows; row++)
                into[(row * target.Columns) + weight.Columns] = biases[row];
        }

        if (target.Rows > weight.Rows)
            into[^1] = 1;
    }

    private static Dataset Carried(Dataset data) => data.Trusted(
        Matrix.Build(data.Count, data.InputSize + 1, target =>
        {
            for (var i = 0; i < data.Count; i++)
            {
                data.Inputs.Row(i).CopyTo(target[(i * (data.InputSize + 1))..]);
                target[((i + 1) * (data.InputSize + 1)) - 1] = 1;
            }
        }),
        data.Targets,
        "with a feature that is 1");
}
