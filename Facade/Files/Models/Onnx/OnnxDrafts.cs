using LanguageExt;
using Marginalia.Networks;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>The network that is being built, in topological order.</summary>
internal sealed class OnnxDrafts(ReadLimits limits)
{
    /// <summary>Degrees of homogeneity are kept for every node and layer, so the number of nodes is bounded.</summary>
    private const int MaximumNodes = 5_000;

    private readonly List<OnnxDraft> _all = [];

    public int Count => _all.Count;

    public IEnumerable<OnnxDraft> All => _all;

    /// <summary>Adds a node, after checking that it can be had: shapes that fit, tensors of the right shape, a value of bearable size.</summary>
    public OnnxDraft Add(string name, bool hasTensorName, Operation operation, OnnxDraft[] inputs, OnnxBlock[] blocks, OnnxDraft? twin = null)
    {
        if (_all.Count >= MaximumNodes)
            throw new OnnxRefusal($"the network has more than {MaximumNodes} nodes");
        Shape? shape = null;
        if (inputs.All(static i => i.Shape is not null))
        {
            var shapes = inputs.Select(static i => i.Shape!).ToArr();
            shape = operation.Output(shapes).Match(static s => s, static e => throw new OnnxRefusal(e.Head().Sentence.TrimEnd('.')));
            CheckSize(shape.Dimensions);
            CheckBlocks(operation.Blocks(shapes), blocks);
        }

        var draft = new OnnxDraft(name, operation, inputs, blocks, shape) { HasTensorName = hasTensorName, Twin = twin };
        _all.Add(draft);
        return draft;
    }

    /// <summary>The numbers of a draft under another shape; no node where it has that shape.</summary>
    public OnnxDraft Shaped(OnnxDraft draft, string name, params int[] shape)
    {
        if (draft.Shape is null || draft.Shape.Dimensions.SequenceEqual(shape))
            return draft;
        // Two reshapings in a row are one.
        var from = draft.Operation is Reshape or Flatten ? draft.Inputs[0] : draft;
        return from.Shape!.Dimensions.SequenceEqual(shape) ? from : Add(name, false, shape.Length == 1 ? new Flatten() : new Reshape(Shape.Of(shape)), [from], []);
    }

    /// <summary>The numbers of a draft with its axes in another order; two orders that cancel need no node.</summary>
    public OnnxDraft Permuted(OnnxDraft draft, string name, params int[] order) =>
        draft.Operation is Permute { Order: var before } && order.Select((a, i) => before[a] == i).All(static same => same)
            ? draft.Inputs[0]
            : Add(name, false, new Permute(order.ToArr()), [draft], []);

    /// <summary>Refuses values of which one example would not fit in memory.</summary>
    public void CheckSize(IEnumerable<int> axes)
    {
        var size = 1L;
        foreach (var axis in axes)
            size = axis > 0 && size <= limits.MaximumEntries ? size * axis : throw TooLarge();
        if (size > limits.MaximumEntries)
            throw TooLarge();

        OnnxRefusal TooLarge() => new($"one example would have the shape {string.Join(" x ", axes)}, which is empty or has more than {limits.MaximumEntries} numbers");
    }

    /// <summary>Takes back what a node that turned out to be unsupported has added.</summary>
    public void Return(int count) => _all.RemoveRange(count, _all.Count - count);

    /// <summary>What the output needs, in order, under distinct names.</summary>
    public List<OnnxDraft> Needed(OnnxDraft output)
    {
        var needed = new System.Collections.Generic.HashSet<OnnxDraft> { output };
        for (var i = _all.Count - 1; i >= 0; i--)
            if (needed.Contains(_all[i]))
                needed.UnionWith(_all[i].Inputs);
        return _all.Where(needed.Contains).ToList();
    }

    /// <summary>Makes the names distinct, since two layers may share a tensor.</summary>
    public static void Name(IEnumerable<OnnxDraft> drafts)
    {
        var taken = new System.Collections.Generic.HashSet<string>();
        var next = new Dictionary<string, int>();
        foreach (var draft in drafts)
        {
            var name = draft.Name;
            while (!taken.Add(draft.Name))
            {
                next[name] = next.GetValueOrDefault(name, 1) + 1;
                draft.Name = $"{name} ({next[name]})";
            }
        }
    }

    /// <summary>The network of these drafts.</summary>
    public static Validation<Numerics.Error, Network> Network(OnnxDraft input, List<OnnxDraft> drafts)
    {
        var numbers = new Dictionary<OnnxDraft, int> { [input] = 0 };
        var nodes = new Node[drafts.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new(drafts[i].Name, drafts[i].Operation!, drafts[i].Inputs.Select(d => numbers[d]).ToArr());
            numbers[drafts[i]] = i + 1;
        }

        return Networks.Network.Create(input.Shape!, new Arr<Node>(nodes));
    }

    private static void CheckBlocks(Arr<BlockShape> expected, OnnxBlock[] given)
    {
        for (var i = 0; i < given.Length; i++)
            if (!expected[i].Dimensions.SequenceEqual(given[i].Shape))
                throw new OnnxRefusal($"'{given[i].Tensor}' has the shape {string.Join(" x ", given[i].Shape)} where {string.Join(" x ", expected[i].Dimensions)} is needed");
    }
}
