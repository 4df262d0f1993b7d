using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>How near the arguments of activations are to a kink, for checks that move parameters a little.</summary>
internal static class Kinks
{
    /// <summary>The smallest <c>|z| / (sum |w| |a| + |b|)</c> over examples and units whose activation has a kink in the derivative of the given order or below;
    /// infinite without such units. Units whose terms are all zero stay where they are and do not count.</summary>
    /// <param name="objective">A chain of dense layers.</param>
    /// <param name="parameters">The point.</param>
    /// <param name="order">1 for kinks of the function's slope; 2 also for those of <c>max(z, 0)^2</c>.</param>
    internal static double Nearest(Objective objective, Parameters parameters, int order)
    {
        var nearest = double.PositiveInfinity;
        Visit(objective, parameters, (activation, z, size) =>
        {
            if (HasKink(activation, order) && size > 0)
                nearest = Math.Min(nearest, Math.Abs(z) / size);
        });
        return nearest;
    }

    /// <summary>Which units with a kink are active on which examples.</summary>
    /// <param name="objective">A chain of dense layers.</param>
    /// <param name="parameters">The point.</param>
    internal static bool[] Active(Objective objective, Parameters parameters)
    {
        var active = new List<bool>();
        Visit(objective, parameters, (activation, z, _) =>
        {
            if (HasKink(activation, 1))
                active.Add(z > 0);
        });
        return [.. active];
    }

    private static bool HasKink(Activation activation, int order) =>
        activation is Activation.Relu or Activation.LeakyRelu || (order > 1 && activation is Activation.ReluPower { Exponent: 2 });

    private static void Visit(Objective objective, Parameters parameters, Action<Activation, double, double> visit)
    {
        for (var i = 0; i < objective.Data.Count; i++)
        {
            var values = objective.Data.Inputs.Row(i).ToArray();
            for (var k = 0; k < objective.Network.Nodes.Count; k++)
                values = Layer(objective.Network, parameters, k, values, visit);
        }
    }

    private static double[] Layer(Network network, Parameters parameters, int number, double[] inputs, Action<Activation, double, double> visit)
    {
        var blocks = network.Layout.OfNode(number);
        var (weight, operation) = (parameters.MatrixOf(blocks[0]), network.Nodes[number].Operation);
        var bias = blocks.Count > 1 ? parameters.Of(blocks[1]).ToArray() : null;
        var (activation, carrier, writes) = operation switch
        {
            Dense d => (d.Activation, 1.0, false),
            CarriedDense c => (c.Activation, c.ReadsCarrier ? inputs[^1] : 1.0, c.WritesCarrier),
            _ => throw new InvalidOperationException($"The node '{network.Nodes[number].Name}' is no dense layer."),
        };
        var outputs = new double[weight.Rows + (writes ? 1 : 0)];
        for (var j = 0; j < weight.Rows; j++)
        {
            double z = bias is null ? 0 : bias[j] * carrier, size = Math.Abs(z);
            for (var i = 0; i < weight.Columns; i++)
            {
                z += weight[j, i] * inputs[i];
                size += Math.Abs(weight[j, i] * inputs[i]);
            }

            outputs[j] = At(activation, z, size, visit);
        }

        if (writes)
        {
            var z = parameters.Of(blocks[2])[0] * carrier;
            outputs[^1] = At(activation, z, Math.Abs(z), visit);
        }

        return outputs;
    }

    private static double At(Activation activation, double z, double size, Action<Activation, double, double> visit)
    {
        visit(activation, z, size);
        var positive = Math.Max(z, 0);
        return activation.Match(
            linear: _ => z,
            relu: _ => positive,
            leakyRelu: a => z > 0 ? z : a.Slope * z,
            power: a => Elementary.Pow(z, a.Exponent),
            reluPower: a => Elementary.Pow(positive, a.Exponent),
            tanh: _ => Elementary.Tanh(z),
            logistic: _ => 1 / (1 + Elementary.Exp(-z)),
            softplus: _ => Math.Max(z, 0) + Elementary.Log1p(Elementary.Exp(-Math.Abs(z))));
    }
}
