using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Turns what was read into the record that audits work with.</summary>
internal sealed record OnnxResult(
    OnnxModel Model, string Source, ReadLimits Limits, List<string> Assumptions, List<ModelTensor> Orphans, List<(OnnxNode? Node, Func<Treatment> Treatment)> Nodes, OutputEnding Ending)
{
    public ModelFile File(OnnxDraft? output, OnnxDrafts drafts, OnnxDraft input)
    {
        var isWhole = output is { Shape: not null } && !Nodes.Exists(static n => n.Treatment() is Treatment.Unsupported);
        var kept = isWhole ? drafts.Needed(output!) : [.. drafts.All];
        if (kept.Find(k => k.Twin is { } twin && kept.Contains(twin)) is { } copy)
        {
            if (isWhole)
                Nodes.Add((null, () => new Treatment.Unsupported($"all states and the last state of '{copy.Name}' are both used")));
            (isWhole, kept) = (false, kept.FindAll(k => k.Twin is null || !kept.Contains(k.Twin)));
        }

        OnnxDrafts.Name(kept);
        var network = isWhole ? Some(OnnxDrafts.Network(input, kept)) : None;
        network.IfSome(created => created.IfFail(errors => Nodes.Add((null, () => new Treatment.Unsupported(errors.Head.Sentence)))));
        var coverage = Nodes.Select(n => new NodeCoverage(
            FileFault.Clean(n.Node?.Label ?? "graph"), FileFault.Clean(n.Node?.Operator ?? "model"), Cleaned(n.Treatment()))).ToArr();
        var weights = kept.SelectMany(d => d.Blocks.Select(b => Tensor(Source, b, $"{d.Name}.{b.Name}"))).Concat(Orphans).ToArr();
        foreach (var shared in kept.SelectMany(static d => d.Blocks).Where(static b => b.Kind == BlockKind.Weight).GroupBy(static b => b.Tensor).Where(static g => g.Count() > 1))
            Assumptions.Add($"'{FileFault.Clean(shared.Key)}' is used by {shared.Count()} layers, each of which is counted with weights of its own");
        var format = $"ONNX, opset {Model.OpsetVersion}{(Model.Producer.Length > 0 ? $", by {FileFault.Clean(Model.Producer)}" : "")}";
        var folded = kept.Exists(static d => d.HasFoldedNormalization);
        return new(Source, format, coverage, weights, Assumptions.ToArr(), () => FileReading.Run(Source, () => Load(coverage, network, kept, folded)));
    }

    /// <summary>A block as a tensor of its own.</summary>
    public static ModelTensor Tensor(string source, OnnxBlock block, string layer) => new(layer, block.Kind, block.Shape.ToArr(), block.Stored, () => FileReading.Run(source, () =>
        Matrix.Of(block.Shape[0], (int)(block.Count / block.Shape[0]), Finite(source, block))));

    private LoadedNetwork Load(Arr<NodeCoverage> coverage, Option<Validation<Error, Network>> created, List<OnnxDraft> drafts, bool folded)
    {
        foreach (var node in coverage)
            if (node.Treatment is Treatment.Unsupported u)
                throw FileFault.Unsupported(Source, $"'{node.Node}' ({node.Operator})", u.Reason, "export the model without it; the weights alone can still be measured");
        var network = created.Match(
            static c => c.Match(static n => n, static e => throw new FileFault(e.Head())),
            () => throw FileFault.Unsupported(Source, "its output", "it does not come from the nodes of the graph", "export the model again"));
        if (network.ParameterCount > Limits.MaximumEntries)
            throw FileFault.TooLarge(Source, $"has {network.ParameterCount} parameters", Limits.MaximumEntries);
        var flat = Vector.Build(network.ParameterCount, target =>
        {
            var at = 0;
            foreach (var block in drafts.SelectMany(static d => d.Blocks))
            {
                Finite(Source, block).CopyTo(target[at..]);
                at += (int)block.Count;
            }
        });
        return Parameters.Create(network.Layout, flat).Match(p => new LoadedNetwork(network, p, Ending, folded), static e => throw new FileFault(e.Head()));
    }

    // Folding multiplies, so it may overflow where every tensor is finite.
    private static double[] Finite(string source, OnnxBlock block)
    {
        var values = block.Read();
        if (values.Length != block.Count)
            throw new InvalidOperationException($"'{block.Tensor}' gives {values.Length} numbers for a block of {block.Count}.");
        var bad = System.Array.FindIndex(values, static x => !double.IsFinite(x));
        return bad < 0 ? values : throw OnnxConstant.NonFinite(source, block.Tensor, values[bad], block.Shape, bad);
    }

    private static Treatment Cleaned(Treatment treatment) => treatment.Match<Treatment>(
        static () => new Treatment.Audited(), static into => new Treatment.Folded(FileFault.Clean(into)),
        static proof => new Treatment.Ignored(FileFault.Clean(proof)), static reason => new Treatment.Unsupported(FileFault.Clean(reason)));
}
