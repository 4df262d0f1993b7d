using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Which parameters change together when hidden units are rescaled: units of a dense layer, channels of a convolution, hidden units of a recurrence at all times.</summary>
/// <remarks>A sum has one factor for its branches, so that the units of a residual stream are rescaled together; a stream that begins at the input or ends at the output
/// is not rescaled. docs/theory/capacity-and-path.md, 1.2.</remarks>
/// <param name="Blocks">All parameters.</param>
/// <param name="Names">For every unit the layer from 0 and the unit or channel there; unit 0 stands for all that may not be rescaled.</param>
/// <param name="Levels">The units by layer, in the order of the network.</param>
/// <param name="IsMerged">Whether a sum ties units of several layers together.</param>
internal sealed record ScaleGraph(ScaleBlock[] Blocks, (int Layer, int Unit)[] Names, int[][] Levels, bool IsMerged)
{
    /// <summary>The graph, or an unsupported error that names the node which does not allow rescaling.</summary>
    internal static Either<Error, ScaleGraph> Of(Network network, string request) => new Builder(network, request).Build();

    private sealed class Builder(Network network, string request)
    {
        private readonly List<int> _parents = [0];
        private readonly List<(int, int)> _names = [(-1, -1)];
        private readonly List<ScaleBlock> _blocks = [];
        private readonly List<(int Unit, Node Node)> _activated = [];
        private readonly int[][] _values = new int[network.Nodes.Count + 1][];
        private int _layers;
        private bool _merged;

        internal Either<Error, ScaleGraph> Build()
        {
            _values[0] = new int[network.InputSize];
            for (var i = 0; i < network.Nodes.Count; i++)
            {
                if (Add(network.Nodes[i], i) is not { } units)
                    return Refused($"node '{network.Nodes[i].Name}' ({network.Nodes[i].Operation.Kind}) has no rescaling", "use dense, convolutional, recurrent and pooling layers");
                _values[i + 1] = units;
            }

            foreach (var unit in _values[^1])
                Join(unit, 0);
            foreach (var (unit, node) in _activated)
            {
                if (Root(unit) != 0)
                    return Refused($"the activation of node '{node.Name}' is not of degree 1", "use linear, relu or leakyRelu");
            }

            return Right<Error, ScaleGraph>(Numbered());
        }

        private Error Refused(string why, string what) => new Error.Unsupported(request, why, what);

        private int[]? Add(Node node, int index)
        {
            var (inputs, from, blocks) = (node.Inputs.Map(v => _values[v]).ToArray(), network.Shapes[node.Inputs[0]], network.Layout.OfNode(index));
            switch (node.Operation)
            {
                case Dense d:
                    return Affine(Fresh(d.Outputs), inputs[0], blocks, 1, node, d.Activation);
                case CarriedDense c:
                    return Carried(c, inputs[0], blocks, node);
                case Convolution c:
                    return Spread(Convolved(c, Channels(inputs[0], from), blocks), network.Shapes[index + 1]);
                case Recurrent r:
                    return Unrolled(r, inputs[0], from, blocks, node);
                case AffineChannel:
                    return Spread(Scaled(Channels(inputs[0], from), blocks), from);
                case Elementwise e:
                    return Activated(inputs[0], node, e.Activation);
                case MaxPool or AveragePool or GlobalAveragePool:
                    return Spread(Channels(inputs[0], from), network.Shapes[index + 1]);
                case Sum:
                    foreach (var other in inputs)
                        for (var u = 0; u < other.Length; u++)
                            Join(inputs[0][u], other[u]);
                    return inputs[0];
                case Flatten or Reshape or Permute or Concatenate:
                    var units = new int[network.Shapes[index + 1].Size];
                    for (var slot = 0; slot < inputs.Length; slot++)
                    {
                        var targets = PathGraph.Targets(network, node, slot, network.Shapes[node.Inputs[slot]]);
                        for (var u = 0; u < targets.Length; u++)
                            units[targets[u]] = inputs[slot][u];
                    }

                    return units;
                default:
                    return null;
            }
        }

        private int[] Affine(int[] units, int[] inputs, Arr<Block> blocks, int taps, Node node, Activation activation)
        {
            _blocks.Add(new(blocks[0].Offset, taps, units, inputs, false));
            if (blocks.Count > 1)
                _blocks.Add(new(blocks[1].Offset, 1, units, [0], true));
            return Activated(units, node, activation);
        }

        private int[] Carried(CarriedDense operation, int[] inputs, Arr<Block> blocks, Node node)
        {
            var units = Fresh(operation.Outputs + (operation.WritesCarrier ? 1 : 0));
            var (ordinary, carrier) = operation.ReadsCarrier ? (inputs[..^1], inputs[^1]) : (inputs, 0);
            _blocks.Add(new(blocks[0].Offset, 1, units[..operation.Outputs], ordinary, false));
            _blocks.Add(new(blocks[1].Offset, 1, units[..operation.Outputs], [carrier], !operation.ReadsCarrier));
            if (operation.WritesCarrier)
                _blocks.Add(new(blocks[2].Offset, 1, [units[^1]], [carrier], !operation.ReadsCarrier));
            return Activated(units, node, operation.Activation);
        }

        private int[] Convolved(Convolution operation, int[] inputs, Arr<Block> blocks)
        {
            var units = Fresh(operation.Channels);
            var (rows, columns, taps) = (operation.Channels / operation.Groups, inputs.Length / operation.Groups, operation.Window.Size);
            for (var g = 0; g < operation.Groups; g++)
                _blocks.Add(new(blocks[0].Offset + (g * rows * columns * taps), taps, units[(g * rows)..((g + 1) * rows)], inputs[(g * columns)..((g + 1) * columns)], false));
            if (blocks.Count > 1)
                _blocks.Add(new(blocks[1].Offset, 1, units, [0], true));
            return units;
        }

        private int[] Unrolled(Recurrent operation, int[] inputs, Shape from, Arr<Block> blocks, Node node)
        {
            var (features, units) = (from.Dimensions[1], Fresh(operation.Hidden));
            for (var u = features; u < inputs.Length; u++)
                Join(inputs[u], inputs[u % features]);
            _blocks.Add(new(blocks[0].Offset, 1, units, inputs[..features], false));
            _blocks.Add(new(blocks[1].Offset, 1, units, units, false));
            if (blocks.Count > 2)
                _blocks.Add(new(blocks[2].Offset, 1, units, [0], true));
            Activated(units, node, operation.Activation);
            return operation.ReturnsSequence ? [.. Enumerable.Repeat(units, from.Dimensions[0]).SelectMany(static u => u)] : units;
        }

        private int[] Scaled(int[] inputs, Arr<Block> blocks)
        {
            var units = Fresh(inputs.Length);
            for (var c = 0; c < units.Length; c++)
                _blocks.Add(new(blocks[0].Offset + c, 1, [units[c]], [inputs[c]], false));
            _blocks.Add(new(blocks[1].Offset, 1, units, [0], true));
            return units;
        }

        private int[] Activated(int[] units, Node node, Activation activation)
        {
            if (activation.HomogeneityPower != Some(1))
                _activated.AddRange(units.Select(u => (u, node)));
            return units;
        }

        private int[] Fresh(int count)
        {
            var units = new int[count];
            for (var u = 0; u < count; u++)
            {
                units[u] = _parents.Count;
                _parents.Add(_parents.Count);
                _names.Add((_layers, u));
            }

            _layers++;
            return units;
        }

        // One unit for each channel: its places share the parameters that read them.
        private int[] Channels(int[] units, Shape shape)
        {
            var places = units.Length / shape.Dimensions[0];
            for (var u = 0; u < units.Length; u++)
                Join(units[u], units[u - (u % places)]);
            return [.. Enumerable.Range(0, shape.Dimensions[0]).Select(c => units[c * places])];
        }

        private static int[] Spread(int[] channels, Shape shape) => [.. Enumerable.Range(0, shape.Size).Select(u => channels[u / (shape.Size / channels.Length)])];

        private int Root(int unit)
        {
            while (_parents[unit] != unit)
                unit = _parents[unit] = _parents[_parents[unit]];
            return unit;
        }

        // The earliest unit stands for all, and unit 0 for those that stay.
        private void Join(int a, int b)
        {
            var (first, second) = (Math.Min(Root(a), Root(b)), Math.Max(Root(a), Root(b)));
            if (first == second)
                return;
            _merged |= first != 0;
            _parents[second] = first;
        }

        private ScaleGraph Numbered()
        {
            var roots = Enumerable.Range(0, _parents.Count).Where(u => Root(u) == u).ToArray();
            var numbers = new int[_parents.Count];
            for (var n = 0; n < roots.Length; n++)
                numbers[roots[n]] = n;
            int[] Of(int[] units) => System.Array.ConvertAll(units, u => numbers[Root(u)]);
            return new(
                [.. _blocks.Select(b => b with { RowUnits = Of(b.RowUnits), ColumnUnits = Of(b.ColumnUnits) })],
                [.. roots.Select(r => _names[r])],
                [.. Enumerable.Range(1, roots.Length - 1).GroupBy(n => _names[roots[n]].Item1).Select(static g => g.ToArray())],
                _merged);
        }
    }
}
