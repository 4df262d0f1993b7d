using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Laws;

/// <content>Convolutions with pools.</content>
public abstract partial record ArchitectureRecipe
{
    /// <summary>How an image network makes its image smaller.</summary>
    public enum Pooling
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>By averages of 2 x 2 pixels.</summary>
        Average,

        /// <summary>By maxima of 2 x 2 pixels.</summary>
        Max,
    }

    /// <summary>A convolution, relu, a pool, and a dense layer on all places; the class of rescalings is that of channels.</summary>
    /// <param name="InputChannels">Channels of the input.</param>
    /// <param name="Size">Rows and columns of the input.</param>
    /// <param name="Channels">Channels of the convolution.</param>
    /// <param name="Kernel">Rows and columns of its kernels.</param>
    /// <param name="Stride">Its stride.</param>
    /// <param name="Pad">Its zero padding on every side.</param>
    /// <param name="Pool">The pool.</param>
    /// <param name="Bias">Whether both layers have biases.</param>
    /// <param name="Awkward">What is awkward.</param>
    /// <param name="Seed">The key of all draws.</param>
    public sealed record Image(int InputChannels, int Size, int Channels, int Kernel, int Stride, int Pad, Pooling Pool, bool Bias, Awkwardness Awkward, ulong Seed) : ArchitectureRecipe(Awkward, Seed)
    {
        private const int Outputs = 2;

        /// <inheritdoc/>
        public override string Text =>
            $"{InputChannels} x {Size} x {Size} input, {Channels} channels of {Kernel} x {Kernel}, stride {Stride}, padding {Pad}, {Pool} pool, {Outputs} outputs{(Bias ? ", biases" : "")}";

        /// <inheritdoc/>
        public override Network Network
        {
            get
            {
                var nodes = new List<Node>
                {
                    new("conv", new Convolution(Channels, Window.Square(Kernel, Stride, Pad), Bias), Prelude.Array(0)),
                    new("relu", new Elementwise(new Activation.Relu()), Prelude.Array(1)),
                };
                if (Pools)
                    nodes.Add(new("pool", Pool == Pooling.Max ? new MaxPool(Window.Square(2, 2)) : new AveragePool(Window.Square(2, 2), false), Prelude.Array(2)));
                nodes.Add(new("flat", new Flatten(), Prelude.Array(nodes.Count)));
                nodes.Add(new("output", new Marginalia.Networks.Dense(Outputs, Bias, new Activation.Linear()), Prelude.Array(nodes.Count)));
                return Network.Create(Shape.Of(InputChannels, Size, Size), nodes.ToArr()).Made();
            }
        }

        private int Side => ((Size + (2 * Pad) - Kernel) / Stride) + 1;

        // An image of one pixel cannot be pooled.
        private bool Pools => Pool != Pooling.None && Side >= 2;

        private int PooledSide => Pools ? Side / 2 : Side;

        private int Places2 => PooledSide * PooledSide;

        /// <inheritdoc/>
        public override Arr<HiddenUnit> Units
        {
            get
            {
                var blocks = Network.Layout.Blocks;
                var (kernel, weight) = (blocks[0], Network.Layout.Weights[1]);
                return Enumerable.Range(0, Channels).Select(c => new HiddenUnit(
                    $"channel {c}", 0,
                    (Bias ? [.. Places(kernel.Offset + (c * kernel.Columns), kernel.Columns), blocks[1].Offset + c] : Places(kernel.Offset + (c * kernel.Columns), kernel.Columns)).ToArr(),
                    Enumerable.Range(0, Outputs).SelectMany(o => Places(weight.Offset + (o * weight.Columns) + (c * Places2), Places2)).ToArr())).ToArr();
            }
        }

        /// <inheritdoc/>
        public override UnrolledGraph Graph
        {
            get
            {
                var edges = new List<UnrolledEdge>();
                var blocks = Network.Layout.Blocks;
                var pixels = InputChannels * Size * Size;
                for (var c = 0; c < Channels; c++)
                    for (var y = 0; y < Side; y++)
                        for (var x = 0; x < Side; x++)
                            Convolve(edges, c, y, x, pixels + (((c * Side) + y) * Side) + x);
                var from = pixels + (Channels * Side * Side);
                var first = Pools ? from : pixels;
                for (var c = 0; c < Channels && Pools; c++)
                    for (var y = 0; y < 2 * PooledSide; y++)
                        for (var x = 0; x < 2 * PooledSide; x++)
                            edges.Add(new(pixels + (((c * Side) + y) * Side) + x, from + (((c * PooledSide) + (y / 2)) * PooledSide) + (x / 2), -1, Pool == Pooling.Average ? 0.25 : 1));
                var (weight, output) = (Network.Layout.Weights[1], first + (Channels * Places2));
                for (var o = 0; o < Outputs; o++)
                {
                    for (var i = 0; i < weight.Columns; i++)
                        edges.Add(new(first + i, output + o, weight.Offset + (o * weight.Columns) + i));
                    if (Bias)
                        edges.Add(new(-1, output + o, blocks[3].Offset + o));
                }

                return new(pixels, Enumerable.Range(output, Outputs).ToArr(), edges.ToArr());
            }
        }

        private void Convolve(List<UnrolledEdge> edges, int channel, int y, int x, int unit)
        {
            var kernel = channel * InputChannels * Kernel * Kernel;
            for (var i = 0; i < InputChannels; i++)
                for (var a = 0; a < Kernel; a++)
                    for (var b = 0; b < Kernel; b++)
                    {
                        var (row, column) = ((y * Stride) + a - Pad, (x * Stride) + b - Pad);
                        if (row >= 0 && row < Size && column >= 0 && column < Size)
                            edges.Add(new((((i * Size) + row) * Size) + column, unit, kernel + (((i * Kernel) + a) * Kernel) + b));
                    }

            if (Bias)
                edges.Add(new(-1, unit, Network.Layout.Blocks[1].Offset + channel));
        }
    }
}
