namespace Marginalia.Measures;

/// <summary>The units of one value in a path recursion: numbers with a common power of two.</summary>
internal struct ScaledValues
{
    internal double[] Mantissas;
    internal long Exponent;

    internal static ScaledValues Filled(int size, double value)
    {
        var mantissas = new double[size];
        Array.Fill(mantissas, value);
        return new() { Mantissas = mantissas };
    }

    /// <summary>Moves the size of the largest number into the exponent; exact unless a number falls below the range beside it.</summary>
    internal void Normalize()
    {
        var largest = 0.0;
        foreach (var mantissa in Mantissas)
            largest = Math.Max(largest, mantissa);
        if (!(largest > 0) || !double.IsFinite(largest))
            return;
        var shift = Math.ILogB(largest);
        foreach (ref var mantissa in Mantissas.AsSpan())
            mantissa = Math.ScaleB(mantissa, -shift);
        Exponent += shift;
    }

    /// <summary>The numbers under another exponent, at least this one.</summary>
    internal readonly double[] At(long exponent)
    {
        if (exponent == Exponent)
            return Mantissas;
        var shift = (int)Math.Clamp(Exponent - exponent, -5000, 0);
        return Array.ConvertAll(Mantissas, mantissa => Math.ScaleB(mantissa, shift));
    }
}
