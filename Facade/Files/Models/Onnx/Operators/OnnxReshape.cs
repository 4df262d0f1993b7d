namespace Marginalia.Files;

/// <summary>The same numbers in the same order under other axes: no node of the network, as long as examples are not mixed.</summary>
internal sealed class OnnxReshape : OnnxOperator
{
    /// <summary>Why such nodes may be left out.</summary>
    public const string Proof = "the numbers of an example stay as they are and in their order, only their axes change";

    public override IReadOnlyList<string> Names => ["Reshape"];

    public override void Read(OnnxSite site)
    {
        var target = site.Has(1) ? site.Extents(1).Values : Array.ConvertAll(site.Integers("shape") ?? [], static v => (long?)v);
        var keepsZero = site.Integer("allowzero", 0) != 0;
        if (site.Input(0) is OnnxMeaning.Constant or OnnxMeaning.Extents)
        {
            Constant(site, target, keepsZero);
            return;
        }

        var input = site.RawFlow(0);
        site.Ignored(Proof);
        if (input.Axes is null)
        {
            site.Give(input);
            return;
        }

        var (axes, batch) = Resolve(input, Filled(target, input.Full, keepsZero), site.FixedBatch);
        site.Give(input.Reshaped(axes, batch));
    }

    private static void Constant(OnnxSite site, long?[] target, bool keepsZero)
    {
        var input = site.Input(0);
        var shape = input is OnnxMeaning.Constant c ? c.Value.Shape : ((OnnxMeaning.Extents)input).Shape;
        var sizes = Array.ConvertAll(Filled(target, [.. shape.Select(static s => (long?)s)], keepsZero), static t => t ?? throw new OnnxRefusal("it gives a constant the size of the batch"));
        var size = OnnxAxes.Product(shape.Select(static s => (long)s));
        var rest = OnnxAxes.Product(sizes.Where(static s => s != -1));
        if (sizes.Count(static s => s == -1) == 1 && rest > 0)
            sizes[Array.IndexOf(sizes, -1)] = size / rest;
        if (sizes.Any(static s => s is < 0 or > int.MaxValue) || OnnxAxes.Product(sizes) != size)
            throw Wrong(target, NumericArray.Text(shape));
        site.Give(OnnxRearrangement.Reshaped(Array.ConvertAll(sizes, static s => (int)s)).Of(input));
        site.Ignored(OnnxConstantNode.Proof);
    }

    // Replaces zeros, which stand for the axis of the input in the same place.
    private static long?[] Filled(long?[] target, long?[] input, bool keepsZero) => [.. target.Select((t, i) => t switch
    {
        0 when !keepsZero => i < input.Length ? input[i] : throw new OnnxRefusal($"its shape has a 0 for axis {i}, which the input does not have"),
        < -1 => throw new OnnxRefusal($"its shape has the size {t}"),
        _ => t,
    })];

    /// <summary>Finds the batch among the new axes: where it is named, where a fixed batch has its size, or the one that is left open.</summary>
    private static (int[] Axes, int Batch) Resolve(OnnxMeaning.Flow input, long?[] target, int? fixedBatch)
    {
        var named = Enumerable.Range(0, target.Length).Where(i => target[i] is null).ToList();
        var open = Array.IndexOf(target, -1);
        IEnumerable<int> candidates = named.Count > 0 ? named.Count == 1 ? named : []
            : [.. Enumerable.Range(0, target.Length).Where(i => fixedBatch is { } n && target[i] == n), .. open < 0 ? [] : new[] { open }];
        if (target.Count(static t => t == -1) <= 1)
            foreach (var batch in candidates)
                if (Axes(input, [.. target.Where((_, i) => i != batch).Select(static t => t ?? 0)], batch) is { } axes)
                    return (axes, batch);
        throw Wrong(target, $"{string.Join(" x ", input.Full.Select(static d => d is { } n ? $"{n}" : "batch"))}");
    }

    // The axes without the batch, if their sizes are those of the input and every example keeps its numbers.
    private static int[]? Axes(OnnxMeaning.Flow input, long[] sizes, int batch)
    {
        var rest = OnnxAxes.Product(sizes.Where(static s => s != -1));
        if (Array.IndexOf(sizes, -1) is >= 0 and var open)
            sizes[open] = rest > 0 && input.Size % rest == 0 ? input.Size / rest : 0;
        if (OnnxAxes.Product(sizes) != input.Size)
            return null;
        var before = OnnxAxes.Product(input.Axes![..input.Batch].Select(static a => (long)a));
        return OnnxAxes.Product(sizes[..batch]) == before ? Array.ConvertAll(sizes, static s => (int)s) : null;
    }

    private static OnnxRefusal Wrong(long?[] target, string shape) =>
        new($"it asks for the shape {string.Join(" x ", target.Select(static t => t is { } n ? $"{n}" : "batch"))}, which a value of shape {shape} cannot take without mixing examples");
}

/// <summary>Flatten: everything before an axis and everything from it on.</summary>
internal sealed class OnnxFlatten : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Flatten"];

    public override void Read(OnnxSite site)
    {
        var input = site.RawFlow(0);
        site.Ignored(OnnxReshape.Proof);
        if (input.Axes is not { } axes)
        {
            site.Give(input);
            return;
        }

        var rank = axes.Length + 1;
        var axis = site.Integer("axis", 1) is var a && a == rank ? rank : OnnxAxes.Of(a, rank);
        var isBefore = input.Batch < axis;
        var beside = isBefore ? axes[..(axis - 1)] : axes[axis..];
        if (beside.Any(static s => s != 1))
            throw new OnnxRefusal($"it flattens axis {input.Batch}, the batch, together with axes of {string.Join(", ", beside)}");
        site.Give(input.Reshaped([input.Size], isBefore ? 0 : 1));
    }
}
