using System.Globalization;

namespace Marginalia.Tests;

/// <summary>One line of a table of Numerics/Tables: arguments and the exact value as a double and the rest, about 100 bits.</summary>
internal sealed record ElementaryLine(double[] Arguments, double High, double Low)
{
    internal static IEnumerable<ElementaryLine> Load(string name) =>
        File.ReadLines(Path.Combine(ReferenceFiles.ProjectDirectory, "Numerics", "Tables", name + ".txt"))
            .Select(static line => Array.ConvertAll(line.Split(' '), Parse))
            .Select(static numbers => new ElementaryLine(numbers[..^2], numbers[^2], numbers[^1]));

    private static double Parse(string bits) => BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>The distance of a result from the exact value in units in the last place of that value.</summary>
    internal double ErrorOf(double result)
    {
        var magnitude = Math.Abs(High);
        var unit = magnitude < 2.3e-308 ? double.Epsilon : Math.BitIncrement(magnitude) - magnitude;
        return Math.Abs(((result - High) / unit) - (Low / unit));
    }
}
