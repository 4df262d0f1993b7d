using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Audits;

/// <summary>Audits the files of a recorded audit again and compares every number.</summary>
public static class AuditVerification
{
    /// <summary>Repeats the audit of a run folder; relative paths are those of its record, from the current folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="record">Its record, of kind "audit".</param>
    /// <param name="numerics">The arithmetic of the record.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The comparison, or why the record cannot be repeated: a file that is no longer where it was, for instance.</returns>
    public static Either<Error, Verification> Of(string folder, RunRecord record, NumericsPolicy numerics, Action<double, string>? progress, CancellationToken cancellation) =>
        from outcome in AuditOutcome.Run(AuditSettings.OfRecord(record.Configuration), record.Seed, numerics, progress, cancellation).ToEither().MapLeft(static e => e.Head())
        from table in Verification.Compare(folder, "table.csv", outcome.Csv, key: 4)
        from document in Document(folder, Json.Text(outcome.ToJson()))
        select new Verification(record, (table | document).AsEnumerable().ToArr(), Verification.Disagreements(record, outcome.Record));

    private static Either<Error, Option<Difference>> Document(string folder, string recomputed)
    {
        var path = Path.Combine(folder, AuditOutcome.DocumentName);
        try
        {
            string[] left = File.ReadAllLines(path), right = recomputed.Split('\n')[..^1];
            var first = Enumerable.Range(0, Math.Max(left.Length, right.Length)).FirstOrDefault(i => Line(left, i) != Line(right, i), -1);
            return first < 0 ? Option<Difference>.None : new Difference(AuditOutcome.DocumentName, $"{first + 1}", "line", Line(left, first), Line(right, first));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Error.Inaccessible(path, e is FileNotFoundException ? "the run folder lacks it" : e.Message.TrimEnd('.'));
        }
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index].Trim() : "";
}
