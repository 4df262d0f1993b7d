using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Reads outputs that another program computed: an npz file with the array <c>outputs</c> and, unless the data serve, <c>x</c>.</summary>
internal static class ReferenceFile
{
    internal static Either<Error, ReferenceOutputs> Read(string path) =>
        from file in Npz.Open(path)
        from outputs in file.Load("outputs").Bind(static a => a.ToMatrix())
        from finite in Finite(file.Source, outputs)
        from inputs in file.Entries.Exists(static e => e.Name == "x") ? file.Load("x").Bind(a => ExampleAxis.First(a, outputs.Rows).Array.ToMatrix()).Map(Some) : Right<Error, Option<Matrix>>(None)
        select new ReferenceOutputs(file.Source, outputs, inputs, None);

    private static Either<Error, Unit> Finite(string source, Matrix outputs)
    {
        for (var i = 0; i < outputs.Span.Length; i++)
        {
            if (!double.IsFinite(outputs.Span[i]))
                return new Error.NonFinite($"The array outputs of {source}", outputs.Span[i], $"row {i / outputs.Columns}, column {i % outputs.Columns}");
        }

        return unit;
    }
}
