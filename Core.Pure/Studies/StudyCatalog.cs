using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>The table of studies; a new study is one new file and one new row here.</summary>
public static class StudyCatalog
{
    /// <summary>Every study of the house, in the order of the theory.</summary>
    public static Arr<Study> All { get; } = Array(
        MarginRace.Study,
        NormGrowth.Study,
        Conservation.Study,
        AfterZeroError.Study,
        InitializationScale.Study,
        RandomLabels.Study,
        CorruptedPretraining.Study,
        WeightNormalization.Study,
        NormMinimizing.Study,
        GeneralizationGap.Study,
        GeometryOfBias.Study,
        ConstrainedSpectrum.Study);

    /// <summary>Finds a study by its name.</summary>
    /// <param name="name">The name, for instance "after-zero-error".</param>
    /// <returns>The study, or an error that lists the known names.</returns>
    public static Either<Error, Study> Find(string name) => All.Find(s => s.Name == name)
        .ToEither<Error>(() => new Error.UnknownName("study", name, string.Join(", ", All.Map(static s => s.Name))));
}
