using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>A recurrent layer in one direction that starts from zero.</summary>
internal sealed class OnnxRecurrent : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["RNN"];

    public override void Read(OnnxSite site)
    {
        if (site.Text("direction", "forward") is not "forward" and var direction)
            throw new OnnxRefusal($"its direction is '{direction}'; only 'forward' is supported");
        if (site.Attribute("clip") is not null)
            throw new OnnxRefusal("it clips its states");
        if (site.Has(4))
            throw new OnnxRefusal("its sequences have lengths of their own");
        if (site.Has(5) && !(site.Input(5) switch
        {
            OnnxMeaning.Uniform u => u.Value == 0,
            OnnxMeaning.Constant { Value: { Count: <= OnnxConstant.MaximumSettings } c } => Array.TrueForAll(c.Read(), static x => x == 0),
            _ => false,
        }))
            throw new OnnxRefusal("its initial state is not zero");
        var (hasSequence, hasLast) = (site.IsUsed(0), site.IsUsed(1));
        if (!hasSequence && !hasLast)
            throw new OnnxRefusal("neither its states nor its last state is used");
        var activations = site.Texts("activations") ?? ["Tanh"];
        if (activations.Length != 1)
            throw new OnnxRefusal($"it has {activations.Length} activations");
        var slope = site.Attribute("activation_alpha") is OnnxAttributeValue.Reals { Numbers.Count: 1 } alpha ? alpha.Numbers[0] : 0.01;
        var activation = OnnxActivation.Recurrent(activations[0], slope);
        if (site.Attribute("activation_beta") is OnnxAttributeValue.Reals beta && beta.Numbers.Exists(static b => b != 0))
            throw new OnnxRefusal("its activation has a shift");
        var layout = site.Integer("layout", 0);
        var input = site.Flow(0);
        if (input.Axes is not null && (input.Axes.Length != 2 || input.Batch != (layout == 0 ? 1 : 0)))
            throw new OnnxRefusal($"its input has {input.Axes.Length + 1} axes of which the batch is number {input.Batch}; steps, batch and features are needed, in the order of its layout");

        var (into, recurrent) = (site.Weight(1), site.Weight(2));
        var hidden = recurrent.Shape.LastOrDefault();
        Check(recurrent, 3, hidden, hidden);
        Check(into, 3, into.Shape.LastOrDefault(), hidden);
        if (site.Integer("hidden_size", hidden) != hidden)
            throw new OnnxRefusal($"its attribute 'hidden_size' is not {hidden}, the size of '{recurrent.Name}'");
        var blocks = new List<OnnxBlock> { Block("Win", into), Block("Wrec", recurrent) };
        if (site.Has(3))
            blocks.Add(Bias(site.Weight(3), hidden));
        var shaped = input.Axes is { } axes ? site.Shaped(input, axes) : input.Draft;
        var steps = input.Axes?[0];
        var layer = site.AddLayer(new Recurrent(hidden, blocks.Count == 3, activation, hasSequence), shaped, [.. blocks], into.Name);
        // Which of the two outputs the network needs shows only at its end; programs return both and use one.
        var last = hasSequence && hasLast ? site.Drafts.Add(layer.Name, layer.HasTensorName, new Recurrent(hidden, blocks.Count == 3, activation, false), [shaped], [.. blocks], layer) : layer;
        if (hasSequence)
            site.Give(0, new OnnxMeaning.Flow(layer, steps is { } s ? [s, 1, hidden] : null, layout != 0 ? 0 : 2));
        if (hasLast)
            site.Give(1, new OnnxMeaning.Flow(last, steps is null ? null : [1, hidden], layout != 0 ? 0 : 1));
    }

    private static OnnxBlock Block(string name, OnnxConstant weight) => new(name, BlockKind.Weight, weight.Shape[1..], weight.Type!.Value, weight.Name, weight.Read);

    // The bias of the inputs and that of the states are added.
    private static OnnxBlock Bias(OnnxConstant bias, int hidden)
    {
        Check(bias, 2, 2 * hidden, 1);
        return OnnxBlock.Bias("bh", hidden, bias.Type!.Value, bias.Name, () =>
        {
            var both = bias.Read();
            return [.. Enumerable.Range(0, hidden).Select(i => both[i] + both[hidden + i])];
        });
    }

    private static void Check(OnnxConstant weight, int rank, int last, int middle)
    {
        if (weight.Shape.Length != rank || weight.Shape[0] != 1 || weight.Shape[^1] != last || (rank == 3 && weight.Shape[1] != middle))
            throw new OnnxRefusal($"'{weight.Name}' has the shape {weight.ShapeText} where {(rank == 3 ? $"1 x {middle} x {last}" : $"1 x {last}")} is needed");
    }
}
