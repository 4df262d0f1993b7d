using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Runs;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>What the folders of training runs say themselves, so that an audit of them needs no --data and no --init.</summary>
internal static class RunFolderDefaults
{
    /// <summary>The training data of the records, when every model is the folder of a training run and all trained on the same examples.</summary>
    internal static Validation<Error, Option<Dataset>> Data(AuditSettings settings) => All(settings, static folder => RunFolderNetworks.TrainingData(folder))
        .Map(static all => Same(all, static d => d.ContentHash));

    /// <summary>The network before training, when every model is the folder of a training run and all began with the same numbers.</summary>
    internal static Validation<Error, Option<ModelFile>> Initial(AuditSettings settings) => All(settings, static folder =>
            from model in RunFolderNetworks.Initial(folder)
            from loaded in model.Load()
            select (Model: model, loaded.Parameters))
        .Map(static all => Same(all, static m => m.Parameters).Map(static m => m.Model));

    private static Validation<Error, Arr<T>> All<T>(AuditSettings settings, Func<string, Either<Error, T>> read) => settings.Models.ForAll(RunFolderNetworks.Is)
        ? settings.Models.Map(read).Sequence().Map(static all => all.ToArr()).ToValidation()
        : Success<Error, Arr<T>>(Arr<T>.Empty);

    private static Option<T> Same<T, TKey>(Arr<T> all, Func<T, TKey> key) => all.Count > 0 && all.ForAll(x => Equals(key(x), key(all[0]))) ? Some(all[0]) : None;
}
