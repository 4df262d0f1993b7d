using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Laws;

/// <content>Graphs with skip connections.</content>
public abstract partial record ArchitectureRecipe
{
    /// <summary>Single units, each of which reads all inputs and all units before it: every skip connection that there can be.</summary>
    /// <param name="InputSize">The number of inputs.</param>
    /// <param name="Hidden">The number of hidden units, in one order.</param>
    /// <param name="Outputs">The number of outputs, 2 or more; they do not read each other.</param>
    /// <param name="Bias">Whether every unit has a bias.</param>
    /// <param name="Awkward">What is awkward.</param>
    /// <param name="Seed">The key of all draws.</param>
    public sealed record Skip(int InputSize, int Hidden, int Outputs, bool Bias, Awkwardness Awkward, ulong Seed) : ArchitectureRecipe(Awkward, Seed)
    {
        /// <inheritdoc/>
        public override string Text => $"{InputSize} inputs, {Hidden} hidden units with all skip connections, {Outputs} outputs{(Bias ? ", biases" : "")}";

        /// <inheritdoc/>
        public override Network Network
        {
            get
            {
                var nodes = new List<Node>();
                var values = new List<int> { 0 };
                for (var j = 0; j < Hidden; j++)
                {
                    Add(nodes, values, $"unit{j}", 1, new Activation.Relu());
                    values.Add(nodes.Count);
                }

                Add(nodes, values, "output", Outputs, new Activation.Linear());
                return Network.Create(Shape.Of(InputSize), nodes.ToArr()).Made();
            }
        }

        /// <inheritdoc/>
        public override Arr<HiddenUnit> Units => Enumerable.Range(0, Hidden).Select(j => new HiddenUnit(
            $"hidden unit {j}", 0,
            Own(j).SelectMany(static b => Places(b.Offset, b.Size)).ToArr(),
            Enumerable.Range(j + 1, Hidden - j).SelectMany(v => Column(Own(v)[0], InputSize + j)).ToArr())).ToArr();

        /// <inheritdoc/>
        public override UnrolledGraph Graph
        {
            get
            {
                var edges = new List<UnrolledEdge>();
                for (var v = 0; v <= Hidden; v++)
                {
                    var own = Own(v);
                    for (var row = 0; row < own[0].Rows; row++)
                    {
                        for (var u = 0; u < own[0].Columns; u++)
                            edges.Add(new(u, InputSize + v + row, own[0].Offset + (row * own[0].Columns) + u));
                        if (Bias)
                            edges.Add(new(-1, InputSize + v + row, own[1].Offset + row));
                    }
                }

                return new(InputSize, Enumerable.Range(InputSize + Hidden, Outputs).ToArr(), edges.ToArr());
            }
        }

        private void Add(List<Node> nodes, List<int> values, string name, int size, Activation activation)
        {
            if (values.Count > 1)
                nodes.Add(new("join-" + name, new Concatenate(0), values.ToArr()));
            nodes.Add(new(name, new Marginalia.Networks.Dense(size, Bias, activation), Prelude.Array(values.Count > 1 ? nodes.Count : 0)));
        }

        private Block[] Own(int unit)
        {
            var layout = Network.Layout;
            var step = Bias ? 2 : 1;
            return [.. layout.Blocks.Skip(step * unit).Take(step)];
        }

        private static IEnumerable<int> Column(Block block, int column) => Enumerable.Range(0, block.Rows).Select(r => block.Offset + (r * block.Columns) + column);
    }
}
