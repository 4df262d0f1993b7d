using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Compares a network with outputs that another program computed with it.</summary>
internal static class FunctionChecks
{
    /// <summary>The comparison: with what the file computes at its end, or with the logits when these are closer.</summary>
    internal static Either<Error, FunctionCheck> Of(ReferenceOutputs reference, LoadedNetwork loaded, ModelFile file, MeasureInput input) =>
        from inputs in Inputs(reference, loaded.Network, input.Data)
        from fits in reference.Outputs.Rows == inputs.Rows && reference.Outputs.Columns == loaded.Network.OutputCount
            ? Right<Error, Unit>(unit)
            : Left<Error, Unit>(new Error.ShapeMismatch($"The array outputs of {reference.Source}", $"{reference.Outputs.Rows} x {reference.Outputs.Columns}", $"{inputs.Rows} x {loaded.Network.OutputCount}, examples x outputs of {file.Source},"))
        let known = input.Pass.Filter(_ => input.Data.Exists(d => d.Inputs.Equals(inputs))).Map(static p => p.Outputs)
        let logits = known.IfNone(() => loaded.Network.Outputs(loaded.Parameters, inputs, input.Numerics.Kernels))
        select Compare(reference, loaded.Ending, logits, reference.Tolerance.IfNone(Tolerance(file)));

    private static FunctionCheck Compare(ReferenceOutputs reference, OutputEnding ending, Matrix logits, double tolerance)
    {
        var ended = Endings.Apply(ending, logits);
        var isEnded = ending != OutputEnding.Logits && Deviation(ended, reference.Outputs) <= Deviation(logits, reference.Outputs);
        var compared = isEnded ? ended : logits;
        return new(
            reference.Source, isEnded ? $"the {Endings.Word(ending)} of the logits" : "the logits", Deviation(compared, reference.Outputs), tolerance, logits.Rows,
            Decisions(compared, reference.Outputs, isEnded && ending == OutputEnding.Logistic ? 0.5 : 0));
    }

    private static Either<Error, Matrix> Inputs(ReferenceOutputs reference, Network network, Option<Dataset> data) =>
        from inputs in reference.Inputs.Match(Right<Error, Matrix>, () => data.Map(static d => d.Inputs).ToEither((Error)new Error.Malformed(
            reference.Source, "has no array x, and no data are given", "give the examples that the outputs belong to, in the same file or with --data")))
        from fits in inputs.Columns == network.InputSize
            ? Right<Error, Unit>(unit)
            : Left<Error, Unit>(new Error.ShapeMismatch($"The array x of {reference.Source}", $"{inputs.Columns}", $"{network.InputSize} numbers an example"))
        select inputs;

    // What a program that computes in the stored type can be expected to agree to.
    private static double Tolerance(ModelFile file) => file.Weights.Map(static t => t.Stored).Distinct().Select(static t => t switch
    {
        ElementType.Float64 => 1e-10,
        ElementType.Float32 => 1e-5,
        _ => 1e-2,
    }).DefaultIfEmpty(1e-10).Max();

    private static double Deviation(Matrix a, Matrix b)
    {
        var (difference, scale) = (0.0, 0.0);
        for (var i = 0; i < a.Span.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(a.Span[i] - b.Span[i]));
            scale = Math.Max(scale, Math.Abs(b.Span[i]));
        }

        return difference == 0 ? 0 : scale == 0 ? double.PositiveInfinity : difference / scale;
    }

    private static int Decisions(Matrix a, Matrix b, double threshold) => Enumerable.Range(0, a.Rows).Count(i => Decision(a.Row(i), threshold) != Decision(b.Row(i), threshold));

    private static int Decision(ReadOnlySpan<double> row, double threshold)
    {
        if (row.Length == 1)
            return row[0] > threshold ? 1 : 0;
        var best = 0;
        for (var k = 1; k < row.Length; k++)
            best = row[k] > row[best] ? k : best;
        return best;
    }
}
