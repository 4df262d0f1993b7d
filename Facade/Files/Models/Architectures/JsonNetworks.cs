using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Dense networks written out in JSON: <c>{"layers": [{"W": [[...]], "b": [...]}, ...]}</c>, W with one row for each output.</summary>
/// <remarks>Optional are "schema", then "marginalia/network/1", and "activation" of the hidden layers, else relu; the bias of a layer may be null or left out. Unknown members, ragged
/// matrices, shapes that do not fit and numbers that are not finite are errors (theory part 2, section 6).</remarks>
public static class JsonNetworks
{
    private const string Schema = "marginalia/network/1";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="options">The limits; an architecture file is not read, since the document is one itself.</param>
    /// <returns>The network, all layers audited, or one sentence on what is wrong, with the layer's name.</returns>
    public static Either<Error, ModelFile> Open(string path, ModelOptions? options = null)
    {
        var limits = (options ?? ModelOptions.Default).Limits;
        return FileReading.Run(path, () => Of(FileReading.Name(path), StrictJson.OfFile(path, limits), limits));
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">The limits.</param>
    public static Either<Error, ModelFile> Parse(byte[] bytes, string name, ModelOptions? options = null)
    {
        var limits = (options ?? ModelOptions.Default).Limits;
        return FileReading.Run(name, () => Of(name, StrictJson.Of(name, bytes, limits), limits));
    }

    private static ModelFile Of(string source, JsonElement document, ReadLimits limits)
    {
        var root = JsonFields.Of(source, "the document", document);
        if (root.FindText("schema") is { } schema && schema != Schema)
            throw root.Fault($"has the schema '{schema}'", $"write \"schema\": \"{Schema}\", or give an architecture with its tensors");
        var activation = root.FindText("activation");
        var hidden = Activation.Parse(activation ?? "relu").Match(static a => a, errors => throw root.Fault($"has an activation that is not known: {FileFault.Clean(errors.Head.Sentence.TrimEnd('.'))}"));
        var list = root.GetList("layers");
        root.End();
        if (list.Count == 0 || list.Count > limits.MaximumArrays)
            throw root.Fault($"has {list.Count} layers", $"give 1 to {limits.MaximumArrays}");
        var layers = new List<(Matrix W, double[]? B)>();
        foreach (var element in list)
            layers.Add(Layer(JsonFields.Of(source, $"layer{layers.Count + 1}", element), source, layers.Count == 0 ? null : layers[^1].W.Rows));
        var nodes = layers.Select((l, k) => new Node($"layer{k + 1}", new Dense(l.W.Rows, l.B is not null, k < layers.Count - 1 ? hidden : new Activation.Linear()), Array(k))).ToArr();
        var network = Network.Create(Shape.Of(layers[0].W.Columns), nodes).Match(static n => n, errors => throw FileFault.Malformed(source, errors.Head.Sentence.TrimEnd('.'), "give a smaller network"));
        var bound = new BoundNetwork(network, [.. layers.SelectMany(static l => Sources(l.W, l.B))]);
        return new(
            source, "JSON network", nodes.Map(static n => new NodeCoverage(n.Name, n.Operation.Text, new Treatment.Audited())), bound.Tensors(source),
            activation is null && layers.Count > 1 ? Array("The hidden layers are relu, which is what a JSON network means when it has no activation.") : Arr<string>.Empty, () => bound.Load(source));
    }

    private static IEnumerable<BlockSource> Sources(Matrix w, double[]? b)
    {
        yield return new(ElementType.Float64, () => w.Span.ToArray());
        if (b is not null)
            yield return new(ElementType.Float64, () => [.. b]);
    }

    private static (Matrix W, double[]? B) Layer(JsonFields fields, string source, int? inputs)
    {
        var rows = fields.GetList("W");
        if (rows.Count == 0)
            throw fields.Fault("has a 'W' without rows", "write one row of weights for each output");
        var w = rows.Select(r => Numbers(fields, r, "W")).ToArray();
        if (System.Array.FindIndex(w, r => r.Length != w[0].Length) is > 0 and var ragged)
            throw fields.Fault($"has {w[ragged].Length} numbers in row {ragged} of 'W' and {w[0].Length} in row 0", "write as many numbers in every row as there are inputs");
        if (w[0].Length == 0)
            throw fields.Fault("has a 'W' without columns", "write as many numbers in every row as there are inputs");
        if (inputs is { } expected && w[0].Length != expected)
            throw new FileFault(new Error.ShapeMismatch(FileFault.Clean($"{source}: W of {fields.Where}"), $"{w.Length} x {w[0].Length}", $"{w.Length} x {expected}, since the layer before it has {expected} outputs,"));
        var b = fields.Find("b") is { } bias ? Numbers(fields, bias, "b") : null;
        fields.End();
        return b is null || b.Length == w.Length
            ? (Matrix.Of(w.Length, w[0].Length, [.. w.SelectMany(static r => r)]), b)
            : throw new FileFault(new Error.ShapeMismatch(FileFault.Clean($"{source}: b of {fields.Where}"), $"{b.Length}", $"{w.Length}, one number for each row of W,"));
    }

    private static double[] Numbers(JsonFields fields, JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw fields.Fault($"has '{name}' that is no list of numbers");
        var numbers = new double[list.GetArrayLength()];
        var at = 0;
        foreach (var element in list.EnumerateArray())
            numbers[at++] = fields.Number(element, name);
        return numbers;
    }
}
