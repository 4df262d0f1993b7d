using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>Labels that a network gives its own inputs, so that it makes no error on them.</summary>
internal static class OwnLabels
{
    /// <summary>The objective with the signs of the outputs, or the places of the largest ones, as labels; an output of 0 counts as positive.</summary>
    internal static Objective Of(Objective objective, Parameters parameters)
    {
        var (data, outputs) = (objective.Data, objective.Evaluate(parameters).Outputs);
        Targets targets = outputs.Columns == 1
            ? new Targets.Signs(Vector.Build(outputs.Rows, y =>
            {
                for (var i = 0; i < y.Length; i++)
                    y[i] = outputs[i, 0] < 0 ? -1 : 1;
            }))
            : new Targets.Classes(Labels.Build(outputs.Rows, i => Largest(outputs.Row(i))), outputs.Columns);
        return objective.On(Dataset.Create(data.Name, data.Inputs, targets, "labels of the network itself").Made()).Made();
    }

    /// <summary>The parameters with the last layer, which has degree 1, multiplied by a factor.</summary>
    internal static LanguageExt.Either<Error, Parameters> ScaleLastLayer(Network network, Parameters parameters, double factor)
    {
        var factors = new double[network.Depth];
        Array.Fill(factors, 1);
        factors[^1] = factor;
        return network.RescaleLayers(parameters, factors);
    }

    private static int Largest(ReadOnlySpan<double> outputs)
    {
        var best = 0;
        for (var j = 1; j < outputs.Length; j++)
            best = outputs[j] > outputs[best] ? j : best;
        return best;
    }
}
