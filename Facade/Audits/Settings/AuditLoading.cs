using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Runs;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>From settings to a request: opens files, reads data and reference, and tells every error at once.</summary>
public static class AuditLoading
{
    /// <summary>Opens everything that settings name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="seed">The root key.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <returns>The request, or every error.</returns>
    public static Validation<Error, AuditRequest> Load(AuditSettings settings, ulong seed, NumericsPolicy numerics)
    {
        var options = ModelOptions.Default with { Architecture = settings.Text("architecture") };
        var models = settings.Models.IsEmpty
            ? Fail<Error, Arr<ModelFile>>(new Error.EmptyData("The list of models"))
            : All(settings.Models.Map(path => ModelFiles.Open(path, options).ToValidation()));
        // The folder of a training run knows its data and its beginning.
        var isOwn = !settings.IsOn("weights-only");
        var initial = isOwn && settings.Text("init").IsNone ? RunFolderDefaults.Initial(settings) : Optional(settings.Text("init"), path => ModelFiles.Open(path, options).ToValidation());
        var hasOwnData = isOwn && settings.Text("data").IsNone && settings.Text("reference").IsNone;
        var data = hasOwnData ? RunFolderDefaults.Data(settings) : Optional(settings.Text("data"), text => DataCatalog.Load(text, new Key(seed)));
        var tolerance = settings.Number("reference-tolerance", static t => t >= 0, "a number from 0").Bind(t => t.IsSome && settings.Text("reference").IsNone
            ? Fail<Error, Option<double>>(new Error.ParameterDomain("--reference-tolerance", "a number without --reference", "both, or neither"))
            : Success<Error, Option<double>>(t));
        var reference = Optional(settings.Text("reference"), path => ReferenceFile.Read(path).ToValidation());
        var measures = settings.Text("measures").Match(MeasureSelection.Parse, static () => Success<Error, MeasureSelection>(MeasureSelection.All));
        var delta = settings.Number("delta", static d => d is > 0 and < 1, "a number between 0 and 1");
        var files = (models, initial, data, reference).Apply(static (m, i, d, r) => (Models: m, Initial: i, Data: d, Reference: r));
        var words = (measures, delta, settings.Scope, tolerance, Idle(settings, data)).Apply(static (m, d, s, t, _) => (Measures: m, Delta: d, Scope: s, Tolerance: t));
        var isFromRecord = settings.Text("init").IsNone;
        var folders = isOwn && settings.Models.Count > 1 ? settings.Models.Count(RunFolderNetworks.Is) : 0;
        return (files, words).Apply((f, w) => new AuditRequest(
            WithoutCommon(FromRecord(f.Models, hasOwnData && f.Data.IsSome, isFromRecord && f.Initial.IsSome), folders > 0 && hasOwnData && f.Data.IsNone, folders > 0 && isFromRecord && f.Initial.IsNone), numerics)
        {
            Initial = f.Initial,
            Data = f.Data,
            Reference = f.Reference.Map(r => r with { Tolerance = w.Tolerance }),
            Measures = w.Measures,
            Delta = w.Delta.IfNone(0.05),
            Scope = w.Scope,
            Seed = seed,
            IsTrainingSample = settings.IsOn("training-sample") || (hasOwnData && f.Data.IsSome),
        });
    }

    // A setting that would change nothing is a misunderstanding.
    private static Validation<Error, Unit> Idle(AuditSettings settings, Validation<Error, Option<Dataset>> data) =>
        settings.IsOn("training-sample") && settings.Text("reference").IsNone && data.Match(static d => d.IsNone, static _ => false)
            ? Fail<Error, Unit>(new Error.ParameterDomain("--training-sample", "a statement about the data without --data", "both, or neither"))
            : Success<Error, Unit>(unit);

    // What nobody typed is said.
    private static Arr<ModelFile> FromRecord(Arr<ModelFile> models, bool data, bool initial) => !data && !initial ? models : models.Map(m => m with
    {
        Assumptions = m.Assumptions.Add($"From the record of the run are {(data ? "the data, all examples that it trained on" : "")}{(data && initial ? ", and " : "")}{(initial ? "the weights that it began with" : "")}."),
    });

    // What a record says and is not used, because it does not hold for every model, is said as well.
    private static Arr<ModelFile> WithoutCommon(Arr<ModelFile> models, bool data, bool initial) => !data && !initial ? models : models.Map(m => m with
    {
        Assumptions = m.Assumptions.Add(data && initial ? "Not every model records the same data and the same initial weights, so none are used; --data and --init give them for all."
            : data ? "Not every model records the same data, so none are used; --data gives them for all."
            : "Not every model records the same initial weights, so none are used; --init gives them for all."),
    });

    private static Validation<Error, Option<T>> Optional<T>(Option<string> text, Func<string, Validation<Error, T>> read) =>
        text.Match(t => read(t).Map(Some), static () => Success<Error, Option<T>>(None));

    private static Validation<Error, Arr<T>> All<T>(Arr<Validation<Error, T>> parts)
    {
        var errors = parts.Bind(static p => p.Match(static _ => Seq<Error>(), static e => e)).ToSeq();
        return errors.IsEmpty ? Success<Error, Arr<T>>(parts.Map(static p => p.IfFail(static _ => throw new InvalidOperationException("Checked before.")))) : Validation<Error, Arr<T>>.Fail(errors);
    }
}
