using Marginalia.Numerics;

namespace Marginalia.Data;

/// <summary>What can be wrong with inputs and targets; every check reports its first place, so that one bad file gives a handful of sentences.</summary>
internal static class DatasetChecks
{
    internal static IReadOnlyList<Error> Errors(string name, Matrix inputs, Targets targets)
    {
        var errors = new List<Error>();
        if (string.IsNullOrWhiteSpace(name))
            errors.Add(new Error.ParameterDomain("name of the data set", $"'{name}'", "a name that is not empty"));
        if (inputs.Rows == 0)
            errors.Add(new Error.EmptyData("The data set"));
        else if (inputs.Columns == 0)
            errors.Add(new Error.ShapeMismatch("The input matrix", $"{inputs.Rows} x 0", "at least one column"));
        if (targets.Length != inputs.Rows)
            errors.Add(new Error.ShapeMismatch("The list of targets", $"{targets.Length}", $"{inputs.Rows}, the number of examples,"));
        AddNonFinite(errors, "The input matrix", inputs);
        AddTargets(errors, targets);
        return errors;
    }

    private static void AddTargets(List<Error> errors, Targets targets)
    {
        switch (targets)
        {
            case Targets.Signs signs:
                for (var i = 0; i < signs.Labels.Length; i++)
                    if (signs.Labels[i] is not (1.0 or -1.0))
                    {
                        errors.Add(new Error.LabelDomain(signs.Labels[i], i, "-1 or +1"));
                        break;
                    }

                break;
            case Targets.Classes classes:
                if (classes.Count < 2)
                    errors.Add(new Error.ParameterDomain("number of classes", $"{classes.Count}", "2 or more (labels -1 and +1 for one output)"));
                for (var i = 0; i < classes.Labels.Length; i++)
                    if ((uint)classes.Labels[i] >= (uint)Math.Max(classes.Count, 0))
                    {
                        errors.Add(new Error.LabelDomain(classes.Labels[i], i, $"0 to {classes.Count - 1}"));
                        break;
                    }

                break;
            case Targets.Values values:
                if (values.Matrix is { Rows: > 0, Columns: 0 })
                    errors.Add(new Error.ShapeMismatch("The target matrix", $"{values.Matrix.Rows} x 0", "at least one column"));
                AddNonFinite(errors, "The target matrix", values.Matrix);
                break;
        }
    }

    private static void AddNonFinite(List<Error> errors, string what, Matrix matrix)
    {
        var span = matrix.Span;
        for (var i = 0; i < span.Length; i++)
            if (!double.IsFinite(span[i]))
            {
                errors.Add(new Error.NonFinite(what, span[i], $"row {i / matrix.Columns}, column {i % matrix.Columns} (counted from 0)"));
                return;
            }
    }
}
