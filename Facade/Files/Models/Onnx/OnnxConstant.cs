using System.Globalization;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A tensor that does not depend on the input: an initializer, or what nodes make of some; read when its numbers are wanted.</summary>
/// <param name="Name">The name of the tensor it comes from.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="Type">The type in the file, if it is one that is read.</param>
/// <param name="Read">The entries, row-major.</param>
/// <param name="Work">How many tensors and nodes reading it goes through, each as often as it is met.</param>
internal sealed record OnnxConstant(string Name, int[] Shape, ElementType? Type, Func<double[]> Read, int Work)
{
    private const int MaximumWork = 256;

    /// <summary>The most numbers that a node may make out of fewer.</summary>
    private const int MaximumGrowth = 1 << 20;

    /// <summary>The most numbers that a node may take as settings: axes, shapes, indices.</summary>
    public const int MaximumSettings = 4096;

    public long Count => Shape.Aggregate(1L, static (n, s) => n * s);

    public string ShapeText => NumericArray.Text(Shape);

    /// <summary>A tensor of the file.</summary>
    public static OnnxConstant Of(OnnxTensor tensor, string name, string source) =>
        new(name, [.. tensor.Shape], tensor.Type.MatchUnsafe(static t => t, static () => (ElementType?)null), () => Entries(tensor, name, source), 1);

    /// <summary>What a node makes of this and other constants.</summary>
    /// <param name="shape">The new shape.</param>
    /// <param name="type">The new type.</param>
    /// <param name="read">Reads the entries.</param>
    /// <param name="others">The other constants that it reads.</param>
    public OnnxConstant Derived(int[] shape, ElementType? type, Func<double[]> read, params ReadOnlySpan<OnnxConstant> others)
    {
        var (work, largest) = (Work + 1, Count);
        foreach (var other in others)
            (work, largest) = (work + other.Work, Math.Max(largest, other.Count));
        if (work > MaximumWork)
            throw new OnnxRefusal($"more than {MaximumWork} nodes work on the constant '{Name}'");
        return OnnxAxes.Product(shape.Select(static s => (long)s)) > Math.Max(largest, MaximumGrowth)
            ? throw new OnnxRefusal($"it would make a constant of shape {NumericArray.Text(shape)} out of '{Name}' of shape {ShapeText}")
            : new(Name, shape, type, read, work);
    }

    /// <summary>The entries as settings of a node.</summary>
    public long[] Integers()
    {
        if (Count > MaximumSettings)
            throw new OnnxRefusal(FormattableString.Invariant($"'{Name}' has {Count} entries where settings are needed"));
        return Array.ConvertAll(Read(), x => x == Math.Floor(x) && Math.Abs(x) <= 1e19
            ? (long)Math.Clamp(x, -9e18, 9e18)
            : throw new OnnxRefusal($"'{Name}' holds {Text(x)} where an integer is needed"));
    }

    /// <summary>The entry of a tensor of one entry.</summary>
    public double Scalar() => Count == 1 ? Read()[0] : throw new OnnxRefusal($"'{Name}' of shape {ShapeText} is not a single number");

    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    // A single number may be infinite, as the bound of a clip; whoever takes it as a weight checks it.
    private static double[] Entries(OnnxTensor tensor, string name, string source)
    {
        var values = (tensor.Type == ElementType.Int64 ? tensor.LoadNearest : tensor.Load)().Match(static a => a.Values.ToArray(), static e => throw new FileFault(e));
        for (var i = 0; i < values.Length && values.Length > 1; i++)
            if (!double.IsFinite(values[i]))
                throw NonFinite(source, name, values[i], [.. tensor.Shape], i);
        return values;
    }

    public static FileFault NonFinite(string source, string name, double value, int[] shape, int place)
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (place, index[axis]) = Math.DivRem(place, shape[axis]);
        return new(new Error.NonFinite(FileFault.Clean($"The tensor '{name}' of {source}"), value, $"index [{string.Join(", ", index)}]"));
    }
}
