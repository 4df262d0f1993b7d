using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Measures networks: coverage, function, margins, layers, measures, bounds and what to know before quoting them.</summary>
/// <remarks>How to read the result: docs/audit.md.</remarks>
public static class Audit
{
    /// <summary>Audits the networks of a request, one after the other.</summary>
    /// <param name="request">What is to be audited, and how.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The result; or what is wrong with data, initial weights, reference or files. An unsupported node is no error: the rest is measured.</returns>
    public static Either<Error, AuditResult> Of(AuditRequest request, Action<double, string>? progress = null, CancellationToken cancellation = default)
    {
        if (request.Models.IsEmpty)
            return new Error.EmptyData("The list of models");
        if (!(request.Delta > 0 && request.Delta < 1))
            return new Error.ParameterDomain("delta", FormattableString.Invariant($"{request.Delta:R}"), "a number between 0 and 1");
        var names = Names(request.Models);
        return from initial in request.Initial.Filter(_ => request.Scope != AuditScope.WeightsOnly).Map(Load).Sequence()
               from models in request.Models.Map((i, file) => Model(request, file, names[i], initial, (done, what) => progress?.Invoke((i + done) / request.Models.Count, $"{names[i]}: {what}"), cancellation)).Sequence()
               select new AuditResult(
                   models.ToArr(), request.Data.Map(Describe), from i in request.Initial from l in initial select (i.Source, ContentHash.Of(l.Parameters.Flat)),
                   request.Scope, request.Delta, request.Seed, Runs.RunRecord.Describe(request.Numerics), Skipped(request));
    }

    /// <summary>Audits one network on data; the default of this machine computes.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="data">Examples with targets; none to measure the weights alone.</param>
    /// <param name="initial">The parameters before training, when known.</param>
    /// <param name="scope">How much is computed.</param>
    /// <exception cref="InvalidInputException">Data or initial parameters do not fit the network; the message says what to change.</exception>
    public static AuditResult Of(Network network, Parameters parameters, Option<Dataset> data, Option<Parameters> initial = default, AuditScope scope = AuditScope.Standard) =>
        Of(new AuditRequest(Array(NetworkModels.Of("network", network, parameters)), NumericsPolicies.Default(1))
        {
            Data = data,
            Initial = initial.Map(p => NetworkModels.Of("initial network", network, p)),
            Scope = scope,
        }).IfLeft(static error => throw new InvalidInputException(Seq1(error)));

    private static Either<Error, ModelAudit> Model(
        AuditRequest request, ModelFile file, string name, Option<LoadedNetwork> initial, Action<double, string> progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress(0, "reading");
        if (request.Scope == AuditScope.WeightsOnly || !file.IsCovered)
            return WeightAudits.Of(request, file, name, progress, cancellation);
        return file.Load().Bind(loaded => NetworkAudits.Of(request, file, loaded, name, initial, progress, cancellation));
    }

    private static Either<Error, LoadedNetwork> Load(ModelFile file) => file.IsCovered
        ? file.Load()
        : Left<Error, LoadedNetwork>(new Error.Unsupported(
            $"The initial network {file.Source}",
            file.Coverage.Find(static c => c.Treatment is Treatment.Unsupported).Map(static c => $"node '{c.Node}' ({c.Operator}): {Reason(c)}").IfNone(""),
            "leave out the initial weights"));

    private static string Reason(NodeCoverage node) => node.Treatment is Treatment.Unsupported u ? u.Reason : "";

    private static AuditedData Describe(Dataset data) => new(data.Name, data.Provenance, data.ContentHash, data.Count, data.InputSize, data.Targets.Kind);

    private static Arr<string> Skipped(AuditRequest request) => request.Scope == AuditScope.WeightsOnly || !request.Models.Exists(static m => m.IsCovered)
        ? Arr<string>.Empty
        : MeasureTable.All.Filter(m => request.Measures.IsChosen(m) && !request.Measures.Includes(m, request.Scope)).Map(static m => m.Id);

    // Files of the same name in several folders are told apart by their number.
    private static Arr<string> Names(Arr<ModelFile> files) => files.Map((i, f) =>
        files.Count(g => g.Source == f.Source) == 1 ? f.Source : $"{f.Source} ({files.Take(i + 1).Count(g => g.Source == f.Source)})").ToArr();
}
