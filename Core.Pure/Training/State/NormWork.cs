using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Norms of layers over spans, without allocation: rho_k, log P and rho_tot.</summary>
/// <remarks>The same numbers to the bit as <see cref="LayerNormsModule"/>.</remarks>
internal sealed class NormWork
{
    private readonly Kernels _kernels;
    private readonly (int Offset, int Size)[][] _layers;
    private readonly int[]? _degrees;
    private readonly double[] _parts;
    private readonly double[] _norms;

    internal NormWork(Network network, Kernels kernels)
    {
        _kernels = kernels;
        _layers = [.. network.Layers.Map(static l => l.Blocks.Map(static b => (b.Offset, b.Size)).ToArray())];
        _degrees = network.Homogeneity.Match<int[]?>(static d => [.. d], static _ => null);
        _parts = new double[_layers.Length == 0 ? 0 : _layers.Max(static l => l.Length)];
        _norms = new double[_layers.Length];
        TotalDegree = _degrees?.Sum(static d => (long)d) ?? 0;
    }

    /// <summary>Whether the network has degrees of homogeneity, which the product norm needs.</summary>
    internal bool IsHomogeneous => _degrees is not null;

    /// <summary>D; 0 when the network is not homogeneous.</summary>
    internal long TotalDegree { get; }

    /// <summary>rho_k of the parameters measured last.</summary>
    internal ReadOnlySpan<double> LayerNorms => _norms;

    /// <summary>rho_tot of the parameters measured last.</summary>
    internal double TotalNorm { get; private set; }

    /// <summary>log P of the parameters measured last; negative infinity with a zero layer, NaN when the network is not homogeneous.</summary>
    internal double LogProductNorm { get; private set; }

    /// <summary>P of the parameters measured last, infinite when it exceeds the range of double; NaN when the network is not homogeneous.</summary>
    internal double ProductNorm => _degrees is null ? double.NaN : Product.Value;

    /// <summary>A number divided by P; NaN when the network is not homogeneous or has a zero layer.</summary>
    internal double OverProduct(double number) => _degrees is null ? double.NaN : Product.Divide(number);

    /// <summary>A number divided by <c>rho_tot^D</c>; NaN when the network is not homogeneous or zero.</summary>
    internal double OverTotal(double number)
    {
        if (_degrees is null)
            return double.NaN;
        var product = ScaledProduct.One;
        foreach (var degree in _degrees)
            product = product.TimesPower(TotalNorm, degree);
        return product.Divide(number);
    }

    private ScaledProduct Product
    {
        get
        {
            var product = ScaledProduct.One;
            for (var k = 0; k < _norms.Length; k++)
                product = product.TimesPower(_norms[k], _degrees![k]);
            return product;
        }
    }

    /// <summary>Measures layer norms and their product.</summary>
    internal void MeasureLayers(ReadOnlySpan<double> theta)
    {
        LogProductNorm = _degrees is null ? double.NaN : 0;
        for (var k = 0; k < _layers.Length; k++)
        {
            var blocks = _layers[k];
            for (var i = 0; i < blocks.Length; i++)
                _parts[i] = _kernels.Norm(theta.Slice(blocks[i].Offset, blocks[i].Size));
            _norms[k] = blocks.Length == 1 ? _parts[0] : _kernels.Norm(_parts.AsSpan(0, blocks.Length));
            if (_degrees is not null && _degrees[k] > 0)
                LogProductNorm = Math.FusedMultiplyAdd(_degrees[k], Elementary.Log(_norms[k]), LogProductNorm);
        }
    }

    /// <summary>Measures layer norms, their product and the total norm.</summary>
    internal void Measure(ReadOnlySpan<double> theta)
    {
        MeasureLayers(theta);
        TotalNorm = _kernels.Norm(theta);
    }
}
