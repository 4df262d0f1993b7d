using Marginalia.Networks;

namespace Marginalia.Measures;

/// <summary>A matrix of weights, with a bias where <paramref name="Bias"/> is not negative; several may add into one value.</summary>
internal sealed record DenseStep(int[] Inputs, int Size, int[] Sources, int[] Columns, int[] Offsets, int Bias) : PathStep(Inputs, Size)
{
    internal override (int Offset, int Count) Biases => Bias >= 0 ? (Bias, Size) : (0, 0);

    internal override void Visit<V>(ref V visitor)
    {
        for (var target = 0; target < Size; target++)
        {
            for (var slot = 0; slot < Inputs.Length; slot++)
                for (var column = 0; column < Columns[slot]; column++)
                    visitor.Weight(target, slot, Sources[slot] + column, Offsets[slot] + (target * Columns[slot]) + column);
            if (Bias >= 0)
                visitor.Bias(target, Bias + target);
        }
    }
}

/// <summary>A dense layer whose biases are weights from a carrier, which comes from the constant unit through the layers before; the carrier it writes is its last unit.</summary>
internal sealed record CarriedStep(int Input, int Size, int Outputs, int Columns, bool ReadsCarrier, int Matrix, int Bias, int Carrier) : PathStep([Input], Size)
{
    internal override void Visit<V>(ref V visitor)
    {
        for (var target = 0; target < Outputs; target++)
        {
            for (var column = 0; column < Columns; column++)
                visitor.Weight(target, 0, column, Matrix + (target * Columns) + column);
            FromCarrier(ref visitor, target, Bias + target);
        }

        if (Carrier >= 0)
            FromCarrier(ref visitor, Outputs, Carrier);
    }

    private void FromCarrier<V>(ref V visitor, int target, int parameter)
        where V : struct, IEdgeVisitor
    {
        if (ReadsCarrier)
            visitor.Weight(target, 0, Columns, parameter);
        else
            visitor.Bias(target, parameter);
    }
}

/// <summary>A convolution: every kernel entry sits on many edges.</summary>
internal sealed record ConvolutionStep(int Input, Convolution Operation, Shape From, int Size, int Kernel, int Bias) : PathStep([Input], Size)
{
    internal override (int Offset, int Count) Biases => Bias >= 0 ? (Bias, Operation.Channels) : (0, 0);

    internal override void Visit<V>(ref V visitor)
    {
        var window = Operation.Window;
        var grid = new WindowGrid(window, From, Operation.Padding == Padding.Circular);
        var (perGroup, outputs) = (From.Dimensions[0] / Operation.Groups, Operation.Channels / Operation.Groups);
        var target = 0;
        for (var o = 0; o < Operation.Channels; o++)
            for (var oy = 0; oy < grid.OutputHeight; oy++)
                for (var ox = 0; ox < grid.OutputWidth; ox++, target++)
                {
                    var parameter = Kernel + (o * perGroup * window.Size);
                    for (var i = 0; i < perGroup; i++)
                        for (var ky = 0; ky < window.Height; ky++)
                            for (var kx = 0; kx < window.Width; kx++, parameter++)
                            {
                                if (grid.Pixel((o / outputs * perGroup) + i, oy, ox, ky, kx) is var place and >= 0)
                                    visitor.Weight(target, 0, place, parameter);
                            }

                    if (Bias >= 0)
                        visitor.Bias(target, Bias + o);
                }
    }
}

/// <summary>An average or max pool.</summary>
internal sealed record PoolStep(int Input, Window Window, Shape From, int Size, bool Averages, bool CountsPadding) : PathStep([Input], Size)
{
    internal override void Visit<V>(ref V visitor)
    {
        var grid = new WindowGrid(Window, From);
        var target = 0;
        for (var c = 0; c < grid.Channels; c++)
            for (var oy = 0; oy < grid.OutputHeight; oy++)
                for (var ox = 0; ox < grid.OutputWidth; ox++, target++)
                {
                    var count = 0;
                    for (var ky = 0; ky < Window.Height; ky++)
                        for (var kx = 0; kx < Window.Width; kx++)
                            count += CountsPadding || grid.Pixel(c, oy, ox, ky, kx) >= 0 ? 1 : 0;
                    for (var ky = 0; ky < Window.Height; ky++)
                        for (var kx = 0; kx < Window.Width; kx++)
                        {
                            if (grid.Pixel(c, oy, ox, ky, kx) is not (var place and >= 0))
                                continue;
                            if (Averages)
                                visitor.Fixed(target, 0, place, 1.0 / count);
                            else
                                visitor.Pooled(target, 0, place);
                        }
                }
    }
}

/// <summary>The mean of every channel over all its places.</summary>
internal sealed record GlobalAverageStep(int Input, int Channels, int Places) : PathStep([Input], Channels)
{
    internal override void Visit<V>(ref V visitor)
    {
        for (var i = 0; i < Channels * Places; i++)
            visitor.Fixed(i / Places, 0, i, 1.0 / Places);
    }
}

/// <summary>A scale and a shift for every channel.</summary>
internal sealed record AffineStep(int Input, int Size, int Channels, int Scale, int Shift) : PathStep([Input], Size)
{
    internal override (int Offset, int Count) Biases => (Shift, Channels);

    internal override void Visit<V>(ref V visitor)
    {
        var places = Size / Channels;
        for (var i = 0; i < Size; i++)
        {
            visitor.Weight(i, 0, i, Scale + (i / places));
            visitor.Bias(i, Shift + (i / places));
        }
    }
}

/// <summary>Edges of weight 1: sums, concatenations, reorderings. Source r of slot s goes to <c>Targets[s][r]</c>.</summary>
internal sealed record WiringStep(int[] Inputs, int Size, int[][] Targets) : PathStep(Inputs, Size)
{
    internal override void Visit<V>(ref V visitor)
    {
        for (var slot = 0; slot < Inputs.Length; slot++)
            for (var source = 0; source < Targets[slot].Length; source++)
            {
                if (Targets[slot][source] is var target and >= 0)
                    visitor.Fixed(target, slot, source, 1);
            }
    }
}
