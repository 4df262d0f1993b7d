namespace Marginalia.Files;

/// <summary>A scale and a shift of an example's numbers that wait to be folded into the layer after them, or to become a node.</summary>
/// <remarks>The numbers of an example fall, in their order, into runs of equal length with one scale and one shift each; a reshape changes nothing about that.</remarks>
/// <param name="Runs">The number of runs.</param>
/// <param name="Scale">A factor for each run; absent for 1.</param>
/// <param name="Shift">A summand for each run, after the factor; absent for 0.</param>
/// <param name="Stored">The type in the file.</param>
/// <param name="Name">The name of the node it becomes.</param>
/// <param name="Tensor">What messages call the tensor.</param>
internal sealed record OnnxScaling(int Runs, Func<double[]>? Scale, Func<double[]>? Shift, ElementType Stored, string Name, string Tensor)
{
    /// <summary>Whether a batch normalization is part of it.</summary>
    public bool IsNormalization { get; init; }

    /// <summary>Where it goes in the end, for the coverage of all nodes that it was made of.</summary>
    public OnnxDestination Destination { get; init; } = new();

    /// <summary>This one first, then another.</summary>
    /// <param name="next">What comes after; its runs are finer or coarser by a whole number.</param>
    public OnnxScaling Then(OnnxScaling next)
    {
        var runs = Math.Max(Runs, next.Runs);
        if (runs % Runs != 0 || runs % next.Runs != 0)
            throw new OnnxRefusal($"two scalings in a row of {Runs} and {next.Runs} parts do not fit each other");
        var (first, second) = (this, next);
        Func<double[]>? scale = Scale is null && next.Scale is null ? null : () => Combine(runs, first.Scale, second.Scale, null);
        Func<double[]>? shift = Shift is null ? (next.Shift is null ? null : () => Spread(second.Shift!(), runs)) : () => Combine(runs, first.Shift, second.Scale, second.Shift);
        return next with { Runs = runs, Scale = scale, Shift = shift, Name = Name, Destination = Destination, IsNormalization = IsNormalization || next.IsNormalization };
    }

    /// <summary>Numbers for coarse runs as numbers for fine ones.</summary>
    public static double[] Spread(double[] values, int runs)
    {
        if (values.Length == runs)
            return values;
        var spread = new double[runs];
        var length = runs / values.Length;
        for (var i = 0; i < runs; i++)
            spread[i] = values[i / length];
        return spread;
    }

    // first * factor + summand, absent ones being 1, 1 and 0.
    private static double[] Combine(int runs, Func<double[]>? first, Func<double[]>? factor, Func<double[]>? summand)
    {
        var result = first is null ? Enumerable.Repeat(1.0, runs).ToArray() : [.. Spread(first(), runs)];
        var factors = factor is null ? null : Spread(factor(), runs);
        var summands = summand is null ? null : Spread(summand(), runs);
        for (var i = 0; i < runs; i++)
            result[i] = (result[i] * (factors?[i] ?? 1)) + (summands?[i] ?? 0);
        return result;
    }
}

/// <summary>The draft that took something in, known only later.</summary>
internal sealed class OnnxDestination
{
    /// <summary>The draft, or none while it waits or when it became a node of its own.</summary>
    public OnnxDraft? Into { get; set; }
}
