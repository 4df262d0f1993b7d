namespace Marginalia.Audits;

/// <summary>Names that somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>At most five names, the closest first: those that contain the word or that few edits make of it.</summary>
    internal static IReadOnlyList<string> Of(string word, IEnumerable<string> names) =>
    [
        .. names.Distinct().Select(n => (Name: n, Edits: Edits(word.ToLowerInvariant(), n.ToLowerInvariant()), Within: Holds(n, word)))
            .Where(c => c.Within || c.Edits <= Math.Max(2, word.Length / 3))
            .OrderBy(static c => c.Within ? 0 : 1).ThenBy(static c => c.Edits).ThenBy(static c => c.Name, StringComparer.Ordinal)
            .Take(5).Select(static c => c.Name),
    ];

    private static bool Holds(string name, string word) => word.Length >= 3 && name.Contains(word, StringComparison.OrdinalIgnoreCase);

    // Levenshtein's distance, one row at a time.
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var least = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], least);
            }
        }

        return row[b.Length];
    }
}
