using LanguageExt;
using Marginalia.Networks;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>What a file of tensors is taken to be when nobody says.</summary>
/// <param name="Bound">The network, if the tensors fit one.</param>
/// <param name="Coverage">What was made of every tensor.</param>
/// <param name="Assumptions">What was guessed.</param>
/// <param name="Obstacle">What stands in the way of a network; empty when there is one.</param>
internal sealed record NetworkGuess(Option<BoundNetwork> Bound, Arr<NodeCoverage> Coverage, Arr<string> Assumptions, string Obstacle = "")
{
    public const string Advice = "an architecture file can say which tensor feeds which layer (docs/models.md)";

    /// <summary>Words in names that tell of layers which matrices and biases alone do not describe.</summary>
    private static readonly System.Collections.Generic.HashSet<string> Foreign =
        ["ih", "hh", "rnn", "lstm", "gru", "recurrent", "attn", "attention", "embedding", "embeddings", "embed", "bn", "norm", "batchnorm", "layernorm", "batch", "running", "moving", "gamma", "beta"];

    /// <summary>Takes the matrices of a file for the layers of a network, one after the other.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isOrdered">Whether it keeps the order in which a program listed its weights.</param>
    public static NetworkGuess Of(ArrayFile file, bool isOrdered)
    {
        var named = file.Entries.Map(static e => (Entry: e, Name: TensorName.Of(e.Name)));
        var obstacles = new Dictionary<string, string>();
        foreach (var (entry, name) in named)
        {
            if (ObstacleOf(entry, name) is { } reason)
                obstacles[entry.Name] = reason;
        }

        var layers = Pairs(named.Filter(n => !IsIgnored(n.Entry)), obstacles);
        if (obstacles.Count == 0 && layers.Count == 0)
            obstacles[file.Entries[0].Name] = "there is no matrix among the tensors";
        return obstacles.Count > 0 ? Impossible(file, obstacles)
            : ChosenOrder.Of(layers, InFile(file, layers), isOrdered) is { } order ? Possible(file, order)
            : Impossible(file, new() { [layers[0].Weight.Name] = $"the shapes {Shapes(layers)} make no chain in which the outputs of one layer are the inputs of the next" });
    }

    /// <summary>The name of a stored type in words: "float32".</summary>
    public static string TypeName(ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>What coverage calls the kind of a tensor.</summary>
    public static string Kind(ArrayEntry entry) => $"tensor {NumericArray.Text(entry.Shape)}, {TypeName(entry.Type)}";

    private static bool IsIgnored(ArrayEntry entry) => !entry.Type.IsFloating && entry.Count <= 1;

    private static string? ObstacleOf(ArrayEntry entry, TensorName name) =>
        IsIgnored(entry) ? null
        : !entry.Type.IsFloating ? $"it holds numbers of type {TypeName(entry.Type)}, no floating-point weights"
        : entry.Shape.Exists(static s => s < 1) ? "it has an axis of length 0"
        : name.Words.FirstOrDefault(Foreign.Contains) is { } word ? $"its name has the word '{word}', which tells of more than a dense layer"
        : entry.Shape.Count > 2 ? $"it has {entry.Shape.Count} axes, so it is no matrix of a dense layer"
        : entry.Shape.Count == 0 ? "it is a single number, neither a weight nor a bias of a dense layer"
        : entry.Count > int.MaxValue ? "it is too large for a dense layer"
        : null;

    private static bool IsMatrix(ArrayEntry entry, TensorName name) => entry.Shape.Count == 2 && !(name.Role == TensorRole.Bias && (entry.Shape[0] == 1 || entry.Shape[1] == 1));

    /// <summary>Matrices with their biases: by name, else the vector that follows a matrix and has as many numbers as it has outputs.</summary>
    private static List<DenseGuess> Pairs(Arr<(ArrayEntry Entry, TensorName Name)> tensors, Dictionary<string, string> obstacles)
    {
        var ordered = tensors.Filter(t => !obstacles.ContainsKey(t.Entry.Name)).OrderBy(static t => t.Name).ToList();
        var layers = new List<DenseGuess>();
        var byKey = new Dictionary<string, int>();
        foreach (var (entry, name) in ordered.Where(static t => IsMatrix(t.Entry, t.Name)))
        {
            byKey.TryAdd(string.Join(' ', name.Key), layers.Count);
            layers.Add(new(entry, name, None));
        }

        var last = -1;
        foreach (var (entry, name) in ordered)
        {
            if (IsMatrix(entry, name))
            {
                last++;
                continue;
            }

            var at = name.Role == TensorRole.Bias && byKey.TryGetValue(string.Join(' ', name.Key), out var same) ? same : name.Role == TensorRole.Unknown ? last : -1;
            if (at < 0 || layers[at].Bias.IsSome || !layers[at].Weight.Shape.Exists(s => s == entry.Count))
                obstacles[entry.Name] = "there is no matrix that it could be the bias of";
            else
                layers[at] = layers[at] with { Bias = entry };
        }

        return layers;
    }

    private static List<DenseGuess> InFile(ArrayFile file, List<DenseGuess> layers)
    {
        var place = new Dictionary<string, int>();
        foreach (var entry in file.Entries)
            place.Add(entry.Name, place.Count);
        return [.. layers.OrderBy(l => place[l.Weight.Name])];
    }

    private static NetworkGuess Possible(ArrayFile file, ChosenOrder order)
    {
        var (layers, inputsFirst) = (order.Layers, order.InputsFirst);
        var names = layers.Map(static (k, l) => l.Name.Prefix.Length > 0 ? l.Name.Prefix : $"layer{k + 1}").ToArr();
        if (names.Distinct().Count() < names.Count)
            names = layers.Map(static (k, _) => $"layer{k + 1}").ToArr();
        var nodes = layers.Map((k, l) => new Node(
            names[k], new Dense(l.Outputs(inputsFirst), l.Bias.IsSome, k < layers.Count - 1 ? new Activation.Relu() : new Activation.Linear()), Array(k))).ToArr();
        return Network.Create(Shape.Of(layers[0].Inputs(inputsFirst)), nodes).Match(
            network => new NetworkGuess(
                new BoundNetwork(network, [.. layers.SelectMany(l => Sources(file.Source, l, inputsFirst))]),
                file.Entries.Map(static e => new NodeCoverage(e.Name, Kind(e), IsIgnored(e) ? new Treatment.Ignored("a single whole number is a counter and no weight") : new Treatment.Audited())),
                order.Assumptions),
            errors => Impossible(file, new() { [layers[0].Weight.Name] = errors.Head.Sentence.TrimEnd('.') }));
    }

    private static IEnumerable<BlockSource> Sources(string source, DenseGuess layer, bool inputsFirst)
    {
        yield return inputsFirst ? BlockSource.Of(source, layer.Weight, 1, 0) : BlockSource.Of(source, layer.Weight, 0, 1);
        foreach (var bias in layer.Bias)
            yield return BlockSource.Of(source, bias, [.. Enumerable.Range(0, bias.Shape.Count)]);
    }

    private static NetworkGuess Impossible(ArrayFile file, Dictionary<string, string> obstacles)
    {
        var (first, reason) = obstacles.First();
        var obstacle = $"'{FileFault.Clean(first)}' stands in the way: {FileFault.Clean(reason)}";
        return new(None, file.Entries.Map(e => new NodeCoverage(e.Name, Kind(e),
            IsIgnored(e) ? new Treatment.Ignored("a single whole number is a counter and no weight")
            : new Treatment.Unsupported((obstacles.TryGetValue(e.Name, out var own) ? FileFault.Clean(own) : $"what it belongs to is not known, since {obstacle}") + "; " + Advice))), Arr<string>.Empty, obstacle);
    }

    private static string Shapes(IEnumerable<DenseGuess> layers) => string.Join(", ", layers.Take(6).Select(static l => NumericArray.Text(l.Weight.Shape))) + (layers.Count() > 6 ? ", ..." : "");
}
