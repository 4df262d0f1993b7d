using System.Text.Json;

namespace Marginalia.Files;

/// <summary>The tensors that feed a block: one, or several of one shape that are added.</summary>
/// <param name="Entries">At least one tensor.</param>
/// <param name="Order">Axis i of the block is axis <c>Order[i]</c> of the tensors.</param>
internal sealed record ChosenTensors(IReadOnlyList<ArrayEntry> Entries, int[] Order)
{
    /// <summary>The lengths of the axes in the order of the block.</summary>
    public int[] Dimensions => [.. Order.Select(axis => Entries[0].Shape[axis])];

    /// <summary>The names, for messages.</summary>
    public string Names => string.Join("' + '", Entries.Select(static e => e.Name));

    public BlockSource Source(string source) => BlockSource.Sum([.. Entries.Select(e => BlockSource.Of(source, e, Order))]);
}

/// <summary>The tensors of a file by name.</summary>
internal sealed class TensorIndex(ArrayFile file)
{
    private readonly Dictionary<string, ArrayEntry> _byName = file.Entries.ToDictionary(static e => e.Name);

    public string Source => file.Source;

    /// <summary>The first names, for messages.</summary>
    public string Some => string.Join(", ", file.Entries.Take(20).Select(static e => e.Name));

    public ArrayEntry? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>Which tensors of a file feed the blocks of a node: those that the architecture names, else those with usual names.</summary>
/// <param name="source">What messages call the architecture.</param>
/// <param name="file">The tensors by name; null when there are none and sizes have to be written out.</param>
/// <param name="node">The name of the node.</param>
/// <param name="fields">Its member "tensors", or null.</param>
internal sealed class TensorChoices(string source, TensorIndex? file, string node, JsonFields? fields)
{
    private readonly Dictionary<string, ChosenTensors?> _found = [];

    /// <summary>Whether there are tensors to choose from.</summary>
    public bool HasFile => file is not null;

    /// <summary>The tensors of a block, or null when none is named and none bears a usual name.</summary>
    /// <param name="block">The name of the block in its node.</param>
    /// <param name="axes">The letters of its axes: o, oi or oihw.</param>
    public ChosenTensors? Find(string block, string axes)
    {
        if (file is null)
            return null;
        if (!_found.TryGetValue(block, out var chosen))
            _found[block] = chosen = fields?.Find(block) is { } given ? Named(given, block, axes) : Usual(block, axes);
        return chosen;
    }

    /// <summary>The tensors of a block.</summary>
    public ChosenTensors Get(string block, string axes) => Find(block, axes) ?? throw FileFault.Malformed(
        source, $"no tensor of {file!.Source} is named for {block} of node '{node}'", FileFault.Clean($"name it in 'tensors'; there are {file.Some}"));

    /// <summary>Refuses tensors named for blocks that the node does not have.</summary>
    public void End() => fields?.End();

    private ChosenTensors Named(JsonElement given, string block, string axes)
    {
        if (given.ValueKind == JsonValueKind.String)
            return Of([Entry(fields!.Text(given, block))], axes, axes);
        var parts = JsonFields.Of(source, $"the tensor for {block} of node '{node}'", given);
        var names = parts.Find("sum") is null ? [parts.GetText("name")] : parts.GetList("sum").Select(e => parts.Text(e, "sum")).ToArray();
        if (names.Length is < 1 or > 8)
            throw parts.Fault($"adds {names.Length} tensors", "add 1 to 8");
        var stored = parts.FindText("axes") ?? axes;
        if (stored.Length != axes.Length || !stored.Order().SequenceEqual(axes.Order()))
            throw parts.Fault($"has the axes '{stored}'", $"use the letters of {axes} once each, in the order in which they are stored");
        parts.End();
        return Of([.. names.Select(Entry)], stored, axes);
    }

    private ChosenTensors? Usual(string block, string axes)
    {
        foreach (var (names, inputsFirst) in UsualNames.Of(node, block))
        {
            if (names.All(n => file!.Find(n) is not null))
                return Of([.. names.Select(Entry)], !inputsFirst ? axes : axes.Length == 2 ? "io" : axes.Length == 4 ? "hwio" : axes, axes);
        }

        return null;
    }

    private ChosenTensors Of(ArrayEntry[] entries, string stored, string axes)
    {
        foreach (var entry in entries)
        {
            // A vector may be stored as a matrix of one row or column.
            var isVector = axes.Length == 1 && entry.Shape.Count > 0 && entry.Shape.Count(static s => s != 1) <= 1;
            if (!entry.Type.IsFloating)
                throw FileFault.Unsupported(source, $"the tensor '{entry.Name}' for node '{node}'", $"it holds numbers of type {NetworkGuess.TypeName(entry.Type)}", "convert it to float32 or float64");
            if ((entry.Shape.Count != axes.Length && !isVector) || entry.Shape != entries[0].Shape)
                throw new FileFault(new Numerics.Error.ShapeMismatch(
                    FileFault.Clean($"{source}: the tensor '{entry.Name}' of node '{node}'"), NumericArray.Text(entry.Shape), axes.Length == entry.Shape.Count ? NumericArray.Text(entries[0].Shape) : $"{axes.Length} axes"));
        }

        return entries[0].Shape.Count == axes.Length
            ? new(entries, [.. axes.Select(letter => stored.IndexOf(letter, StringComparison.Ordinal))])
            : new([.. entries.Select(static e => e with { Shape = new LanguageExt.Arr<int>([(int)Math.Min(e.Count, int.MaxValue)]) })], [0]);
    }

    private ArrayEntry Entry(string name) => file!.Find(name) ?? throw FileFault.Malformed(
        source, $"node '{node}' reads the tensor '{name}', which is not in {file.Source}", FileFault.Clean($"there are {file.Some}"));
}
