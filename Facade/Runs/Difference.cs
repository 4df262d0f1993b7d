using LanguageExt;

namespace Marginalia.Runs;

/// <summary>The first place where a reproduction differs from its record.</summary>
/// <param name="File">The file.</param>
/// <param name="Row">The row, named by its first column: a step, a replicate, a level.</param>
/// <param name="Quantity">The column.</param>
/// <param name="Recorded">The text in the record.</param>
/// <param name="Recomputed">The text of the reproduction.</param>
public sealed record Difference(string File, string Row, string Quantity, string Recorded, string Recomputed)
{
    /// <summary>The difference as a sentence.</summary>
    public string Sentence => $"{File} differs first in row {Row}, quantity '{Quantity}': recorded {Recorded}, recomputed {Recomputed}.";

    /// <summary>Compares two comma-separated texts.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="recorded">The text in the record.</param>
    /// <param name="recomputed">The text of the reproduction.</param>
    /// <param name="key">How many leading columns name a row.</param>
    /// <returns>The first difference, or none when both are equal.</returns>
    public static Option<Difference> First(string file, string recorded, string recomputed, int key = 2)
    {
        if (recorded == recomputed)
            return Option<Difference>.None;
        string[] left = recorded.Split('\n'), right = recomputed.Split('\n');
        var heads = left[0].Split(',');
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] == right[i])
                continue;
            string[] a = left[i].Split(','), b = right[i].Split(',');
            for (var j = 0; j < Math.Min(a.Length, b.Length); j++)
            {
                if (a[j] != b[j])
                    return new Difference(file, $"{i} ({string.Join(", ", heads.Zip(a).Take(key).Select(static p => $"{p.Item1} {p.Item2}"))})", j < heads.Length ? heads[j] : $"column {j + 1}", a[j], b[j]);
            }

            return new Difference(file, $"{i}", "number of columns", $"{a.Length}", $"{b.Length}");
        }

        return new Difference(file, $"{Math.Min(left.Length, right.Length)}", "number of rows", $"{left.Length}", $"{right.Length}");
    }
}
