using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>A Lipschitz constant of every value of a network as a function of its input, from l_2 to l_2: layers multiply, the branches of a sum add.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.9. Convolutions enter with the upper end of their true operator; a carried bias is constant and adds nothing.</remarks>
internal static class LipschitzConstants
{
    /// <summary>The constant of the outputs and its natural logarithm, with the factor of every weight layer, or which node has none.</summary>
    internal static Either<string, (double Value, double Log, double[] Factors)> Of(Facts facts) => facts.Operators.Bind(operators =>
    {
        var network = facts.Network;
        var factors = Array.ConvertAll(operators, static o => o.Match(static n => n.Operator.Upper, static s => s.Upper));
        var constants = new Constant[network.Nodes.Count + 1];
        constants[0] = Constant.One;
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            var node = network.Nodes[i];
            double[] own = [.. facts.Blocks.Map((k, b) => (k, b)).Where(x => x.b.Node == i).Select(x => factors[x.k])];
            var inputs = node.Inputs.Map(v => constants[v]).ToArray();
            switch (node.Operation)
            {
                case Sum:
                    constants[i + 1] = Constant.Sum(inputs);
                    continue;
                case Concatenate:
                    constants[i + 1] = Constant.Length(inputs);
                    continue;
                case Recurrent r when double.IsFinite(r.Activation.LipschitzConstant):
                    constants[i + 1] = inputs[0].Times(Unrolled(own[0], own[1], r, network.Shapes[node.Inputs[0]].Dimensions[0]));
                    continue;
            }

            var (linear, activation) = Factor(facts, node, i, own);
            if (!double.IsFinite(activation))
                return Prelude.Left<string, (double, double, double[])>($"Node '{node.Name}' ({node.Operation.Kind}) has no Lipschitz constant on all inputs.");
            constants[i + 1] = activation == 1 ? inputs[0].Times(linear) : inputs[0].Times(linear).Times(activation);
        }

        return Prelude.Right<string, (double, double, double[])>((constants[^1].Value.Value, constants[^1].Log, factors));
    });

    private static (double Linear, double Activation) Factor(Facts facts, Node node, int index, double[] own)
    {
        var from = facts.Network.Shapes[node.Inputs[0]];
        return node.Operation switch
        {
            Dense d => (own[0], d.Activation.LipschitzConstant),
            CarriedDense c => (own[0], c.Activation.LipschitzConstant),
            Convolution => (own[0], 1),
            Elementwise e => (1, e.Activation.LipschitzConstant),
            AffineChannel => (GroupNorm.Vector(facts.Parameters.Of(facts.Network.Layout.OfNode(index)[0]), double.PositiveInfinity), 1),
            MaxPool p => (PoolConstants.Max(p.Window, from), 1),
            AveragePool p => (PoolConstants.Average(p, from), 1),
            GlobalAveragePool => (1 / Math.Sqrt((double)from.Size / facts.Network.Shapes[index + 1].Size), 1),
            Flatten or Reshape or Permute => (1, 1),
            _ => (1, double.PositiveInfinity),
        };
    }

    // h_t sees x_s through phi' W_in and t - s times phi' W_rec: a convolution in time, whose norm is at most the sum of these factors, at the last step the root of their squares.
    private static double Unrolled(double inward, double recurrent, Recurrent operation, int time)
    {
        var (slope, factor, sum, squares) = (operation.Activation.LipschitzConstant, 0.0, 0.0, 0.0);
        for (var t = 0; t < time; t++)
        {
            factor = t == 0 ? slope * inward : factor * slope * recurrent;
            sum += factor;
            squares += factor * factor;
        }

        return operation.ReturnsSequence ? sum : Math.Sqrt(squares);
    }

    /// <summary>A positive number that does not leave the range, with the sum of logarithms beside it.</summary>
    private readonly record struct Constant(ScaledProduct Value, double Log)
    {
        internal static Constant One => new(ScaledProduct.One, 0);

        // A factor of 1 changes neither bits nor logarithm.
        internal Constant Times(double factor) => factor == 1 ? this : new(Value.Times(factor), Log + Elementary.Log(factor));

        internal static Constant Sum(Constant[] terms) => Joined(terms, static x => x.Sum());

        internal static Constant Length(Constant[] terms) => Joined(terms, static x => GroupNorm.Vector(x, 2));

        private static Constant Joined(Constant[] terms, Func<double[], double> join)
        {
            var exponent = terms.Max(static t => t.Value.Mantissa == 0 ? long.MinValue : t.Value.Exponent);
            if (exponent == long.MinValue)
                return new(terms[0].Value, double.NegativeInfinity);
            var mantissa = join(Array.ConvertAll(terms, t => Math.ScaleB(t.Value.Mantissa, (int)Math.Max(t.Value.Mantissa == 0 ? -5000 : t.Value.Exponent - exponent, -5000))));
            var joined = ScaledProduct.One.Times(mantissa);
            return new(joined with { Exponent = joined.Exponent + exponent }, Elementary.Log(mantissa) + (exponent * Elementary.Log(2)));
        }
    }
}
