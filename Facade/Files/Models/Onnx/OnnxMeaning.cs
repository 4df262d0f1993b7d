namespace Marginalia.Files;

/// <summary>What a name in a graph stands for.</summary>
internal abstract record OnnxMeaning
{
    private OnnxMeaning() { }

    /// <summary>A value that depends on the input, for a batch of examples.</summary>
    /// <remarks>The numbers of an example are those of the draft in the same order; their axes may be other ones, so that no node is needed where only the shape changes.</remarks>
    /// <param name="Draft">What makes it.</param>
    /// <param name="Axes">The axes without the batch; absent exactly when the draft has no shape, after something that is not understood.</param>
    /// <param name="Batch">Which axis the batch is.</param>
    public sealed record Flow(OnnxDraft Draft, int[]? Axes, int Batch) : OnnxMeaning
    {
        /// <summary>Whether a single node reads it, so that what the node does may be folded into the draft.</summary>
        public bool Exclusive { get; init; } = true;

        /// <summary>The affine layer that just made it, and along which axis its outputs lie.</summary>
        public (OnnxDraft Layer, int Axis)? Affine { get; init; }

        /// <summary>A scaling that waits for the layer that takes it.</summary>
        public OnnxScaling? Scaling { get; init; }

        /// <summary>Zeros that wait for the window that takes them: top, left, bottom, right.</summary>
        public int[]? Padding { get; init; }

        public int Size => Axes!.Aggregate(1, static (n, s) => n * s);

        /// <summary>The axes with none for the batch.</summary>
        public long?[] Full
        {
            get
            {
                var full = Axes!.Select(static a => (long?)a).ToList();
                full.Insert(Batch, null);
                return [.. full];
            }
        }

        /// <summary>The same numbers under other axes.</summary>
        public Flow Reshaped(int[] axes, int batch)
        {
            if (Padding is not null)
                throw new OnnxRefusal("it reshapes an image that was padded, which only windows may read");
            var keeps = Affine is { Axis: 0 } && axes.Length > 0 && Axes!.Length > 0 && axes[0] == Axes[0];
            return this with { Axes = axes, Batch = batch, Affine = keeps ? Affine : null };
        }
    }

    /// <summary>A tensor that does not depend on the input.</summary>
    /// <param name="Value">The tensor.</param>
    public sealed record Constant(OnnxConstant Value) : OnnxMeaning;

    /// <summary>Integers worked out from shapes, none standing for the size of the batch.</summary>
    /// <param name="Shape">The length of each axis.</param>
    /// <param name="Values">The integers.</param>
    public sealed record Extents(int[] Shape, long?[] Values) : OnnxMeaning;

    /// <summary>One number everywhere, in a shape that depends on the size of the batch.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Uniform(double Value) : OnnxMeaning;

    /// <summary>The result of a node that is not understood.</summary>
    /// <param name="Node">Its label.</param>
    public sealed record Unknown(string Node) : OnnxMeaning;

    /// <summary>What messages call it.</summary>
    public string Words => this switch
    {
        Flow => "a value that depends on the input",
        Constant c => $"a constant of shape {c.Value.ShapeText}",
        Extents => "a shape",
        Uniform => "a constant in the shape of the batch",
        Unknown u => $"the result of '{u.Node}', which is not supported",
        _ => "nothing",
    };
}
