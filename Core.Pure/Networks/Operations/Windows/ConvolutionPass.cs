using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The passes of a <see cref="Convolution"/> over one node: <c>Y = K P + b</c> with P the patches of an example.</summary>
internal readonly ref struct ConvolutionPass
{
    // How many doubles of per-example gradients are held at once while the Gram matrix is made.
    private const int GramRoom = 1 << 20;

    private readonly Convolution _operation;
    private readonly NodeView _node;
    private readonly WindowGrid _grid;
    private readonly int _field;
    private readonly int _places;
    private readonly bool _isCopy;

    internal ConvolutionPass(Convolution operation, NodeView node)
    {
        (_operation, _node) = (operation, node);
        _grid = new WindowGrid(operation.Window, node.InputShape(0), operation.Padding == Padding.Circular);
        _field = _grid.Channels * operation.Window.Size;
        _places = _grid.Places;
        // A window of one pixel that visits every pixel once leaves the image as it is.
        _isCopy = operation.Window.Size == 1 && _grid.IsContiguous && _grid.OutputHeight == _grid.Height && _grid.OutputWidth == _grid.Width && _grid.Row(0, 0) == 0 && _grid.Column(0, 0) == 0;
    }

    private int PatchLength => _field * _places;

    private int KernelLength => _operation.Channels * _field / _operation.Groups;

    internal void Forward()
    {
        var patches = _node.Scratch(PatchLength);
        for (var e = 0; e < _node.Batch; e++)
            Map(Extract(Example(_node.Input(0), e), patches), _node.Parameters(0), Bias(_node, direction: false), OutputExample(_node.Output, e), adds: false);
    }

    internal void ForwardTangent()
    {
        var patches = _node.Scratch(PatchLength);
        for (var e = 0; e < _node.Batch; e++)
        {
            var target = OutputExample(_node.OutputTangent, e);
            Map(Extract(Example(_node.Input(0), e), patches), _node.Direction(0), Bias(_node, direction: true), target, adds: false);
            if (_node.HasInputTangent(0))
                Map(Extract(Example(_node.InputTangent(0), e), patches), _node.Parameters(0), default, target, adds: true);
        }
    }

    internal void Backward()
    {
        var scratch = _node.Scratch(PatchLength + KernelLength + _operation.Channels);
        if (_node.NeedsInputCotangent(0))
            Back(_node.Cotangent, _node.Parameters(0), default, default, scratch[..PatchLength], _node.InputCotangent(0));
        if (_node.HasSink)
            Put(_node.Cotangent, default, scratch, hessian: false);
    }

    internal void BackwardTangent()
    {
        var scratch = _node.Scratch(PatchLength + KernelLength + _operation.Channels);
        if (_node.NeedsInputCotangent(0))
        {
            Back(_node.Cotangent, _node.Parameters(0), default, default, scratch[..PatchLength], _node.InputCotangent(0));
            Back(_node.CotangentTangent, _node.Parameters(0), _node.Cotangent, _node.Direction(0), scratch[..PatchLength], _node.InputCotangentTangent(0));
        }

        if (_node.HasSink)
            Put(_node.Cotangent, default, scratch, hessian: false);
        if (_node.HasHessianSink)
            Put(_node.CotangentTangent, _node.Cotangent, scratch, hessian: true);
    }

    internal void AddGradientNorms(Span<double> norms)
    {
        var scratch = _node.Scratch(PatchLength + KernelLength);
        var gradient = scratch[PatchLength..];
        for (var e = 0; e < _node.Batch; e++)
        {
            var delta = OutputExample(_node.Cotangent, e);
            AddKernelGradient(delta, Extract(Example(_node.Input(0), e), scratch[..PatchLength]), gradient, adds: false);
            norms[e] += _node.Kernels.Dot(gradient, gradient);
            for (var c = 0; _operation.HasBias && c < _operation.Channels; c++)
            {
                var sum = _node.Kernels.Sum(delta.Slice(c * _places, _places));
                norms[e] += sum * sum;
            }
        }
    }

    internal void AddGram(Span<double> gram)
    {
        // Some output channels at a time for all examples, so that memory stays bounded while patches are made again for each group of channels.
        var (batch, width) = (_node.Batch, (_field / _operation.Groups) + (_operation.HasBias ? 1 : 0));
        var chunk = Math.Clamp(GramRoom / Math.Max(1, batch * width), 1, _operation.Channels);
        var scratch = _node.Scratch(PatchLength + (batch * chunk * width));
        for (var first = 0; first < _operation.Channels; first += chunk)
        {
            var count = Math.Min(chunk, _operation.Channels - first);
            var gradients = scratch.Slice(PatchLength, batch * count * width);
            for (var e = 0; e < batch; e++)
                ChannelGradients(e, first, count, width, scratch[..PatchLength], gradients.Slice(e * count * width, count * width));
            _node.Kernels.Multiply(new Product(batch, batch, count * width, TransposeB: true), gradients, gradients, gram, Epilogue.Add(gram));
        }
    }

    private void ChannelGradients(int example, int first, int count, int width, Span<double> room, Span<double> gradients)
    {
        var delta = OutputExample(_node.Cotangent, example);
        var patches = Extract(Example(_node.Input(0), example), room);
        var (perGroup, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var c = first; c < first + count; c++)
        {
            var row = delta.Slice(c * _places, _places);
            var target = gradients.Slice((c - first) * width, width);
            _node.Kernels.Multiply(new Product(1, field, _places, TransposeB: true), row, patches.Slice(c / perGroup * field * _places, field * _places), target[..field]);
            if (_operation.HasBias)
                target[field] = _node.Kernels.Sum(row);
        }
    }

    // Y (+)= K P + b, group by group.
    private void Map(ReadOnlySpan<double> patches, ReadOnlySpan<double> kernel, ReadOnlySpan<double> bias, Span<double> target, bool adds)
    {
        for (var c = 0; c < bias.Length; c++)
            target.Slice(c * _places, _places).Fill(bias[c]);
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var g = 0; g < _operation.Groups; g++)
        {
            var part = target.Slice(g * channels * _places, channels * _places);
            _node.Kernels.Multiply(
                new Product(channels, _places, field),
                kernel.Slice(g * channels * field, channels * field),
                patches.Slice(g * field * _places, field * _places),
                part,
                adds || !bias.IsEmpty ? Epilogue.Add(part) : Epilogue.Store);
        }
    }

    // The cotangent of the input: K^T delta (+ K'^T delta') taken back from patches to pixels.
    private void Back(
        ReadOnlySpan<double> delta, ReadOnlySpan<double> kernel, ReadOnlySpan<double> otherDelta, ReadOnlySpan<double> otherKernel, Span<double> patches, Span<double> target)
    {
        if (!_node.Accumulates(0))
            target.Clear();
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        var product = new Product(field, _places, channels, TransposeA: true);
        for (var e = 0; e < _node.Batch; e++)
        {
            for (var g = 0; g < _operation.Groups; g++)
            {
                var part = patches.Slice(g * field * _places, field * _places);
                var rows = OutputExample(delta, e).Slice(g * channels * _places, channels * _places);
                _node.Kernels.Multiply(product, kernel.Slice(g * channels * field, channels * field), rows, part);
                if (otherDelta.IsEmpty)
                    continue;
                rows = OutputExample(otherDelta, e).Slice(g * channels * _places, channels * _places);
                _node.Kernels.Multiply(product, otherKernel.Slice(g * channels * field, channels * field), rows, part, Epilogue.Add(part));
            }

            Patches.AddBack(_grid, _operation.Window, patches, target.Slice(e * _node.InputSize(0), _node.InputSize(0)));
        }
    }

    // The gradient of kernel and bias, or its derivative, summed over the batch in the order of the examples.
    private void Put(ReadOnlySpan<double> delta, ReadOnlySpan<double> previous, Span<double> scratch, bool hessian)
    {
        var patches = scratch[..PatchLength];
        var kernel = scratch.Slice(PatchLength, KernelLength);
        var bias = scratch[(PatchLength + KernelLength)..];
        kernel.Clear();
        bias.Clear();
        for (var e = 0; e < _node.Batch; e++)
        {
            AddKernelGradient(OutputExample(delta, e), Extract(Example(_node.Input(0), e), patches), kernel, adds: true);
            if (hessian && _node.HasInputTangent(0))
                AddKernelGradient(OutputExample(previous, e), Extract(Example(_node.InputTangent(0), e), patches), kernel, adds: true);
            for (var c = 0; _operation.HasBias && c < _operation.Channels; c++)
                bias[c] += _node.Kernels.Sum(OutputExample(delta, e).Slice(c * _places, _places));
        }

        _node.Put(0, kernel, hessian);
        if (_operation.HasBias)
            _node.Put(1, bias, hessian);
    }

    private void AddKernelGradient(ReadOnlySpan<double> delta, ReadOnlySpan<double> patches, Span<double> gradient, bool adds)
    {
        var (channels, field) = (_operation.Channels / _operation.Groups, _field / _operation.Groups);
        for (var g = 0; g < _operation.Groups; g++)
        {
            var part = gradient.Slice(g * channels * field, channels * field);
            _node.Kernels.Multiply(
                new Product(channels, field, _places, TransposeB: true),
                delta.Slice(g * channels * _places, channels * _places),
                patches.Slice(g * field * _places, field * _places),
                part,
                adds ? Epilogue.Add(part) : Epilogue.Store);
        }
    }

    private ReadOnlySpan<double> Extract(ReadOnlySpan<double> image, Span<double> patches)
    {
        if (_isCopy)
            return image;
        Patches.Extract(_grid, _operation.Window, image, patches);
        return patches;
    }

    private ReadOnlySpan<double> Bias(NodeView node, bool direction) => !_operation.HasBias ? default : direction ? node.Direction(1) : node.Parameters(1);

    private ReadOnlySpan<double> Example(ReadOnlySpan<double> values, int example) => values.Slice(example * _node.InputSize(0), _node.InputSize(0));

    private ReadOnlySpan<double> OutputExample(ReadOnlySpan<double> values, int example) => values.Slice(example * _node.OutputSize, _node.OutputSize);

    private Span<double> OutputExample(Span<double> values, int example) => values.Slice(example * _node.OutputSize, _node.OutputSize);
}
