using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>All data by one line of text: <c>digits</c>, <c>separable:n=20,d=5,gap=0.3</c>, <c>iris.csv</c>, <c>test.npz</c>, <c>images.gz,labels.gz:take=1000</c>.</summary>
public static class DataCatalog
{
    private static readonly DataEntry Digits = new(
        "digits", "1797 handwritten digits, 8 x 8 pixels divided by 16, ten classes.", "UCI, E. Alpaydin and C. Kaynak, 1998, CC BY 4.0", Arr<DataParameter>.Empty);

    private static readonly DataOption Seed = new("seed", "an integer from 0", "the seed of synthetic data, instead of that of the run");

    /// <summary>The data sets that have a name.</summary>
    public static Arr<DataEntry> Entries { get; } =
        Array(Digits).AddRange(SyntheticSets.All.Map(static s => new DataEntry(s.Name, s.Description, s.Origin, s.Parameters)));

    /// <summary>The options of every specification, in the order in which they are applied; those of files first.</summary>
    public static Arr<DataOption> Options { get; } = Array(
        new DataOption("targets", "one of auto, classes, signs, values", "files: what the labels are; auto recognizes it and the record says what"),
        new DataOption("classes", "an integer from 2", "files: the number of classes, when not all of them occur"),
        new DataOption("divide", "a number other than 0", "divide all inputs by it (images of bytes in IDX files: 255 unless given)"),
        new DataOption("standardize", "true or false", "give every feature mean 0 and deviation 1"),
        new DataOption("signs", "even-odd, or a class", "make labels -1 and +1: even classes +1, or that class +1 and the rest -1"),
        new DataOption("take", "an integer from 1", "only the first examples"));

    /// <summary>Loads or makes data.</summary>
    /// <param name="specification">A name or path, with options.</param>
    /// <param name="root">The root key; synthetic data use <c>root.For("data")</c>, or with <c>seed=s</c> that of the key s.</param>
    /// <param name="limits">How much of a file is read at most.</param>
    /// <returns>The data set, or every error found.</returns>
    public static Validation<Error, Dataset> Load(string specification, Key root, ReadLimits? limits = null) =>
        DataSpecification.Parse(specification).ToValidation().Bind(s => Raw(s, root, limits ?? ReadLimits.Default).Bind(data => Transformed(s, data).ToValidation()));

    /// <summary>Loads or makes data and summarizes them.</summary>
    /// <param name="specification">A name or path, with options.</param>
    /// <param name="root">The root key.</param>
    /// <param name="limits">How much of a file is read at most.</param>
    public static Validation<Error, DataSummary> Describe(string specification, Key root, ReadLimits? limits = null) =>
        Load(specification, root, limits).Map(DataSummary.Of);

    private static Validation<Error, Dataset> Raw(DataSpecification specification, Key root, ReadLimits limits)
    {
        var transformations = Options.Filter(static o => o.Name is not ("targets" or "classes"));
        if (specification.Head == Digits.Name)
            return Unknown(specification, transformations).Map(static _ => Datasets.Digits());
        return SyntheticSets.All.Find(s => s.Name == specification.Head).Match(
            set => Root(specification, root).ToValidation().Bind(key => set.Generate(
                key.For("data"), specification.Except(name => name == Seed.Name || transformations.Exists(o => o.Name == name)))),
            () => Unknown(specification, Options).Bind(_ => IsNoPath(specification.Head)
                ? Fail<Error, Dataset>(new Error.UnknownName(
                    "data set or file", specification.Head, string.Join(", ", Entries.Map(static e => e.Name)) + ", and CSV, npz, npy and IDX files by their path"))
                : DataFiles.Load(specification, limits)));
    }

    private static bool IsNoPath(string head) => head.AsSpan().IndexOfAny("./\\,") < 0 && !File.Exists(head) && !Directory.Exists(head);

    private static Validation<Error, Unit> Unknown(DataSpecification specification, Arr<DataOption> known)
    {
        var errors = specification.Except(name => known.Exists(o => o.Name == name))
            .Map(o => (Error)new Error.UnknownName($"option of '{specification.Head}'", o.Name, string.Join(", ", known.Map(static k => k.Name))));
        return errors.Count == 0 ? Success<Error, Unit>(unit) : Validation<Error, Unit>.Fail(errors.ToSeq());
    }

    private static Either<Error, Key> Root(DataSpecification specification, Key root) => specification.Option(Seed.Name).Match(
        text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new Key(seed)
            : Left<Error, Key>(new Error.ParameterDomain(Seed.Name, text, Seed.Domain)),
        () => root);

    private static Either<Error, Dataset> Transformed(DataSpecification specification, Dataset data) =>
        from divided in Step(specification, "divide", data, static (d, text) => Parsed("divide", text, "a number other than 0").Bind(d.DividedBy))
        from standardized in Step(specification, "standardize", divided, static (d, text) => text switch
        {
            "true" => d.Standardized().Map(static s => s.Data),
            "false" => d,
            _ => new Error.ParameterDomain("standardize", text, "true or false"),
        })
        from signed in Step(specification, "signs", standardized, static (d, text) =>
            text == "even-odd" ? d.EvenVersusOdd() : Whole("signs", text, "even-odd, or the number of a class").Bind(d.OneVersusRest))
        from taken in Step(specification, "take", signed, static (d, text) => Whole("take", text, $"an integer from 1 to {d.Count}").Bind(d.Take))
        select taken;

    private static Either<Error, Dataset> Step(DataSpecification specification, string option, Dataset data, Func<Dataset, string, Either<Error, Dataset>> apply) =>
        specification.Option(option).Match(text => apply(data, text), () => data);

    private static Either<Error, double> Parsed(string name, string text, string domain) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : new Error.ParameterDomain(name, text, domain);

    private static Either<Error, int> Whole(string name, string text, string domain) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : new Error.ParameterDomain(name, text, domain);
}
