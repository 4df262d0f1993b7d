using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Norms and inner products of the examples' gradients of a <see cref="Convolution"/>, some output channels at a time.</summary>
internal readonly ref struct ConvolutionGram
{
    // How many doubles of per-example gradients are held at once; patches are made again for each group of channels instead.
    private const int Room = 1 << 20;

    private readonly Convolution _operation;
    private readonly NodeView _node;
    private readonly WindowGrid _grid;
    private readonly int _field;

    internal ConvolutionGram(Convolution operation, NodeView node)
    {
        (_operation, _node) = (operation, node);
        _grid = new WindowGrid(operation.Window, node.InputShape(0), operation.Padding == Padding.Circular);
        _field = _grid.Channels / operation.Groups * operation.Window.Size;
    }

    private int PatchLength => _field * _operation.Groups * _grid.Places;

    // The gradient of one channel: its kernel and its bias.
    private int Width => _field + (_operation.HasBias ? 1 : 0);

    internal void AddNorms(Span<double> norms)
    {
        var scratch = _node.Scratch(PatchLength + (_operation.Channels * Width));
        var gradient = scratch[PatchLength..];
        for (var e = 0; e < _node.Batch; e++)
        {
            ChannelGradients(e, 0, _operation.Channels, scratch[..PatchLength], gradient);
            norms[e] += _node.Kernels.Dot(gradient, gradient);
        }
    }

    internal void AddGram(Span<double> gram)
    {
        var batch = _node.Batch;
        var chunk = Math.Clamp(Room / Math.Max(1, batch * Width), 1, _operation.Channels);
        var scratch = _node.Scratch(PatchLength + (batch * chunk * Width));
        for (var first = 0; first < _operation.Channels; first += chunk)
        {
            var length = Math.Min(chunk, _operation.Channels - first) * Width;
            var gradients = scratch.Slice(PatchLength, batch * length);
            for (var e = 0; e < batch; e++)
                ChannelGradients(e, first, length / Width, scratch[..PatchLength], gradients.Slice(e * length, length));
            _node.Kernels.Multiply(new Product(batch, batch, length, TransposeB: true), gradients, gradients, gram, Epilogue.Add(gram));
        }
    }

    private void ChannelGradients(int example, int first, int count, Span<double> patches, Span<double> gradients)
    {
        var (places, perGroup) = (_grid.Places, _operation.Channels / _operation.Groups);
        Patches.Extract(_grid, _operation.Window, _node.Input(0).Slice(example * _node.InputSize(0), _node.InputSize(0)), patches, places, 0);
        for (var c = first; c < first + count; c++)
        {
            var delta = _node.Cotangent.Slice((example * _node.OutputSize) + (c * places), places);
            var target = gradients.Slice((c - first) * Width, Width);
            _node.Kernels.Multiply(new Product(1, _field, places, TransposeB: true), delta, patches.Slice(c / perGroup * _field * places, _field * places), target[.._field]);
            if (_operation.HasBias)
                target[_field] = _node.Kernels.Sum(delta);
        }
    }
}
