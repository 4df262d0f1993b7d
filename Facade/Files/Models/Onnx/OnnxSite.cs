using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>One node as its reader sees it: inputs with their meanings, attributes, and where results go.</summary>
internal sealed partial class OnnxSite(OnnxImport import, OnnxNode node, int index)
{
    public OnnxNode Node => node;

    public OnnxDrafts Drafts => import.Drafts;

    public long Opset => import.Opset;

    public string Source => import.Source;

    /// <summary>The number of examples that the input is fixed to, if it is.</summary>
    public int? FixedBatch => import.FixedBatch;

    /// <summary>What became of the node, asked for when all nodes are read.</summary>
    public Func<Treatment> Treatment { get; private set; } = static () => new Treatment.Audited();

    public void Ignored(string proof) => Treatment = () => new Treatment.Ignored(proof);

    public void Folded(OnnxDraft into) => Treatment = () => new Treatment.Folded(into.Name);

    public void Folded(OnnxDestination into) => Treatment = () => into.Into is { } draft ? new Treatment.Folded(draft.Name) : new Treatment.Audited();

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0;

    public OnnxMeaning Input(int input) => Has(input)
        ? import.Meaning(node.Inputs[input])
        : throw new OnnxRefusal($"its input {input} is missing");

    public bool IsFlow(int input) => Has(input) && Input(input) is OnnxMeaning.Flow or OnnxMeaning.Unknown;

    /// <summary>A value that depends on the input, as a node of the network that any node may read.</summary>
    public OnnxMeaning.Flow Flow(int input) => Settled(RawFlow(input));

    /// <summary>The same with a scaling or padding that still waits.</summary>
    public OnnxMeaning.Flow RawFlow(int input) => Input(input) switch
    {
        OnnxMeaning.Flow flow => flow,
        OnnxMeaning.Unknown unknown => new(new OnnxDraft(unknown.Node, null, [], [], null), null, 0) { Exclusive = false },
        var other => throw new OnnxRefusal($"its input {input} is {other.Words} where a value that depends on the input is needed"),
    };

    public OnnxConstant Constant(int input) => Input(input) switch
    {
        OnnxMeaning.Constant constant => constant.Value,
        OnnxMeaning.Uniform uniform => new OnnxConstant(node.Inputs[input], [], ElementType.Float64, () => [uniform.Value], 1),
        var other => throw new OnnxRefusal($"its input {input}, '{node.Inputs[input]}', is {other.Words} where a constant is needed"),
    };

    /// <summary>A tensor of weights: real numbers and no empty axis.</summary>
    public OnnxConstant Weight(int input)
    {
        var weight = Constant(input);
        if (weight.Type is not { IsFloating: true })
            throw new OnnxRefusal($"'{weight.Name}' is not of a floating-point type");
        return weight.Shape.Any(static s => s == 0) ? throw new OnnxRefusal($"'{weight.Name}' has the empty shape {weight.ShapeText}") : weight;
    }

    /// <summary>A shape or a list of settings, none standing for the size of the batch.</summary>
    public OnnxMeaning.Extents Extents(int input) => Input(input) switch
    {
        OnnxMeaning.Extents extents => extents,
        OnnxMeaning.Constant constant => new(constant.Value.Shape, Array.ConvertAll(constant.Value.Integers(), static v => (long?)v)),
        var other => throw new OnnxRefusal($"its input {input}, '{node.Inputs[input]}', is {other.Words} where a constant is needed"),
    };

    public long[] Integers(int input) => Array.ConvertAll(Extents(input).Values, v => v ?? throw new OnnxRefusal($"its input {input}, '{node.Inputs[input]}', depends on the size of the batch"));

    /// <summary>Settings that older versions give as an attribute and newer ones as an input.</summary>
    public long[]? Settings(string attribute, int input) => Has(input) ? Integers(input) : Integers(attribute);

    /// <summary>Whether any node or the output reads a result.</summary>
    public bool IsUsed(int output) => output < node.Outputs.Count && import.Readers(node.Outputs[output]) > 0;

    /// <summary>Whether nothing but the output reads the first result.</summary>
    public bool IsAtTheEnd => import.IsOutput(node.Outputs[0]);

    /// <summary>Says what a result stands for.</summary>
    public void Give(int output, OnnxMeaning meaning)
    {
        var name = node.Outputs[output];
        if (meaning is OnnxMeaning.Flow flow)
        {
            if (flow.Axes is { } axes)
                Drafts.CheckSize(axes);
            flow = flow with { Exclusive = flow.Exclusive && import.Readers(name) == 1 };
            // Behind the output there is no layer that a scaling could wait for.
            meaning = flow.Scaling is null || (flow.Exclusive && !import.IsOutput(name)) ? flow : Settled(flow);
        }

        import.Define(name, meaning);
    }

    public void Give(OnnxMeaning meaning) => Give(0, meaning);

    public void End(OutputEnding ending) => import.Ending = ending;

    public void Assume(string sentence) => import.Assume(sentence);

    /// <summary>Adds a node of the network for this node.</summary>
    public OnnxDraft Add(Operation operation, params OnnxDraft[] inputs) => Drafts.Add(NodeName, false, operation, inputs, []);

    /// <summary>Adds a layer, named after its tensors.</summary>
    public OnnxDraft AddLayer(Operation operation, OnnxDraft input, OnnxBlock[] blocks, params string[] tensors)
    {
        var name = tensors.Select(OnnxNames.OfTensor).FirstOrDefault(static n => n is not null);
        return Drafts.Add(name ?? LayerName, name is not null, operation, [input], blocks);
    }

    /// <summary>The name of a layer without a tensor that names it.</summary>
    public string LayerName => OnnxNames.OfNode(node, index, true);

    /// <summary>The name of a node without weights.</summary>
    public string NodeName => OnnxNames.OfNode(node, index, false);

    /// <summary>The draft with the axes of the flow as its shape.</summary>
    public OnnxDraft Shaped(OnnxMeaning.Flow flow, params int[] shape) => Drafts.Shaped(flow.Draft, NodeName + ".reshape", shape.Length == 0 ? [1] : shape);

    /// <summary>A flow on which nothing waits any more: a scaling becomes a node, padding is refused.</summary>
    public OnnxMeaning.Flow Settled(OnnxMeaning.Flow flow)
    {
        if (flow.Padding is not null)
            throw new OnnxRefusal("it reads an image that was padded, which only convolutions and average pools may do");
        if (flow.Scaling is not { } scaling)
            return flow;
        OnnxBlock[] blocks =
        [
            new("scale", BlockKind.Scale, [scaling.Runs], scaling.Stored, scaling.Tensor, scaling.Scale ?? (() => Enumerable.Repeat(1.0, scaling.Runs).ToArray())),
            OnnxBlock.Bias("shift", scaling.Runs, scaling.Stored, scaling.Tensor, scaling.Shift ?? (() => new double[scaling.Runs])),
        ];
        var draft = flow.Draft;
        if (draft.Shape is { } shape && shape.Dimensions[0] != scaling.Runs)
            draft = Shaped(flow, scaling.Runs, shape.Size / scaling.Runs);
        return flow with { Draft = Drafts.Add(scaling.Name, false, new AffineChannel(), [draft], blocks), Scaling = null, Affine = null };
    }
}
