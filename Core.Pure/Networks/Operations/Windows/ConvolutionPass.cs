using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The passes of a <see cref="Convolution"/> over one node: <c>Y = K P + b</c> with P the patches of some examples side by side.</summary>
internal readonly ref struct ConvolutionPass
{
    // Columns from which a product runs at full speed; small images are taken together until there are as many, so that a large kernel is not
    // read from memory again for every example. It depends on shapes only, and a chain of sums never crosses examples in the forward pass.
    private const int Wide = 256;

    private readonly Convolution _operation;
    private readonly NodeView _node;
    private readonly WindowGrid _grid;
    private readonly int _field;
    private readonly int _places;
    private readonly int _together;
    private readonly bool _isCopy;

    internal ConvolutionPass(Convolution operation, NodeView node)
    {
        (_operation, _node) = (operation, node);
        _grid = new WindowGrid(operation.Window, node.InputShape(0), operation.Padding == Padding.Circular);
        _field = _grid.Channels * operation.Window.Size;
        _places = _grid.Places;
        _together = Math.Clamp((Wide + _places - 1) / _places, 1, Math.Max(1, node.Batch));
        // A window of one pixel that visits every pixel once leaves the image as it is.
        _isCopy = operation.Window.Size == 1 && _grid.IsContiguous && _grid.OutputHeight == _grid.Height && _grid.OutputWidth == _grid.Width && _grid.Row(0, 0) == 0 && _grid.Column(0, 0) == 0;
    }

    private int PatchLength => _field * _places * _together;

    private int RowLength => _operation.Channels * _places * _together;

    private int KernelLength => _operation.Channels * _field / _operation.Groups;

    internal void Forward()
    {
        var scratch = _node.Scratch(PatchLength + RowLength);
        for (var first = 0; first < _node.Batch; first += _together)
        {
            var count = Math.Min(_together, _node.Batch - first);
            var target = Target(_node.Output, first, count, scratch[PatchLength..]);
            Map(Extract(_node.Input(0), first, count, scratch), _node.Parameters(0), _operation.HasBias ? _node.Parameters(1) : default, target, count, adds: false);
            Scatter(target, first, count, _node.Output);
        }
    }

    internal void ForwardTangent()
    {
        var own = _node.DirectionIsParameters;
        var scratch = _node.Scratch(PatchLength + RowLength);
        for (var first = 0; first < _node.Batch; first += _together)
        {
            var count = Math.Min(_together, _node.Batch - first);
            var target = Target(_node.OutputTangent, first, count, scratch[PatchLength..]);
            if (own)
                CopyRows(_node.Output, first, count, target);
            else
                Map(Extract(_node.Input(0), first, count, scratch), _node.Direction(0), _operation.HasBias ? _node.Direction(1) : default, target, count, adds: false);
            if (_node.HasInputTangent(0))
                Map(Extract(_node.InputTangent(0), first, count, scratch), _node.Parameters(0), default, target, count, adds: true);
            Scatter(target, first, count, _node.OutputTangent);
        }
    }

    internal void Backward()
    {
        var scratch = _node.Scratch(PatchLength + RowLength + KernelLength + _operation.Channels);
        if (_node.NeedsInputCotangent(0))
            Back(_node.Cotangent, _node.Parameters(0), default, default, scratch, _node.InputCotangent(0));
        if (_node.HasSink)
            Put(_node.Cotangent, default, scratch, hessian: false);
    }

    internal void BackwardTangent()
    {
        var scratch = _node.Scratch(PatchLength + RowLength + KernelLength + _operation.Channels);
        if (_node.NeedsInputCotangent(0))
        {
            Back(_node.Cotangent, _node.Parameters(0), default, default, scratch, _node.InputCotangent(0));
            Back(_node.CotangentTangent, _node.Parameters(0), _node.Cotangent, _node.Direction(0), scratch, _node.InputCotangentTangent(0));
        }

        if (_node.HasSink)
            Put(_node.Cotangent, default, scratch, hessian: false);
        if (_node.HasHessianSink)
            Put(_node.CotangentTangent, _node.Cotangent, scratch, hessian: true);
    }

    // Y (+)= K P + b, group by group.
    private void Map(ReadOnlySpan<double> patches, ReadOnlySpan<double> kernel, ReadOnlySpan<double> bias, Span<double> target, int count, bool adds)
    {
        var columns = count * _places;
        for (var c = 0; c < bias.Length; c++)
            target.Slice(c * columns, columns).Fill(bias[c]);
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var g = 0; g < _operation.Groups; g++)
        {
            var part = target.Slice(g * channels * columns, channels * columns);
            _node.Kernels.Multiply(
                new Product(channels, columns, field),
                kernel.Slice(g * channels * field, channels * field),
                patches.Slice(g * field * columns, field * columns),
                part,
                adds || !bias.IsEmpty ? Epilogue.Add(part) : Epilogue.Store);
        }
    }

    // The cotangent of the input: K^T delta (+ K'^T delta') taken back from patches to pixels.
    private void Back(
        ReadOnlySpan<double> delta, ReadOnlySpan<double> kernel, ReadOnlySpan<double> otherDelta, ReadOnlySpan<double> otherKernel, Span<double> scratch, Span<double> target)
    {
        if (!_node.Accumulates(0))
            target.Clear();
        for (var first = 0; first < _node.Batch; first += _together)
        {
            var count = Math.Min(_together, _node.Batch - first);
            var columns = count * _places;
            var patches = scratch[..(_field * columns)];
            BackToPatches(Gather(delta, first, count, scratch[PatchLength..]), kernel, patches, columns, adds: false);
            if (!otherDelta.IsEmpty)
                BackToPatches(Gather(otherDelta, first, count, scratch[PatchLength..]), otherKernel, patches, columns, adds: true);
            for (var e = 0; e < count; e++)
                Patches.AddBack(_grid, _operation.Window, patches, columns, e * _places, target.Slice((first + e) * _node.InputSize(0), _node.InputSize(0)));
        }
    }

    private void BackToPatches(ReadOnlySpan<double> rows, ReadOnlySpan<double> kernel, Span<double> patches, int columns, bool adds)
    {
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var g = 0; g < _operation.Groups; g++)
        {
            var part = patches.Slice(g * field * columns, field * columns);
            _node.Kernels.Multiply(
                new Product(field, columns, channels, TransposeA: true),
                kernel.Slice(g * channels * field, channels * field),
                rows.Slice(g * channels * columns, channels * columns),
                part,
                adds ? Epilogue.Add(part) : Epilogue.Store);
        }
    }

    // The gradient of kernel and bias, or its derivative, summed over the batch in the order of the examples.
    private void Put(ReadOnlySpan<double> delta, ReadOnlySpan<double> previous, Span<double> scratch, bool hessian)
    {
        var rows = scratch.Slice(PatchLength, RowLength);
        var kernel = scratch.Slice(PatchLength + RowLength, KernelLength);
        var bias = scratch[(PatchLength + RowLength + KernelLength)..];
        kernel.Clear();
        bias.Clear();
        for (var first = 0; first < _node.Batch; first += _together)
        {
            var count = Math.Min(_together, _node.Batch - first);
            var columns = count * _places;
            var deltas = Gather(delta, first, count, rows);
            AddKernelGradient(deltas, Extract(_node.Input(0), first, count, scratch), kernel, columns);
            for (var c = 0; _operation.HasBias && c < _operation.Channels; c++)
                bias[c] += _node.Kernels.Sum(deltas.Slice(c * columns, columns));
            if (hessian && _node.HasInputTangent(0))
                AddKernelGradient(Gather(previous, first, count, rows), Extract(_node.InputTangent(0), first, count, scratch), kernel, columns);
        }

        _node.Put(0, kernel, hessian);
        if (_operation.HasBias)
            _node.Put(1, bias, hessian);
    }

    private void AddKernelGradient(ReadOnlySpan<double> rows, ReadOnlySpan<double> patches, Span<double> gradient, int columns)
    {
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var g = 0; g < _operation.Groups; g++)
        {
            var part = gradient.Slice(g * channels * field, channels * field);
            _node.Kernels.Multiply(
                new Product(channels, field, columns, TransposeB: true),
                rows.Slice(g * channels * columns, channels * columns),
                patches.Slice(g * field * columns, field * columns),
                part,
                Epilogue.Add(part));
        }
    }

    // The patches of some examples side by side; for a single one that is its own patches, the image itself.
    private ReadOnlySpan<double> Extract(ReadOnlySpan<double> images, int first, int count, Span<double> scratch)
    {
        var (size, columns) = (_node.InputSize(0), count * _places);
        if (_isCopy && count == 1)
            return images.Slice(first * size, size);
        for (var e = 0; e < count; e++)
            Patches.Extract(_grid, _operation.Window, images.Slice((first + e) * size, size), scratch, columns, e * _places);
        return scratch[..(_field * columns)];
    }

    // One row per channel for some examples side by side; a single example already has this form.
    private ReadOnlySpan<double> Gather(ReadOnlySpan<double> values, int first, int count, Span<double> room)
    {
        var size = _node.OutputSize;
        if (count == 1)
            return values.Slice(first * size, size);
        CopyRows(values, first, count, room);
        return room[..(count * size)];
    }

    private void CopyRows(ReadOnlySpan<double> values, int first, int count, Span<double> room)
    {
        for (var e = 0; e < count; e++)
            for (var c = 0; c < _operation.Channels; c++)
                values.Slice(((first + e) * _node.OutputSize) + (c * _places), _places).CopyTo(room[(((c * count) + e) * _places)..]);
    }

    private Span<double> Target(Span<double> values, int first, int count, Span<double> room) =>
        count == 1 ? values.Slice(first * _node.OutputSize, _node.OutputSize) : room[..(count * _node.OutputSize)];

    private void Scatter(ReadOnlySpan<double> rows, int first, int count, Span<double> values)
    {
        if (count == 1)
            return;
        for (var e = 0; e < count; e++)
            for (var c = 0; c < _operation.Channels; c++)
                rows.Slice(((c * count) + e) * _places, _places).CopyTo(values[(((first + e) * _node.OutputSize) + (c * _places))..]);
    }
}
