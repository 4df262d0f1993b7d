using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Reads the meaning of one graph, node by node; a node that is not understood leaves the others as they are.</summary>
internal sealed class OnnxImport
{
    private readonly OnnxModel _model;
    private readonly ReadLimits _limits;
    private readonly Dictionary<string, OnnxMeaning> _meanings = [];
    private readonly Dictionary<string, int> _readers = [];
    private readonly Dictionary<string, string> _onlyReader = [];
    private readonly List<string> _assumptions = [];
    private readonly List<ModelTensor> _orphans = [];
    private readonly System.Collections.Generic.HashSet<string> _orphaned = [];
    private readonly List<(OnnxNode? Node, Func<Treatment> Treatment)> _coverage = [];
    private readonly OnnxGraphInput _input;
    private readonly string _output;

    public OnnxImport(OnnxModel model, string source, ReadLimits limits)
    {
        (_model, Source, _limits) = (model, source, limits);
        Drafts = new(limits);
        // A classifier may return labels beside its scores.
        var outputs = model.Graph.Outputs;
        _output = outputs.Count == 0
            ? throw FileFault.Malformed(source, "returns nothing", "export a model that has an output")
            : outputs.Find(static o => o.Type.Exists(static t => t.IsFloating)).IfNone(outputs[0]).Name;
        _input = OnnxGraphInput.Of(model.Graph, Drafts);
    }

    public OnnxDrafts Drafts { get; }

    public string Source { get; }

    public long Opset => _model.OpsetVersion;

    public int? FixedBatch => _input.FixedBatch;

    /// <summary>Whether the model computes in double precision.</summary>
    public bool IsDouble => _input.Type == ElementType.Float64;

    public OutputEnding Ending { get; set; }

    public OnnxMeaning Meaning(string name) => _meanings.GetValueOrDefault(name) ?? new OnnxMeaning.Unknown(name);

    public void Define(string name, OnnxMeaning meaning) => _meanings[name] = meaning;

    /// <summary>How many inputs of nodes that matter read a value, the output of the network included; asking for its shape is no reading.</summary>
    public int Readers(string name) => _readers.GetValueOrDefault(name);

    public void Assume(string sentence)
    {
        if (!_assumptions.Contains(sentence) && _assumptions.Count < 100)
            _assumptions.Add(sentence);
    }

    /// <summary>Whether nothing but the output reads a value, at most through nodes that pass it on.</summary>
    public bool IsOutput(string name)
    {
        while (name != _output && Readers(name) == 1 && _onlyReader.TryGetValue(name, out var next))
            name = next;
        return name == _output && Readers(name) == 1;
    }

    public ModelFile Run()
    {
        var live = Live();
        _input.Problem.IfSome(p => _coverage.Add((null, () => new Treatment.Unsupported(p))));
        foreach (var sentence in _input.Assumptions)
            Assume(sentence);
        if (Opset is < 7 or > 22)
            _coverage.Add((null, () => new Treatment.Unsupported($"the operator set {Opset} is not one of 7 to 22")));
        if (_model.Graph.Outputs.Count > 1)
            Assume($"of the {_model.Graph.Outputs.Count} outputs '{FileFault.Clean(_output)}', the first of a floating-point type, is the one that is measured");
        foreach (var tensor in _model.Graph.Initializers)
            Define(tensor.Name, new OnnxMeaning.Constant(OnnxConstant.Of(tensor, tensor.Name, Source)));
        _input.Define(this);
        for (var i = 0; i < _model.Graph.Nodes.Count; i++)
            _coverage.Add((_model.Graph.Nodes[i], live[i] ? Node(_model.Graph.Nodes[i], i) : () => new Treatment.Ignored($"its result does not reach the output '{_output}'")));
        return new OnnxResult(_model, Source, _limits, _assumptions, _orphans, _coverage, Ending).File(Output(), Drafts, _input.Draft);
    }

    private Func<Treatment> Node(OnnxNode node, int index)
    {
        var (drafts, site) = (Drafts.Count, new OnnxSite(this, node, index));
        try
        {
            if (node.Domain.Length > 0)
                throw new OnnxRefusal($"it is of the set '{node.Domain}', not one of the standard operators");
            if (node.Outputs.Count == 0)
                throw new OnnxRefusal("it has no output");
            if (!OnnxFill.Passes(site))
                OnnxOperators.Find(node.Operator).Read(site);
            return site.Treatment;
        }
        catch (OnnxRefusal refusal)
        {
            return Refused(node, drafts, refusal.Message);
        }
        catch (FileFault fault)
        {
            return Refused(node, drafts, fault.Error.Sentence.TrimEnd('.'));
        }
    }

    private Func<Treatment> Refused(OnnxNode node, int drafts, string reason)
    {
        Drafts.Return(drafts);
        foreach (var output in node.Outputs)
            Define(output, new OnnxMeaning.Unknown(node.Label));
        foreach (var input in node.Inputs)
            if (_orphaned.Add(input) && Meaning(input) is OnnxMeaning.Constant { Value: { Type: { IsFloating: true } type, Shape.Length: > 0, Count: > 0 } tensor })
            {
                // Recurrent layers have an axis for their directions in front.
                var shape = node.Operator is "RNN" or "GRU" or "LSTM" && tensor.Shape[0] == 1 && tensor.Shape.Length > 1 ? tensor.Shape[1..] : tensor.Shape;
                var kind = shape.Length > 1 ? BlockKind.Weight : BlockKind.Bias;
                _orphans.Add(OnnxResult.Tensor(Source, new(tensor.Name, kind, shape, type, tensor.Name, tensor.Read), FileFault.Clean(tensor.Name)));
            }
        return () => new Treatment.Unsupported(reason);
    }

    /// <summary>What the output is, on a draft of its own; none when it cannot be said.</summary>
    private OnnxDraft? Output()
    {
        if (Meaning(_output) is not OnnxMeaning.Flow { Draft: { Operation: not null } } flow)
        {
            if (Meaning(_output) is not OnnxMeaning.Unknown)
                _coverage.Add((null, () => new Treatment.Unsupported($"the output '{_output}' is {(Meaning(_output) is OnnxMeaning.Flow ? "the input itself" : Meaning(_output).Words)}")));
            return null;
        }

        if (flow.Padding is not null)
            _coverage.Add((null, static () => new Treatment.Unsupported("the output is a padded image")));
        return flow.Padding is null ? flow.Draft : null;
    }

    /// <summary>Which nodes the output depends on, and who reads what among them.</summary>
    private bool[] Live()
    {
        var (nodes, live) = (_model.Graph.Nodes, new bool[_model.Graph.Nodes.Count]);
        var needed = new System.Collections.Generic.HashSet<string> { _output };
        _readers[_output] = 1;
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            live[i] = nodes[i].Outputs.Exists(o => o.Length > 0 && needed.Contains(o));
            if (!live[i])
                continue;
            foreach (var input in nodes[i].Inputs)
            {
                needed.Add(input);
                if (nodes[i].Operator != "Shape")
                    _readers[input] = Readers(input) + 1;
            }

            if (nodes[i].Operator is "Identity" or "Dropout" or "Cast" && nodes[i].Inputs.Count > 0)
                _onlyReader[nodes[i].Inputs[0]] = nodes[i].Outputs[0];
        }

        return live;
    }
}
