using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Whether data can be put into a network, and labels read as its outputs.</summary>
internal static class DataFit
{
    /// <summary>The data with as many classes as the network has outputs; labels are never remapped.</summary>
    internal static Either<Error, Dataset> Of(Dataset data, Network network, string model)
    {
        if (data.InputSize != network.InputSize)
            return new Error.ShapeMismatch($"An example of '{data.Name}'", $"{data.InputSize}", $"{network.InputSize}, which {model} reads,");
        return data.Targets switch
        {
            Targets.Signs when network.OutputCount != 1 => new Error.Unsupported(
                $"Labels -1 and +1 with the {network.OutputCount} outputs of {model}", "they are for one output", $"give labels from 0 to {network.OutputCount - 1}"),
            Targets.Values v when v.Matrix.Columns != network.OutputCount => new Error.ShapeMismatch($"The targets of '{data.Name}'", $"{v.Matrix.Columns}", $"{network.OutputCount}, the outputs of {model},"),
            Targets.Classes c => Classes(data, c, network.OutputCount, model),
            _ => data,
        };
    }

    private static Either<Error, Dataset> Classes(Dataset data, Targets.Classes classes, int outputs, string model)
    {
        if (outputs == 1)
            return new Error.LabelDomain(classes.Labels[0], 0, $"-1 and +1 for the single output of {model}, for instance with the option signs=1 of the data");
        for (var i = 0; i < classes.Labels.Length; i++)
        {
            if (classes.Labels[i] >= outputs)
                return new Error.LabelDomain(classes.Labels[i], i, $"from 0 to {outputs - 1}, the outputs of {model}");
        }

        return classes.Count == outputs
            ? data
            : Dataset.Create(data.Name, data.Inputs, classes with { Count = outputs }, data.Provenance).ToEither().MapLeft(static e => e.Head());
    }
}
