using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>What the function of a synthetic set returns.</summary>
/// <param name="Inputs">The inputs, n x d.</param>
/// <param name="Targets">The targets.</param>
/// <param name="How">How they were made, in words.</param>
public sealed record SyntheticExamples(Matrix Inputs, Targets Targets, string How);

/// <summary>A family of data sets that are made, not read: a name, parameters with defaults, and a pure function of a key.</summary>
/// <param name="Name">The name in a specification.</param>
/// <param name="Description">What it is, one sentence.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Parameters">Its parameters with defaults.</param>
/// <param name="Make">The function. Draws of example i are addressed by i alone, so a larger n keeps the earlier examples.</param>
public sealed record SyntheticSet(
    string Name,
    string Description,
    string Origin,
    Arr<DataParameter> Parameters,
    Func<DataSettings, Key, Either<Error, SyntheticExamples>> Make)
{
    /// <summary>The largest number of entries, so that a slip of the keyboard is an error and not an exhausted machine.</summary>
    private const long MaximumEntries = 100_000_000;

    /// <summary>Makes a member of the family; its name is the full specification.</summary>
    /// <param name="key">The key of the data, by convention <c>root.For("data")</c>; equal keys give equal bits everywhere.</param>
    /// <param name="changes">Parameters that differ from their defaults, as text.</param>
    /// <returns>The data set, or every error in the parameters.</returns>
    public Validation<Error, Dataset> Generate(Key key, Arr<(string Name, string Text)> changes = default) =>
        DataSettings.Create(Name, Parameters, changes).Bind(settings => Sized(settings).ToValidation()).Bind(settings =>
            Make(settings, key).ToValidation().Bind(made => Dataset.Create(
                $"{Name}:{settings.Text}", made.Inputs, made.Targets, FormattableString.Invariant($"{made.How}, key {key.Value:x16}"))));

    /// <summary>The same with numbers, for the typed function of each member.</summary>
    internal Validation<Error, Dataset> Generate(Key key, params (string Name, double Value)[] values) =>
        Generate(key, values.Select(static v => (v.Name, FormattableString.Invariant($"{v.Value:R}"))).ToArr());

    private Either<Error, DataSettings> Sized(DataSettings settings)
    {
        long n = settings.Integer("n"), d = Parameters.Exists(static p => p.Name == "d") ? settings.Integer("d") : 1;
        return n * d <= MaximumEntries
            ? settings
            : new Error.ParameterDomain("n * d", $"{n * d}", $"at most {MaximumEntries} entries");
    }
}
