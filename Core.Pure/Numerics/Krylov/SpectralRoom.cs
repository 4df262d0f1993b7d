namespace Marginalia.Numerics;

/// <summary>Room that one spectral norm after the other uses again, so that a network of many layers does not leave a trail of large arrays; for one thread at a time.</summary>
internal sealed class SpectralRoom
{
    private double[] _basis = [];
    private double[] _gram = [];
    private double[] _square = [];
    private double[] _unfolded = [];

    /// <summary>Room for the directions of a Krylov space, not cleared.</summary>
    internal Memory<double> Basis(int length) => Of(ref _basis, length);

    /// <summary>Room for a Gram matrix, not cleared.</summary>
    internal Memory<double> Gram(int length) => Of(ref _gram, length);

    /// <summary>Room for its square, not cleared.</summary>
    internal Memory<double> Square(int length) => Of(ref _square, length);

    /// <summary>Room for an unfolded kernel, not cleared.</summary>
    internal Memory<double> Unfolded(int length) => Of(ref _unfolded, length);

    private static Memory<double> Of(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new double[length];
        return buffer.AsMemory(0, length);
    }
}
