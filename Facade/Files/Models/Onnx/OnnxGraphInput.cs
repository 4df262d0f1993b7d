using LanguageExt;
using Marginalia.Networks;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>What a graph is given: one tensor, one of whose axes counts examples.</summary>
internal sealed class OnnxGraphInput
{
    private readonly Arr<OnnxValue> _values;
    private readonly int[]? _axes;
    private readonly int _batch;

    private OnnxGraphInput(Arr<OnnxValue> values, int[]? axes, int batch, int? fixedBatch, Option<string> problem, Arr<string> assumptions)
    {
        (_values, _axes, _batch, FixedBatch, Problem, Assumptions) = (values, axes, batch, fixedBatch, problem, assumptions);
        Draft = new("input", null, [], [], axes is null ? null : Shape.Of(axes.Length == 0 ? [1] : axes));
        Type = values.Count == 1 ? values[0].Type.MatchUnsafe(static t => t, static () => (ElementType?)null) : null;
    }

    public OnnxDraft Draft { get; }

    public ElementType? Type { get; }

    public int? FixedBatch { get; }

    public Option<string> Problem { get; }

    public Arr<string> Assumptions { get; }

    public static OnnxGraphInput Of(OnnxGraph graph, OnnxDrafts drafts)
    {
        // Before version 4 of the format initializers are inputs too, with the initializer as their default.
        var constants = graph.Initializers.Map(static i => i.Name).Concat(graph.SparseInitializers).ToHashSet();
        var values = graph.Inputs.Filter(i => !constants.Contains(i.Name));
        if (values.Count != 1)
            return Bad($"the graph has {values.Count} inputs{(values.Count == 0 ? "" : $" ({string.Join(", ", values.Map(static v => $"'{v.Name}'"))})")} where one is needed");
        var value = values[0];
        if (!value.Type.Exists(static t => t.IsFloating))
            return Bad($"the input '{value.Name}' is not of a floating-point type");
        if (value.Shape.IsNone)
            return Bad($"the file does not say the shape of the input '{value.Name}'; export it with the shape");
        var shape = value.Shape.IfNone(Arr<Option<int>>.Empty);
        if (shape.Count < 2)
            return Bad($"the input '{value.Name}' has {shape.Count} axes, so none of them counts examples");
        var open = Enumerable.Range(0, shape.Count).Where(a => shape[a].IsNone).ToList();
        if (open.Count > 1)
            return Bad($"the axes {string.Join(", ", open)} of the input '{value.Name}' are open; export it with fixed sizes of all but the batch");
        var batch = open.Count == 1 ? open[0] : StepsFirst(graph, value.Name) ? 1 : 0;
        var axes = Enumerable.Range(0, shape.Count).Where(a => a != batch).Select(a => shape[a].IfNone(0)).ToArray();
        try
        {
            drafts.CheckSize(axes);
        }
        catch (OnnxRefusal refusal)
        {
            return Bad($"the input '{value.Name}' is too large: {refusal.Message}");
        }

        var fixedBatch = shape[batch].MatchUnsafe(static n => n, static () => (int?)null);
        var assumptions = Arr<string>.Empty;
        if (fixedBatch is { } n)
            assumptions = assumptions.Add($"axis {batch} of the input, fixed to {n}, is taken as the batch; any number of examples can be given");
        else if (batch != 0)
            assumptions = assumptions.Add($"axis {batch} of the input, the open one, is taken as the batch");
        return new(values, axes, batch, fixedBatch, None, assumptions);

        OnnxGraphInput Bad(string problem) => new(values, null, 0, null, problem, Arr<string>.Empty);
    }

    /// <summary>Says what the names of the inputs stand for.</summary>
    public void Define(OnnxImport import)
    {
        foreach (var value in _values)
            import.Define(value.Name, new OnnxMeaning.Flow(Draft, _axes, _batch) { Exclusive = import.Readers(value.Name) == 1 });
    }

    // A recurrent layer reads steps x batch x features unless it says otherwise.
    private static bool StepsFirst(OnnxGraph graph, string input) =>
        graph.Nodes.Exists(n => n.Operator == "RNN" && n.Inputs.Count > 0 && n.Inputs[0] == input && n.Attribute("layout").IfNone(new OnnxAttributeValue.Integer(0)) is OnnxAttributeValue.Integer { Number: 0 });
}
