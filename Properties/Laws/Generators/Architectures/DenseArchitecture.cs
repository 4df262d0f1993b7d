using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Laws;

/// <content>Fully connected layers.</content>
public abstract partial record ArchitectureRecipe
{
    /// <summary>Fully connected layers in a row.</summary>
    /// <param name="Sizes">Input size, hidden widths, number of outputs.</param>
    /// <param name="Bias">Whether every layer has a bias.</param>
    /// <param name="Slope">The slope below 0: 0 for relu.</param>
    /// <param name="Awkward">What is awkward.</param>
    /// <param name="Seed">The key of all draws.</param>
    public sealed record Dense(Arr<int> Sizes, bool Bias, double Slope, Awkwardness Awkward, ulong Seed) : ArchitectureRecipe(Awkward, Seed)
    {
        /// <inheritdoc/>
        public override Network Network => Network.Dense([.. Sizes], Slope == 0 ? new Activation.Relu() : new Activation.LeakyRelu(Slope), Bias ? BiasPlacement.All : BiasPlacement.None).Made();

        /// <inheritdoc/>
        public override string Text => $"{string.Join('-', Sizes)} {(Slope == 0 ? "relu" : FormattableString.Invariant($"leaky relu {Slope}"))}{(Bias ? " with biases" : "")}";

        /// <inheritdoc/>
        public override Arr<HiddenUnit> Units
        {
            get
            {
                var layout = Network.Layout;
                var units = new List<HiddenUnit>();
                for (var k = 0; k + 1 < layout.Depth; k++)
                {
                    var (own, next) = (layout.OfNode(k), layout.OfNode(k + 1)[0]);
                    for (var j = 0; j < own[0].Rows; j++)
                    {
                        int[] into = [.. Places(own[0].Offset + (j * own[0].Columns), own[0].Columns), .. own.Skip(1).Select(b => b.Offset + j)];
                        units.Add(new($"unit {j} of layer {k + 1}", k, into.ToArr(), Enumerable.Range(0, next.Rows).Select(o => next.Offset + (o * next.Columns) + j).ToArr()));
                    }
                }

                return units.ToArr();
            }
        }

        /// <inheritdoc/>
        public override UnrolledGraph Graph
        {
            get
            {
                var edges = new List<UnrolledEdge>();
                var layout = Network.Layout;
                var first = 0;
                for (var k = 0; k < layout.Depth; k++)
                {
                    var own = layout.OfNode(k);
                    var next = first + own[0].Columns;
                    for (var j = 0; j < own[0].Rows; j++)
                    {
                        for (var i = 0; i < own[0].Columns; i++)
                            edges.Add(new(first + i, next + j, own[0].Offset + (j * own[0].Columns) + i));
                        if (Bias)
                            edges.Add(new(-1, next + j, own[1].Offset + j));
                    }

                    first = next;
                }

                return new(Sizes[0], Enumerable.Range(first, Sizes[Sizes.Count - 1]).ToArr(), edges.ToArr());
            }
        }
    }
}
