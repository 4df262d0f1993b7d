using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A study that was run: what was asked, what came out, and the record that repeats it.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Result">What came out.</param>
/// <param name="Record">What the result depends on.</param>
public sealed record StudyOutcome(StudyRequest Request, StudyResult Result, RunRecord Record)
{
    /// <summary>The report.</summary>
    public Report Report => Report.OfStudy(
        Request.Study.Name, Request.Study.Title, Request.Study.Question, Array(Request.Study.Source), Result, Record.Groups, Request.Command,
        Request.Numerics.Kind == PolicyKind.Portable
            ? "Under the portable policy every x64 machine gives the same bits."
            : "Under the mkl policy the same machine with the same MKL gives the same bits; other machines agree up to round-off. Use --numerics portable for bits that travel.");
}

/// <summary>Runs studies with the data they ask for.</summary>
public static class StudyRunner
{
    /// <summary>Runs a study.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The outcome, or why data or settings do not fit.</returns>
    public static Either<Error, StudyOutcome> Run(StudyRequest request, Action<double, string>? progress = null, CancellationToken cancellation = default) =>
        from data in Load(request)
        from result in request.Study.Run(new StudyContext(request.Numerics, new Key(request.Seed), data, request.Settings, progress, cancellation))
        select new StudyOutcome(request, result, Record(request, data));

    private static Either<Error, Map<string, Dataset>> Load(StudyRequest request) => request.Study.Data
        .Map(name => DataCatalog.Load(name, new Key(request.Seed)).Match(
            data => Right<Error, (string, Dataset)>((name, data)), static errors => Left<Error, (string, Dataset)>(errors.Head)))
        .Sequence().Map(static pairs => toMap(pairs));

    private static RunRecord Record(StudyRequest request, Map<string, Dataset> data) => new(
        "study", request.Study.Name, request.Configuration, request.Seed, RunRecord.Describe(request.Numerics), RunRecord.CurrentVersions,
        data.Values.Map(static d => (d.Name, d.ContentHash)).ToArr());
}
