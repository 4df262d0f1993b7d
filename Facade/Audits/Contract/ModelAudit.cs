using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Files;
using Marginalia.Measures;

namespace Marginalia.Audits;

/// <summary>A measure with its value on one network.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Value">Its value, or why there is none.</param>
public sealed record MeasuredValue(Measure Measure, MeasureValue Value)
{
    /// <summary>What the value depends on besides the weights.</summary>
    public ValueConditions Conditions { get; init; } = ValueConditions.None;
}

/// <summary>A bound with its number for one network.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="Value">Its number and status.</param>
public sealed record BoundedValue(Bound Bound, BoundValue Value)
{
    /// <summary>What the number depends on besides the weights.</summary>
    public ValueConditions Conditions { get; init; } = ValueConditions.None;
}

/// <summary>The network that was measured, in words and numbers.</summary>
/// <param name="Text">The architecture in one line.</param>
/// <param name="Input">The shape of one example.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Depth">The number of weight layers.</param>
/// <param name="Homogeneity">The degrees of homogeneity in the layers, or why there are none.</param>
/// <param name="Ending">What the file computes from the logits at its end; everything measured is about the logits.</param>
public sealed record NetworkSummary(string Text, string Input, int Outputs, int Parameters, int Depth, string Homogeneity, OutputEnding Ending)
{
    private const int Longest = 12;

    private const string Arrow = " -> ";

    /// <summary>The architecture in one line that can be read: of more than 12 nodes the first and the last ones, and how many stand between.</summary>
    public string ShortText
    {
        get
        {
            // The first part is the shape of the input.
            var parts = Text.Split(Arrow);
            return parts.Length - 1 <= Longest ? Text
                : string.Join(Arrow, parts[..(Longest / 2)].Append($"... {parts.Length - 1 - Longest + 2} more nodes, all in the JSON (--json) ...").Concat(parts[^(Longest / 2 - 1)..]));
        }
    }
}

/// <summary>The audit of one network.</summary>
/// <param name="Name">The file's name, or the words that the caller gave.</param>
/// <param name="Format">The format with version and producer.</param>
/// <param name="WeightsHash">SHA-256 of the weights as doubles in the order of the layer table.</param>
/// <param name="Coverage">What was made of every node.</param>
/// <param name="Assumptions">What was guessed where the file does not say.</param>
/// <param name="Network">The network; none when only its weights could be measured.</param>
/// <param name="Check">The comparison with reference outputs, when asked for.</param>
/// <param name="Margins">Error and margins on the data, or why there are none.</param>
/// <param name="Layers">One row for each weight tensor.</param>
/// <param name="Measures">The measures that were asked for, in the order of their table.</param>
/// <param name="Bounds">The bounds that were asked for, in the order of their table.</param>
/// <param name="Warnings">What to know before quoting.</param>
public sealed record ModelAudit(
    string Name,
    string Format,
    string WeightsHash,
    Arr<NodeCoverage> Coverage,
    Arr<string> Assumptions,
    Option<NetworkSummary> Network,
    Option<FunctionCheck> Check,
    Either<string, MarginSummary> Margins,
    Arr<LayerAudit> Layers,
    Arr<MeasuredValue> Measures,
    Arr<BoundedValue> Bounds,
    Arr<AuditWarning> Warnings)
{
    /// <summary>Distances to the decision boundary by representation, for the full audit; otherwise why there are none.</summary>
    public Either<string, Arr<SignatureSummary>> Signatures { get; init; } = Prelude.Left<string, Arr<SignatureSummary>>("Margin signatures are part of the full audit.");

    /// <summary>Whether every node is audited, folded or ignored with proof.</summary>
    public bool IsCovered => !Coverage.Exists(static c => c.Treatment is Treatment.Unsupported);

    /// <summary>The coverage in one sentence.</summary>
    public string CoverageSentence
    {
        get
        {
            var counts = Coverage.GroupBy(static c => c.Treatment.Word).ToDictionary(static g => g.Key, static g => g.Count());
            var words = string.Join(", ", new[] { "audited", "folded", "ignored", "unsupported" }.Where(counts.ContainsKey).Select(w => $"{counts[w]} {w}"));
            return Coverage.IsEmpty ? "The file has no nodes, only tensors." : $"{Coverage.Count} nodes: {words}.";
        }
    }

    /// <summary>The measure with an identifier, when it was asked for.</summary>
    /// <param name="id">For instance "path.phi(2)".</param>
    public Option<MeasureValue> Measure(string id) => Measures.Find(m => m.Measure.Id == id).Map(static m => m.Value);
}
