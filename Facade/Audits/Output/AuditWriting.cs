using System.Text;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Runs;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Audits made from code as files.</summary>
public static class AuditWriting
{
    private const string InCode = "# audited from code; the record below says what was measured";

    extension(AuditResult result)
    {
        /// <summary>The report, as a value.</summary>
        public Report Report => AuditReport.Of(result, None, Record(result), InCode);

        /// <summary>Writes the report, one HTML file that needs no other.</summary>
        /// <param name="path">The file; its folder is created when absent, and a file that is there is replaced.</param>
        /// <returns>The full path, or why it could not be written; then nothing was.</returns>
        public Either<Error, string> TryWriteReport(string path) => RunFolder.WriteFile(path, Encoding.UTF8.GetBytes(ReportHtml.Render(result.Report)));

        /// <summary>Writes the report, one HTML file that needs no other.</summary>
        /// <param name="path">The file; its folder is created when absent, and a file that is there is replaced.</param>
        /// <returns>The full path.</returns>
        /// <exception cref="InvalidInputException">The file cannot be written; then nothing was.</exception>
        public string WriteReport(string path) => result.TryWriteReport(path).IfLeft(static error => throw new InvalidInputException(Seq1(error)));

        /// <summary>Writes the document of the schema <c>marginalia/audit/1</c>, which <c>--baseline</c> reads.</summary>
        /// <param name="path">The file; its folder is created when absent, and a file that is there is replaced.</param>
        /// <returns>The full path, or why it could not be written; then nothing was.</returns>
        public Either<Error, string> TryWriteJson(string path) => RunFolder.WriteFile(path, Encoding.UTF8.GetBytes(Json.Text(AuditJson.Of(result))));
    }

    private static Arr<RecordGroup> Record(AuditResult result) => Array(
        new RecordGroup("Configuration", Array(("scope", AuditJson.Word(result.Scope)), ("delta", CsvText.Form(result.Delta)))),
        new RecordGroup("Key", Array(("seed", FormattableString.Invariant($"{result.Seed}")))),
        new RecordGroup("Numerics", result.Numerics),
        new RecordGroup("Versions", RunRecord.CurrentVersions),
        new RecordGroup("Data", result.Models.Map(static m => (m.Name, m.WeightsHash)).AddRange(result.Data.Map(static d => (d.Name, d.Hash)).AsEnumerable())));
}
