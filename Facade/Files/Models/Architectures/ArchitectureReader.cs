using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Reads the document of an architecture file: an input shape and nodes in the order of execution.</summary>
internal sealed class ArchitectureReader
{
    public const string Schema = "marginalia/architecture/1";

    private const string InputName = "input", Normalization = "batchNorm";

    private readonly string _source;
    private readonly TensorIndex? _file;
    private readonly ReadLimits _limits;
    private readonly List<Shape> _shapes = [];
    private readonly List<DraftNode> _drafts = [];
    private readonly Dictionary<string, int> _values = [];
    private readonly List<string> _assumptions = [];

    private ArchitectureReader(string source, ArrayFile? file, ReadLimits limits) => (_source, _file, _limits) = (source, file is null ? null : new TensorIndex(file), limits);

    /// <summary>Reads a document; a fault when it does not describe a network or the tensors do not fit.</summary>
    /// <param name="source">What messages call the document.</param>
    /// <param name="document">The document.</param>
    /// <param name="file">The tensors; null when the document alone says all sizes.</param>
    /// <param name="limits">How large a network may be.</param>
    public static ArchitectureReading Read(string source, JsonElement document, ArrayFile? file, ReadLimits limits) => new ArchitectureReader(source, file, limits).Read(document);

    private ArchitectureReading Read(JsonElement document)
    {
        var root = JsonFields.Of(_source, "the document", document);
        if (root.GetText("schema") is var schema && schema != Schema)
            throw root.Fault($"has the schema '{schema}'", $"write \"schema\": \"{Schema}\"");
        _shapes.Add(OperationFields.ShapeOf(root, "input"));
        var nodes = root.GetList("nodes");
        if (nodes.Count == 0 || nodes.Count > _limits.MaximumArrays)
            throw root.Fault($"has {nodes.Count} nodes", $"give 1 to {_limits.MaximumArrays}");
        for (var i = 0; i < nodes.Count; i++)
            Add(JsonFields.Of(_source, $"node {i + 1}", nodes[i]), i);
        var ending = Ending(root);
        root.End();
        return Folded(ending);
    }

    private void Add(JsonFields unnamed, int index)
    {
        var kind = unnamed.GetText("kind");
        var name = unnamed.FindText("name") ?? $"{kind}{index + 1}";
        var fields = unnamed.As($"node '{name}'");
        var inputs = Inputs(fields, index);
        var shapes = inputs.Select(v => _shapes[v]).ToArr();
        var tensors = new TensorChoices(_source, _file, name, fields.Find("tensors") is { } given ? JsonFields.Of(_source, $"'tensors' of node '{name}'", given) : null);
        var draft = kind == Normalization ? NormalizationOf(fields, tensors, name, inputs, shapes) : OperationOf(kind, fields, tensors, name, inputs, shapes);
        fields.End();
        tensors.End();
        if (!_values.TryAdd(name, _drafts.Count))
            throw fields.Fault("has the name of a node before it", "give every node a name of its own");
        _drafts.Add(draft);
    }

    private DraftNode OperationOf(string kind, JsonFields fields, TensorChoices tensors, string name, int[] inputs, Arr<Shape> shapes)
    {
        var form = OperationForm.All.FirstOrDefault(f => f.Kind == kind)
            ?? throw fields.Fault($"has the kind '{kind}'", $"use one of {string.Join(", ", OperationForm.All.Select(static f => f.Kind))}, {Normalization}");
        var operation = form.Read(new(fields, tensors));
        Push(fields, operation, shapes);
        var blocks = operation.Blocks(shapes);
        if (!tensors.HasFile)
            return new(name, operation, inputs, []);
        var chosen = blocks.Map(b => tensors.Get(b.Name, b.Dimensions.Count switch { 1 => "o", 2 => "oi", _ => "oihw" })).ToArray();
        for (var b = 0; b < chosen.Length; b++)
            Check(fields, chosen[b], blocks[b].Name, blocks[b].Dimensions);
        var draft = new DraftNode(name, operation, inputs, [.. chosen.Select(c => c.Source(_source))]);
        draft.Tensors.AddRange(chosen.SelectMany(static c => c.Entries).Select(static e => e.Name));
        return draft;
    }

    private DraftNode NormalizationOf(JsonFields fields, TensorChoices tensors, string name, int[] inputs, Arr<Shape> shapes)
    {
        // PyTorch and Keras add different numbers, so it has to be said.
        var epsilon = fields.GetNumber("epsilon");
        if (epsilon < 0)
            throw fields.Fault(FormattableString.Invariant($"has epsilon = {epsilon}"), "use a number that is not negative");
        Push(fields, new AffineChannel(), shapes);
        if (!tensors.HasFile)
            return new(name, new AffineChannel(), inputs, []) { IsNormalization = true };
        var channels = new Arr<int>([shapes[0].Dimensions[0]]);
        var (gamma, beta, mean, variance) = (tensors.Find("gamma", "o"), tensors.Find("beta", "o"), tensors.Get("mean", "o"), tensors.Get("variance", "o"));
        foreach (var (block, tensor) in new[] { ("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance) })
        {
            if (tensor is not null)
                Check(fields, tensor, block, channels);
            else
                _assumptions.Add(FileFault.Clean($"Node '{name}' has no tensor for {block}, which is taken to be {(block == "gamma" ? 1 : 0)}."));
        }

        var statistics = new FixedNormalization(_source, name, epsilon, channels[0], gamma?.Source(_source), beta?.Source(_source), mean.Source(_source), variance.Source(_source));
        var draft = new DraftNode(name, new AffineChannel(), inputs, [statistics.Scale, statistics.Shift]) { IsNormalization = true };
        draft.Tensors.AddRange(new[] { gamma, beta, mean, variance }.SelectMany(static c => c?.Entries ?? []).Select(static e => e.Name));
        return draft;
    }

    private void Check(JsonFields fields, ChosenTensors chosen, string block, Arr<int> expected)
    {
        if (!chosen.Dimensions.SequenceEqual(expected))
            throw new FileFault(new Error.ShapeMismatch(
                FileFault.Clean($"{_source}: {fields.Where}: the tensor '{chosen.Names}' for {block}"), NumericArray.Text(chosen.Dimensions), NumericArray.Text(expected)));
    }

    // The next shape; whatever is wrong with the operation is told as the network would tell it.
    private void Push(JsonFields fields, Operation operation, Arr<Shape> shapes)
    {
        // Whatever an operation joins then fits the integers in which it counts.
        if (shapes.Sum(static s => (long)s.Size) is var read && read > _limits.MaximumEntries)
            throw fields.Fault(FormattableString.Invariant($"reads {read} numbers"), FormattableString.Invariant($"at most {_limits.MaximumEntries} numbers are held"));
        var output = operation.Output(shapes).Match(static s => s, errors => throw new FileFault(errors.Head is Error.ShapeMismatch m
            ? m with { What = FileFault.Clean($"{_source}: {fields.Where}: {m.What}") }
            : new Error.Malformed(_source, FileFault.Clean($"{fields.Where}: {errors.Head.Sentence.TrimEnd('.')}"), "correct the architecture")));
        if (output.Dimensions.Fold(1L, static (n, s) => n > int.MaxValue ? n : n * s) > _limits.MaximumEntries)
            throw fields.Fault($"has an output of {output}", FormattableString.Invariant($"at most {_limits.MaximumEntries} numbers are held"));
        _shapes.Add(output);
    }

    private int[] Inputs(JsonFields fields, int index)
    {
        if (fields.Find("inputs") is not { } given)
            return [index];
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is < 1 or > 4096)
            throw fields.Fault("has 'inputs' that is no list of names", "name the nodes that it reads, or \"input\"");
        return [.. given.EnumerateArray().Select(v => Value(fields, v, index))];
    }

    // A name, or the number of a value: 0 the input, i the output of node i.
    private int Value(JsonFields fields, JsonElement value, int index)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return fields.Integer(value, "inputs", 0, index);
        var name = fields.Text(value, "inputs");
        if (_values.TryGetValue(name, out var node))
            return name == InputName ? throw fields.Fault($"reads '{name}', which is both a node and the input of the network", "use 0 for the input and the node's number from 1 for the node") : node + 1;
        return name == InputName ? 0 : throw fields.Fault($"reads '{name}', which is no node before it", "list nodes in the order of execution, without cycles");
    }

    private static OutputEnding Ending(JsonFields root) => root.FindText("ending") switch
    {
        null or "logits" => OutputEnding.Logits,
        "softmax" => OutputEnding.Softmax,
        "logSoftmax" => OutputEnding.LogSoftmax,
        "logistic" => OutputEnding.Logistic,
        var other => throw root.Fault($"has the ending '{other}'", "use logits, softmax, logSoftmax or logistic"),
    };

    // The layer that a normalization reads; the last node may only go into the last layer, which then gives the outputs.
    private DraftNode? Before(DraftNode normalization) => normalization.Inputs[0] == 0 ? null : _drafts[normalization.Inputs[0] - 1] is var before ? before.FoldedInto ?? before : null;

    private ArchitectureReading Folded(OutputEnding ending)
    {
        var readers = new int[_drafts.Count + 1];
        foreach (var value in _drafts.SelectMany(static d => d.Inputs))
            readers[value]++;
        var final = new int[_drafts.Count + 1];
        var nodes = new List<Node>();
        var (kept, folded) = (new List<DraftNode>(), new Dictionary<string, string>());
        for (var i = 0; i < _drafts.Count; i++)
        {
            var draft = _drafts[i];
            // A chain of normalizations behind one layer goes into it one after the other.
            if (draft.IsNormalization && readers[draft.Inputs[0]] == 1 && Before(draft) is { } layer && (i + 1 < _drafts.Count || kept[^1] == layer) && layer.TryFold(draft))
            {
                draft.Tensors.ForEach(t => folded[t] = draft.FoldedInto!.Name);
                final[i + 1] = final[draft.Inputs[0]];
                continue;
            }

            kept.Add(draft);
            final[i + 1] = kept.Count;
            nodes.Add(new Node(draft.Name, draft.Operation, draft.Inputs.Select(v => final[v]).ToArr()));
        }

        // Folding changed operations after they were listed.
        var network = Network.Create(_shapes[0], nodes.Select((n, i) => n with { Operation = kept[i].Operation }).ToArr())
            .Match(static n => n, errors => throw FileFault.Malformed(_source, errors.Head.Sentence.TrimEnd('.'), "correct the architecture"));
        return new(network, [.. kept.SelectMany(static d => d.Sources)], ending, folded, _drafts.SelectMany(static d => d.Tensors).ToHashSet(), _assumptions.ToArr());
    }
}
