using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>The layers of a homogeneous network as places in the flat vector, for rules that treat norm and direction of a layer apart.</summary>
/// <remarks>In a homogeneous network every block belongs to a layer, biases to that of their node.</remarks>
internal sealed class LayerGroups
{
    private readonly Kernels _kernels;
    private readonly (int Offset, int Size)[][] _layers;
    private readonly double[] _parts;

    internal LayerGroups(Layout layout, Kernels kernels)
    {
        _kernels = kernels;
        _layers = [.. Of(layout).Map(static l => l.Blocks.Map(static b => (b.Offset, b.Size)).ToArray())];
        _parts = new double[_layers.Length == 0 ? 0 : _layers.Max(static l => l.Length)];
    }

    internal int Count => _layers.Length;

    /// <summary>The norm of a layer.</summary>
    internal double Norm(int layer, ReadOnlySpan<double> theta)
    {
        var blocks = _layers[layer];
        for (var i = 0; i < blocks.Length; i++)
            _parts[i] = _kernels.Norm(theta.Slice(blocks[i].Offset, blocks[i].Size));
        return blocks.Length == 1 ? _parts[0] : _kernels.Norm(_parts.AsSpan(0, blocks.Length));
    }

    /// <summary>The inner product of two vectors on a layer.</summary>
    internal double Dot(int layer, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        foreach (var (offset, size) in _layers[layer])
            sum += _kernels.Dot(x.Slice(offset, size), y.Slice(offset, size));
        return sum;
    }

    /// <summary><c>target = weight y + scale x</c> on a layer.</summary>
    internal void ScaleAdd(int layer, double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target)
    {
        foreach (var (offset, size) in _layers[layer])
            _kernels.ScaleAdd(scale, x.Slice(offset, size), weight, y.Slice(offset, size), target.Slice(offset, size));
    }

    /// <summary>Multiplies a layer by a number.</summary>
    internal void Scale(int layer, double factor, Span<double> theta)
    {
        foreach (var (offset, size) in _layers[layer])
            foreach (ref var w in theta.Slice(offset, size))
                w *= factor;
    }

    /// <summary>The l_p norm of a layer.</summary>
    internal double PNorm(int layer, ReadOnlySpan<double> theta, double p)
    {
        var blocks = _layers[layer];
        for (var i = 0; i < blocks.Length; i++)
            _parts[i] = PNorms.Norm(theta.Slice(blocks[i].Offset, blocks[i].Size), p);
        return blocks.Length == 1 ? _parts[0] : PNorms.Norm(_parts.AsSpan(0, blocks.Length), p);
    }

    /// <summary>The normal of the l_p sphere through a layer of norm <paramref name="norm"/>.</summary>
    internal void PNormal(int layer, ReadOnlySpan<double> theta, double norm, double p, Span<double> normal)
    {
        foreach (var (offset, size) in _layers[layer])
            PNorms.Normal(theta.Slice(offset, size), norm, p, normal.Slice(offset, size));
    }

    /// <summary>The layers of the layout of a homogeneous network.</summary>
    internal static Arr<Layer> Of(Layout layout) => Layer.Of(layout, new Homogeneity.Degrees(Arr<int>.Empty));
}
