using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Outputs and margins on the data (1.3).</summary>
internal static class OutputMeasures
{
    private static readonly double[] Levels = [0.05, 0.1, 0.5];

    internal static IEnumerable<Entry> All =>
    [
        Of("output.cross-entropy", "The mean cross-entropy, natural logarithms.", "mean_i -ln p_(i, y_i)", Direction.Descriptive, "Compare networks at equal cross-entropy.", static o => o.CrossEntropy),
        Of("output.error", "The fraction of examples with margin <= 0, ties included.", "#{i : gamma_i <= 0} / m", Direction.Descriptive, "Zero for most networks that are worth comparing.", static o => o.Margins.Error, Invariances.GlobalScaling),
        Of("output.neg-entropy", "The mean negative entropy of the softmax.", "mean_i sum_k p_ik ln p_ik", Direction.SmallerIsSimpler, "Confidence; weakly related to the gap.", static o => o.NegativeEntropy),
        Of("margin.min", "The smallest margin.", "min_i gamma_i", Direction.LargerIsSimpler, "One mislabelled example fixes it.", static o => o.Margins.Smallest),
        .. Levels.Select(static q => Order(q, $"margin.order({EntryValues.Text(q)})", $"The ceil({EntryValues.Text(q)} m)-th smallest margin.", "order statistic at max(1, ceil(q m))",
            "Meaningful only over a norm: at equal cross-entropy it is larger for random labels than for true ones.")),
        .. Levels.Select(static q => Of($"margin.linear({EntryValues.Text(q)})", $"The margin at rank {EntryValues.Text(q)} (m - 1), interpolated.", "linear interpolation between order statistics", Direction.LargerIsSimpler,
            "For comparison with numerical packages.", o => o.Margins.Linear(q))),
    ];

    private static Entry Of(string id, string definition, string formula, Direction direction, string evidence, Func<OutputStatistics, double> value, Invariances more = Invariances.None) => Entry.Create(
        id, definition, formula, direction, EntryValues.Nodewise | more, Needs.Data, Cost.Data, evidence, Works.Margins, f => f.Outputs.Map(value).Number());

    private static Entry Order(double q, string id, string definition, string formula, string evidence) => Entry.Create(
        id, definition, formula, Direction.LargerIsSimpler, EntryValues.Nodewise, Needs.Data, Cost.Data, evidence, Works.Margins,
        f => f.Outputs.Map(o => MeasureValue.Of(o.Margins.Order(q)) with { Note = q * o.Margins.Count < 1 ? FormattableString.Invariant($"fewer than {1 / q:0} examples: the smallest margin") : "" }).Value());
}
