using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The Fisher-Rao norm, squared (2.7).</summary>
internal static class FisherRaoMeasures
{
    /// <summary>What their identifiers begin with.</summary>
    internal const string Prefix = "fisher-rao.";

    internal static IEnumerable<Entry> All =>
    [
        Of(Prefix + "model-sq", "The squared Fisher-Rao norm with labels drawn from the softmax.", "mean_i Var_(k ~ p_i)(t_ik), t_i = J_i theta", Model),
        Of(Prefix + "empirical-sq", "The squared Fisher-Rao norm with the labels of the sample.", "mean_i <p_i - e_(y_i), t_i>^2, t_i = J_i theta", Empirical),
    ];

    private static Entry Of(string id, string definition, string formula, Func<OutputStatistics, Matrix, Targets, double> value) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Data, Cost.Data,
        "Sees only the function at the data, so no parametrization misleads it; grows more slowly with random labels than margin-normalized norms.", Works.FisherRao,
        f => (from outputs in f.Outputs
              from data in f.Data
              from tangents in f.ParameterTangents
              select MeasureValue.Of(value(outputs, TwoColumns(tangents), data.Targets))).Value());

    // One output t stands for the logits (t, 0) of the classes +1 and -1.
    private static Matrix TwoColumns(Matrix t) => t.Columns > 1 ? t : Matrix.Build(t.Rows, 2, target =>
    {
        for (var i = 0; i < t.Rows; i++)
            target[2 * i] = t[i, 0];
    });

    private static double Model(OutputStatistics outputs, Matrix t, Targets targets)
    {
        var sum = 0.0;
        for (var i = 0; i < t.Rows; i++)
        {
            var p = outputs.Probabilities.Row(i);
            var row = t.Row(i);
            var mean = 0.0;
            for (var k = 0; k < row.Length; k++)
                mean += p[k] * row[k];
            for (var k = 0; k < row.Length; k++)
                sum += p[k] * (row[k] - mean) * (row[k] - mean);
        }

        return sum / t.Rows;
    }

    private static double Empirical(OutputStatistics outputs, Matrix t, Targets targets)
    {
        var sum = 0.0;
        for (var i = 0; i < t.Rows; i++)
        {
            var label = targets switch
            {
                Targets.Classes c => c.Labels[i],
                Targets.Signs s => s.Labels[i] > 0 ? 0 : 1,
                _ => 0,
            };
            // p_y - 1 is minus the sum of the other probabilities, which keeps its digits when p_y is close to 1.
            var inner = 0.0;
            for (var k = 0; k < t.Columns; k++)
                inner += k == label ? 0 : outputs.Probabilities[i, k] * (t[i, k] - t[i, label]);
            sum += inner * inner;
        }

        return sum / t.Rows;
    }
}
