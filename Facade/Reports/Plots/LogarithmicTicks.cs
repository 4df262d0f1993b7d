using System.Globalization;
using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>Marks at powers of ten, with 2 to 9 between them; where less than a decade is shown, labels at 1, 2, 5 or at round numbers.</summary>
internal static class LogarithmicTicks
{
    private static readonly int[] Strides = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200];

    internal static Ticks Of(Projection projection, double length, bool vertical)
    {
        var (first, last) = ((int)Math.Floor(projection.Low), (int)Math.Ceiling(projection.High));
        var decades = Enumerable.Range(first, last - first + 1).Where(k => k >= projection.Low && k <= projection.High).ToArray();
        if (decades.Length >= 3 || projection.High - projection.Low > 1.7)
            return Decades(projection, length, vertical, decades);

        foreach (var labelled in (int[][])[[1, 2, 5], [1, 2, 3, 5, 7], [1, 2, 3, 4, 5, 6, 7, 8, 9]])
        {
            var marks = Within(projection, first, last, labelled);
            if (marks.Count(static m => m.Label.Length > 0) >= 3 && Ticks.Fits(marks, length, vertical))
                return new(marks);
        }

        return Narrow(projection, length, vertical, first);
    }

    private static Ticks Decades(Projection projection, double length, bool vertical, int[] decades)
    {
        var perDecade = length / (projection.High - projection.Low);
        foreach (var stride in Strides)
        {
            var labelled = decades.Where(k => k % stride == 0).ToArray();
            var plain = labelled.All(static k => k is >= -3 and <= 4);
            var major = labelled.Select(k => new Tick(projection.At(k), Label(1, k, plain))).ToArray();
            if (!Ticks.Fits(major, length, vertical) || (vertical && labelled.Length > 8))
                continue;
            var minor = stride == 1 && perDecade >= 16
                ? Within(projection, decades[0] - 1, decades[^1] + 1, []).Where(static m => !m.IsMajor)
                : perDecade >= 2.5 ? decades.Where(k => k % stride != 0).Select(k => new Tick(projection.At(k), "", false)) : [];
            return new([.. major.Concat(minor).OrderBy(static m => m.At)]);
        }

        return new([]);
    }

    private static List<Tick> Within(Projection projection, int first, int last, int[] labelled)
    {
        var marks = new List<Tick>();
        var inside = new List<(int Digit, int Exponent, double At)>();
        for (var k = first; k <= last; k++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var position = k + Projection.Decades(digit);
                if (position >= projection.Low && position <= projection.High)
                    inside.Add((digit, k, projection.At(position)));
            }
        }

        var plain = inside.Where(m => labelled.Contains(m.Digit)).All(static m => m.Exponent is >= -3 and <= 4);
        foreach (var (digit, exponent, at) in inside)
            marks.Add(new(at, labelled.Contains(digit) ? Label(digit, exponent, plain) : "", digit == 1 || labelled.Contains(digit)));
        return marks;
    }

    /// <summary>So little of a decade that only equal differences give round numbers.</summary>
    private static Ticks Narrow(Projection projection, double length, bool vertical, int decade)
    {
        var (low, high) = (Raised(projection.Low - decade), Raised(projection.High - decade));
        var most = vertical ? (int)Math.Clamp(length / 30, 2, 7) : (int)Math.Clamp(length / 42, 2, 8);
        for (var count = most; count >= 1; count--)
        {
            var ticks = LinearTicks.Marks(low, high, decade, count, u => projection.At(decade + Projection.Decades(u)));
            if (Ticks.Fits(ticks.Marks, length, vertical))
                return ticks;
        }

        return LinearTicks.Marks(low, high, decade, 1, u => projection.At(decade + Projection.Decades(u)));
    }

    private static double Raised(double decades) => Elementary.Exp(decades * 2.302585092994045684);

    private static string Label(int digit, int exponent, bool plain) =>
        plain ? LinearTicks.Decimal(digit, exponent)
        : digit == 1 ? FormattableString.Invariant($"10^{exponent}")
        : string.Create(CultureInfo.InvariantCulture, $"{digit}\u00d710^{exponent}");
}
