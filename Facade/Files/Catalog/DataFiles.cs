using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Reads data sets from files, told apart by their first bytes and not by their names.</summary>
/// <remarks>
/// One file: comma-separated text with the label last in each line, or an npz with the arrays <c>x</c> and <c>y</c>. Two files separated by a comma: inputs and
/// labels, each IDX, npy or text. The first axis counts examples, in an npz the second one where only that fits the labels; the others are flattened. Images of bytes in IDX files are divided by 255 unless the option divide says otherwise.
/// </remarks>
internal static class DataFiles
{
    public static Validation<Error, Dataset> Load(DataSpecification specification, ReadLimits limits) =>
        Read(specification.Head, limits).ToValidation().Bind(content => Assemble(specification, content));

    private static Either<Error, Content> Read(string path, ReadLimits limits) => Pair(path).Match(
        pair => from x in Array(pair.Inputs, limits)
                from y in Array(pair.Labels, limits)
                select new Content(Name(pair.Inputs), x.Format, x.Array, y.Array),
        () => Format(path).Bind(format => format switch
        {
            "npz" => from file in Npz.Open(path, limits)
                     from x in file.Load("x")
                     from y in file.Load("y")
                     let inputs = ExampleAxis.First(x, y.Shape.Count > 0 ? y.Shape[0] : 0)
                     select new Content(Name(path), inputs.Moved ? $"{format}, examples along axis 1" : format, inputs.Array, y),
            "CSV" => Csv.Read(path, limits).Bind(LabelLast),
            _ => new Error.Malformed(Name(path), $"is a single {format} array, which lacks the labels", "give two files, inputs and labels, separated by a comma"),
        }));

    private static Option<(string Inputs, string Labels)> Pair(string path)
    {
        var parts = path.Split(',');
        return parts.Length == 2 && parts[0].Length > 0 && parts[1].Length > 0 && !File.Exists(path) ? (parts[0], parts[1]) : None;
    }

    private static Either<Error, string> Format(string path) => FileReading.Run(path, () =>
    {
        using var source = ByteSource.Open(path);
        if (source.Length == 0)
            throw FileFault.Malformed(source.Name, "is empty", "give a file with examples");
        var start = Compressed.Start(source, 8);
        return ZipDirectory.Begins(start) ? "npz" : NpyHeader.Begins(start) ? "npy" : Idx.Begins(start) ? "IDX" : "CSV";
    });

    private static Either<Error, (string Format, NumericArray Array)> Array(string path, ReadLimits limits) => Format(path).Bind(format => (format switch
    {
        "IDX" => Idx.Read(path, limits),
        "npy" => Npy.Read(path, limits),
        "CSV" => Csv.Read(path, limits).Map(static table => NumericArray.Of(table.Numbers)),
        _ => new Error.Malformed(Name(path), "is an npz file within a pair of files", "give it alone; its arrays x and y are read"),
    }).Map(array => (format, array)));

    private static Either<Error, Content> LabelLast(CsvTable table)
    {
        var (rows, columns) = (table.Numbers.Rows, table.Numbers.Columns);
        if (rows == 0)
            return NoExamples(table);
        if (columns < 2)
            return new Error.ShapeMismatch(table.Source, $"{rows} x {columns}", "at least two columns, the label last,");
        var x = Matrix.Build(rows, columns - 1, target =>
        {
            for (var i = 0; i < rows; i++)
                table.Numbers.Row(i)[..^1].CopyTo(target[(i * (columns - 1))..]);
        });
        var y = Vector.Build(rows, target =>
        {
            for (var i = 0; i < rows; i++)
                target[i] = table.Numbers[i, columns - 1];
        });
        return new Content(table.Source, table.Header.Count > 0 ? "CSV, header line skipped" : "CSV", NumericArray.Of(x), NumericArray.Of(y));
    }

    // What looks empty may be data in one line that is not all numbers.
    private static Error NoExamples(CsvTable table) => table.Header.Find(static f => !double.TryParse(f, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _)).Match<Error>(
        word => new Error.Malformed(
            table.Source, FileFault.Clean($"its only line is taken for the header, since '{word}' is no number"), "add one line of numbers for each example, the label last"),
        () => new Error.Malformed(table.Source, "it holds no line of numbers", "write one line of numbers for each example, the label last"));

    private static Validation<Error, Dataset> Assemble(DataSpecification specification, Content content)
    {
        var (name, format, x, y) = content;
        var bytes = format == "IDX" && x.Type == ElementType.UInt8 && x.Shape.Count > 1 && specification.Option("divide").IsNone;
        var parts = from options in FileOptions.Parse(specification)
                    from inputs in x.ToMatrix()
                    from targets in Targets(y, options)
                    select (Inputs: inputs, targets.Targets, targets.How);
        return parts.ToValidation()
            .Bind(p => Dataset.Create(name, p.Inputs, p.Targets, $"read from {name} ({format}, {x.ShapeText}), {p.How}"))
            .Bind(data => bytes ? data.DividedBy(255).ToValidation() : Success<Error, Dataset>(data));
    }

    private static Either<Error, (Targets Targets, string How)> Targets(NumericArray y, FileOptions options)
    {
        var columns = y.Shape.Skip(1).Aggregate(1L, static (n, s) => n * s);
        if (columns == 1 && y.Shape.Count > 0)
            return TargetReading.Read(y.Values, options.Kind, options.Classes);
        return options.Kind is "auto" or "values" && options.Classes.IsNone
            ? y.ToMatrix().Map(static m => ((Targets)new Targets.Values(m), "values to be fitted"))
            : new Error.ShapeMismatch("The array of labels", y.ShapeText, "one label per example");
    }

    private static string Name(string path) => FileReading.Name(path);

    /// <summary>What files hold: arrays of inputs and labels.</summary>
    private sealed record Content(string Name, string Format, NumericArray X, NumericArray Y);

    /// <summary>The options that only files have.</summary>
    private sealed record FileOptions(string Kind, Option<int> Classes)
    {
        public static Either<Error, FileOptions> Parse(DataSpecification specification)
        {
            var kind = specification.Option("targets").IfNone("auto");
            if (!TargetReading.Kinds.Contains(kind))
                return new Error.ParameterDomain("targets", kind, "one of " + string.Join(", ", TargetReading.Kinds));
            return specification.Option("classes").Match(
                text => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count is >= 2 and <= 1_000_000
                    ? new FileOptions(kind, count)
                    : Left<Error, FileOptions>(new Error.ParameterDomain("classes", text, "an integer from 2 to 1000000")),
                () => new FileOptions(kind, None));
        }
    }
}
