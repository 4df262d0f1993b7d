using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Measures;

/// <summary>A network as the steps of its path recursions: recurrences unrolled, activations removed.</summary>
/// <param name="Steps">In topological order; value 0 is the input, value i + 1 what step i writes.</param>
/// <param name="InputSize">The number of input units.</param>
internal sealed record PathGraph(PathStep[] Steps, int InputSize)
{
    /// <summary>The graph, or the sentence that says which node has no path sums.</summary>
    internal static Either<string, PathGraph> Of(Network network)
    {
        var steps = new List<PathStep>();
        var values = new int[network.Nodes.Count + 1];
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            if (Problem(network.Nodes[i]) is { } problem)
                return problem;
            Compile(network, i, values, steps);
            values[i + 1] = steps.Count;
        }

        return new PathGraph([.. steps], network.InputSize);
    }

    internal int SizeOf(int value) => value == 0 ? InputSize : Steps[value - 1].Size;

    private static string? Problem(Node node)
    {
        var activation = node.Operation switch
        {
            Dense d => d.Activation,
            Recurrent r => r.Activation,
            Elementwise e => e.Activation,
            CarriedDense c => c.Activation,
            _ => new Activation.Linear(),
        };
        return activation switch
        {
            Activation.Linear or Activation.Relu => null,
            Activation.LeakyRelu { Slope: var slope } when Math.Abs(slope) <= 1 => null,
            _ => $"Path sums need piecewise linear units of slope at most 1, but node '{node.Name}' uses {activation.Text}.",
        };
    }

    private static void Compile(Network network, int index, int[] values, List<PathStep> steps)
    {
        var node = network.Nodes[index];
        var blocks = network.Layout.OfNode(index);
        var inputs = node.Inputs.Map(v => values[v]).ToArray();
        var (from, size) = (network.Shapes[node.Inputs[0]], network.Shapes[index + 1].Size);
        var bias = blocks.Find(static b => b.Kind == BlockKind.Bias).Match(static b => b.Offset, static () => -1);
        switch (node.Operation)
        {
            case Dense:
                steps.Add(new DenseStep(inputs, size, [0], [from.Size], [blocks[0].Offset], bias));
                break;
            case CarriedDense c:
                steps.Add(new CarriedStep(inputs[0], size, c.Outputs, from.Size - (c.ReadsCarrier ? 1 : 0), c.ReadsCarrier, blocks[0].Offset, blocks[1].Offset, c.WritesCarrier ? blocks[2].Offset : -1));
                break;
            case Convolution c:
                steps.Add(new ConvolutionStep(inputs[0], c, from, size, blocks[0].Offset, bias));
                break;
            case AveragePool p:
                steps.Add(new PoolStep(inputs[0], p.Window, from, size, true, p.CountsPadding));
                break;
            case MaxPool p:
                steps.Add(new PoolStep(inputs[0], p.Window, from, size, false, false));
                break;
            case GlobalAveragePool:
                steps.Add(new GlobalAverageStep(inputs[0], size, from.Size / size));
                break;
            case AffineChannel:
                steps.Add(new AffineStep(inputs[0], size, from.Dimensions[0], blocks[0].Offset, bias));
                break;
            case Recurrent r:
                Unroll(r, from, inputs[0], blocks, bias, steps);
                break;
            default:
                steps.Add(new WiringStep(inputs, size, [.. node.Inputs.Map((slot, v) => Targets(network, node, slot, network.Shapes[v]))]));
                break;
        }
    }

    private static void Unroll(Recurrent recurrent, Shape from, int input, Arr<Block> blocks, int bias, List<PathStep> steps)
    {
        var (time, features, hidden) = (from.Dimensions[0], from.Dimensions[1], recurrent.Hidden);
        var states = new int[time];
        for (var t = 0; t < time; t++)
        {
            steps.Add(t == 0
                ? new DenseStep([input], hidden, [0], [features], [blocks[0].Offset], bias)
                : new DenseStep([input, states[t - 1]], hidden, [t * features, 0], [features, hidden], [blocks[0].Offset, blocks[1].Offset], bias));
            states[t] = steps.Count;
        }

        if (recurrent.ReturnsSequence)
            steps.Add(new WiringStep(states, time * hidden, [.. Enumerable.Range(0, time).Select(t => Enumerable.Range(t * hidden, hidden).ToArray())]));
    }

    // Where every unit of an input goes.
    internal static int[] Targets(Network network, Node node, int slot, Shape from)
    {
        var targets = new int[from.Size];
        var (run, stride, start) = (Math.Max(from.Size, 1), 0, 0);
        if (node.Operation is Permute permute)
        {
            Permuted(permute, from, targets);
            return targets;
        }

        if (node.Operation is Concatenate join)
        {
            run = Tail(from, join.Axis);
            for (var s = 0; s < node.Inputs.Count; s++)
            {
                start += s < slot ? Tail(network.Shapes[node.Inputs[s]], join.Axis) : 0;
                stride += Tail(network.Shapes[node.Inputs[s]], join.Axis);
            }
        }

        for (var i = 0; i < targets.Length; i++)
            targets[i] = (i / run * stride) + start + (i % run);
        return targets;
    }

    private static int Tail(Shape shape, int axis) => shape.Dimensions.Skip(axis).Aggregate(1, static (size, d) => size * d);

    private static void Permuted(Permute permute, Shape from, int[] targets)
    {
        var axes = permute.Order.Count;
        var index = new int[axes];
        for (var source = 0; source < targets.Length; source++)
        {
            var target = 0;
            for (var axis = 0; axis < axes; axis++)
                target = (target * from.Dimensions[permute.Order[axis]]) + index[permute.Order[axis]];
            targets[source] = target;
            for (var axis = axes - 1; axis >= 0 && ++index[axis] == from.Dimensions[axis]; axis--)
                index[axis] = 0;
        }
    }
}
