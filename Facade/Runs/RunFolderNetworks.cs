using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>The networks of a training run from its folder: at the end, and as it began, which the record's seed and scale give again to the bit.</summary>
public static class RunFolderNetworks
{
    /// <summary>The network at the end of the run, or where it was interrupted.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="options">The limits; an architecture file is not read, since the folder holds the architecture.</param>
    /// <returns>The network; an error when the folder is not one of a training run, or its state is not whole.</returns>
    public static Either<Error, ModelFile> Open(string folder, ModelOptions? options = null) =>
        from record in Record(folder)
        from model in TensorNetworks.Open(Path.Combine(folder, StateFile.Name), (options ?? ModelOptions.Default) with { Architecture = None })
        from whole in model.IsCovered ? Right<Error, ModelFile>(model) : Left<Error, ModelFile>(new Error.Malformed(
            Path.Combine(folder, StateFile.Name), "it does not say the architecture of its network", $"write it anew with marginalia train --resume {folder}"))
        select whole with { Source = Name(folder), Format = $"training run, seed {record.Seed}" };

    /// <summary>The network before the first step.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="options">The limits.</param>
    /// <returns>The network with its initial parameters; an error as for <see cref="Open"/>, or when the record has no scale.</returns>
    public static Either<Error, ModelFile> Initial(string folder, ModelOptions? options = null) =>
        from record in Record(folder)
        from end in Open(folder, options)
        from loaded in end.Load()
        from scale in Scale(folder, record)
        from start in loaded.Network.Initialize(scale, new Key(record.Seed))
        select end with
        {
            Source = $"{Name(folder)} before training",
            Weights = start.Layout.Blocks.Map(b => new ModelTensor(b.Name, b.Kind, b.Dimensions, ElementType.Float64, () => Right<Error, Matrix>(start.MatrixOf(b)))),
            Load = () => Right<Error, LoadedNetwork>(loaded with { Parameters = start }),
        };

    /// <summary>The examples that the run trained on, checked against the hash in the record.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="limits">How much of a file is read at most.</param>
    /// <returns>The examples; an error when the record's data are not to be had or are not what they were.</returns>
    public static Either<Error, Dataset> TrainingData(string folder, ReadLimits? limits = null) =>
        from record in Record(folder)
        from text in Setting(folder, record, "data")
        from data in DataCatalog.Load(text, new Key(record.Seed), limits).ToEither().MapLeft(static e => e.Head)
        from count in Setting(folder, record, "train").Bind(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? Right<Error, int>(n)
            : Left<Error, int>(Edited(folder, $"its setting train is '{t}'")))
        from train in count == 0 ? Right<Error, Dataset>(data) : data.SplitAt(count, new Key(record.Seed).For("split")).Map(static s => s.Train)
        from same in record.Data.Exists(d => d.Text == train.ContentHash) ? Right<Error, Dataset>(train) : Left<Error, Dataset>(new Error.Malformed(
            $"The data '{train.Name}'", $"their content hash {train.ContentHash[..12]}... is not that of the record of {Name(folder)}", "bring back the data of the run, or name others with --data"))
        select same;

    /// <summary>Whether a path is the folder of a training run.</summary>
    internal static bool Is(string path) => Directory.Exists(path) && Record(path).IsRight;

    private static Either<Error, RunRecord> Record(string folder) => RunFolder.ReadRecord(folder).Bind(record => record.Kind == "train"
        ? Right<Error, RunRecord>(record)
        : Left<Error, RunRecord>(new Error.Unsupported($"A network from the folder {Name(folder)}", $"it holds a run of kind '{record.Kind}', and only training runs leave a network", "give the folder of a training run, or a file")));

    private static Either<Error, Initialization> Scale(string folder, RunRecord record) => Setting(folder, record, "scale").Bind(text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale)
            ? Initialization.Create(scale).ToEither().MapLeft(static e => e.Head)
            : Left<Error, Initialization>(Edited(folder, $"its setting scale is '{text}'")));

    private static Either<Error, string> Setting(string folder, RunRecord record, string name) => record.Configuration.Find(c => c.Name == name).Match(
        static c => Right<Error, string>(c.Text),
        () => Left<Error, string>(Edited(folder, $"it lacks the setting {name}")));

    private static Error Edited(string folder, string problem) => new Error.Malformed(Path.Combine(folder, RunFolder.RecordName), problem, "use a folder that this program wrote and nobody changed");

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name ? name : folder;
}
