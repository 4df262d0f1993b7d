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
    public string Sentence => $"{File} differs first in row {Row}, quantity '{Quantity}': recorded {Shown(Recorded)}, recomputed {Shown(Recomputed)}.";

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
        var heads = Fields(right[0]);
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] == right[i])
                continue;
            string[] a = Fields(left[i]), b = Fields(right[i]);
            var row = i == 0 ? "0, the heads" : $"{i} ({string.Join(", ", heads.Zip(b).Take(key).Select(static p => $"{p.Item1} {p.Item2}"))})";
            for (var j = 0; j < Math.Min(a.Length, b.Length); j++)
            {
                if (a[j] != b[j])
                    return new Difference(file, row, heads[j], a[j], b[j]);
            }

            return new Difference(file, row, "number of columns", $"{a.Length}", $"{b.Length}");
        }

        // Every row ends with a line feed, so the last text is empty.
        return new Difference(file, $"{Math.Min(left.Length, right.Length) - 1}", "number of rows", $"{left.Length - 2}", $"{right.Length - 2}");
    }

    private static string Shown(string text) => text.Length == 0 ? "nothing" : text;

    // The fields of a row; quoted ones may hold commas.
    private static string[] Fields(string row)
    {
        var fields = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= row.Length; i++)
        {
            if (i < row.Length && row[i] == '"')
                quoted = !quoted;
            if (i < row.Length && (row[i] != ',' || quoted))
                continue;
            fields.Add(row[start..i]);
            start = i + 1;
        }

        return [.. fields];
    }
}
