using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Norms and inner products of the examples' gradients of a <see cref="Recurrent"/> layer, some hidden units at a time.</summary>
internal readonly ref struct RecurrentGram
{
    private const int Room = 1 << 20;

    private readonly Recurrent _operation;
    private readonly NodeView _node;
    private readonly Sequence _sequence;

    internal RecurrentGram(Recurrent operation, NodeView node)
    {
        (_operation, _node) = (operation, node);
        _sequence = RecurrentPass.Of(operation, node);
    }

    // The gradient of one unit's weights: from the inputs, from the states, and its bias.
    private int Width => _sequence.Features + _sequence.Hidden + (_operation.HasBias ? 1 : 0);

    internal void AddNorms(Span<double> norms)
    {
        var gradient = _node.Scratch(Width);
        for (var e = 0; e < _sequence.Batch; e++)
        {
            for (var unit = 0; unit < _sequence.Hidden; unit++)
            {
                UnitGradient(e, unit, gradient);
                norms[e] += _node.Kernels.Dot(gradient, gradient);
            }
        }
    }

    internal void AddGram(Span<double> gram)
    {
        var (s, width) = (_sequence, Width);
        var chunk = Math.Clamp(Room / Math.Max(1, s.Batch * width), 1, s.Hidden);
        var scratch = _node.Scratch(s.Batch * chunk * width);
        for (var first = 0; first < s.Hidden; first += chunk)
        {
            var count = Math.Min(chunk, s.Hidden - first);
            var gradients = scratch[..(s.Batch * count * width)];
            for (var e = 0; e < s.Batch; e++)
                for (var unit = 0; unit < count; unit++)
                    UnitGradient(e, first + unit, gradients.Slice(((e * count) + unit) * width, width));
            _node.Kernels.Multiply(new Product(s.Batch, s.Batch, count * width, TransposeB: true), gradients, gradients, gram, Epilogue.Add(gram));
        }
    }

    private void UnitGradient(int example, int unit, Span<double> gradient)
    {
        var (s, kernels) = (_sequence, _node.Kernels);
        var deltas = s.Deltas(_node.Saved);
        gradient.Clear();
        for (var t = 0; t < s.Steps; t++)
        {
            var row = (t * s.Batch) + example;
            var delta = deltas[(row * s.Hidden) + unit];
            kernels.ScaleAdd(delta, s.Inputs(_node.Saved).Slice(row * s.Features, s.Features), 1, gradient[..s.Features]);
            if (t > 0)
                kernels.ScaleAdd(delta, s.States(_node.Saved).Slice((row - s.Batch) * s.Hidden, s.Hidden), 1, gradient.Slice(s.Features, s.Hidden));
            if (_operation.HasBias)
                gradient[^1] += delta;
        }
    }
}
