using System.Diagnostics;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>How the outputs of a teacher become targets.</summary>
public enum TeacherTargets
{
    /// <summary>The outputs themselves.</summary>
    Values,

    /// <summary>The class with the largest output, the first of equal ones; two outputs or more.</summary>
    LargestOutput,

    /// <summary>The sign of the single output; an output of exactly 0 is an error.</summary>
    Sign,
}

/// <summary>Data labelled by a function, for instance by a network of the room above.</summary>
public static class TeacherLabels
{
    /// <summary>Standard Gaussian inputs.</summary>
    /// <param name="n">The number of examples.</param>
    /// <param name="d">The number of features.</param>
    /// <param name="key">The key; input i is the Gaussian vector of <c>key.For("inputs")</c> at step i.</param>
    public static Matrix GaussianInputs(int n, int d, Key key) => Matrix.Build(n, d, target =>
    {
        var child = key.For("inputs");
        for (var i = 0; i < n; i++)
            Draws.Gaussian(child, RandomStream.Data, (ulong)i, target.Slice(i * d, d));
    });

    /// <summary>Labels inputs by a teacher.</summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="inputs">The inputs, n x d.</param>
    /// <param name="teacher">Pure: inputs n x d to outputs n x K.</param>
    /// <param name="targets">How outputs become targets.</param>
    /// <param name="provenance">What teacher and inputs are, in words.</param>
    /// <returns>The data set; shapeMismatch, nonFinite or labelDomain errors when the outputs do not serve.</returns>
    public static Validation<Error, Dataset> Create(string name, Matrix inputs, Func<Matrix, Matrix> teacher, TeacherTargets targets, string provenance) =>
        Targets(teacher(inputs), targets).ToValidation().Bind(made => Dataset.Create(name, inputs, made, provenance));

    internal static Either<Error, Targets> Targets(Matrix outputs, TeacherTargets targets)
    {
        for (var i = 0; i < outputs.Span.Length; i++)
            if (!double.IsFinite(outputs.Span[i]))
                return new Error.NonFinite("The teacher's output", outputs.Span[i], $"example {i / outputs.Columns}");
        switch (targets)
        {
            case TeacherTargets.Values:
                return new Targets.Values(outputs);
            case TeacherTargets.LargestOutput when outputs.Columns >= 2:
                return new Targets.Classes(Labels.Build(outputs.Rows, i => ArgMax(outputs.Row(i))), outputs.Columns);
            case TeacherTargets.Sign when outputs.Columns == 1:
                return new Targets.Signs(Vector.Build(outputs.Rows, target =>
                {
                    for (var i = 0; i < target.Length; i++)
                        target[i] = Math.Sign(outputs.Span[i]);
                }));
            case TeacherTargets.LargestOutput:
                return new Error.ShapeMismatch("The teacher's output", $"{outputs.Rows} x {outputs.Columns}", "two columns or more");
            case TeacherTargets.Sign:
                return new Error.ShapeMismatch("The teacher's output", $"{outputs.Rows} x {outputs.Columns}", "one column");
            default:
                throw new UnreachableException();
        }
    }

    private static int ArgMax(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var k = 1; k < row.Length; k++)
            if (row[k] > row[best])
                best = k;
        return best;
    }
}
