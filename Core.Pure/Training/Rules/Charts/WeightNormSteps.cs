using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>What rules in the coordinates of weight normalization share.</summary>
internal static class WeightNormSteps
{
    internal const string Name = "gainsAndDirections";

    internal static (string, int) Coordinates(Parameters parameters, bool perRow) =>
        (Name, WeightNormChart.Groups(parameters.Layout, perRow).Length + parameters.Flat.Length);

    internal static Arr<Error> ZeroGroups(Parameters parameters, bool perRow)
    {
        var errors = new List<Error>();
        foreach (var block in parameters.Layout.Weights)
        {
            var weights = parameters.Of(block);
            if (!weights.ContainsAnyExcept(0.0))
            {
                errors.Add(new Error.ZeroLayer(block.Name));
                continue;
            }

            for (var row = 0; perRow && row < block.Rows; row++)
            {
                if (!weights.Slice(row * block.Columns, block.Columns).ContainsAnyExcept(0.0))
                    errors.Add(new Error.ZeroLayer($"{block.Name}, row {row}"));
            }
        }

        return errors.ToArr();
    }
}
