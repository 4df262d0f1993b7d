namespace Marginalia.Files;

/// <summary>Entries of constants in other places: what Transpose, Concat, Gather and Slice do to constants and to shapes alike.</summary>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Places">Where each entry comes from, among the entries of all inputs one after the other; absent when the order stays.</param>
internal sealed record OnnxRearrangement(int[] Shape, Func<int[]>? Places)
{
    public T[] Apply<T>(T[] values) => Places is null ? values : Array.ConvertAll(Places(), p => values[p]);

    /// <summary>The result of a node that rearranges constants or shapes.</summary>
    public OnnxMeaning Of(params OnnxMeaning[] inputs)
    {
        if (inputs.All(static i => i is OnnxMeaning.Constant))
        {
            var constants = Array.ConvertAll(inputs, static i => ((OnnxMeaning.Constant)i).Value);
            return new OnnxMeaning.Constant(constants[0].Derived(Shape, constants[0].Type, () => Apply(constants.Length == 1 ? constants[0].Read() : [.. constants.SelectMany(static c => c.Read())]), constants.AsSpan(1)));
        }

        if (OnnxAxes.Product(Shape.Select(static s => (long)s)) > OnnxConstant.MaximumSettings)
            throw new OnnxRefusal($"it makes a shape of {NumericArray.Text(Shape)} numbers");
        var values = inputs.SelectMany(static i => i switch
        {
            OnnxMeaning.Extents e => e.Values,
            OnnxMeaning.Constant c => Array.ConvertAll(c.Value.Integers(), static v => (long?)v),
            var other => throw new OnnxRefusal($"it puts {other.Words} beside a constant"),
        }).ToArray();
        return new OnnxMeaning.Extents(Shape, Apply(values));
    }

    /// <summary>The same entries in the same order.</summary>
    public static OnnxRearrangement Reshaped(int[] shape) => new(shape, null);

    /// <summary>Axis i of the result is axis <c>order[i]</c>.</summary>
    public static OnnxRearrangement Transposed(int[] shape, int[] order)
    {
        var result = Array.ConvertAll(order, a => shape[a]);
        return new(result, () => Walk(result, Array.ConvertAll(order, a => Strides(shape)[a])));
    }

    /// <summary>Some positions along an axis, in place of all.</summary>
    public static OnnxRearrangement Picked(int[] shape, int axis, int count, Func<int, int> position, int[] result) => new(result, () =>
    {
        var (picked, strides) = (shape.ToArray(), Strides(shape));
        picked[axis] = count;
        var places = Walk(picked, [.. strides.Select((s, a) => a == axis ? 0 : s)]);
        var inner = picked[(axis + 1)..].Aggregate(1, static (n, s) => n * s);
        for (var i = 0; i < places.Length; i++)
            places[i] += position(i / inner % count) * strides[axis];
        return places;
    });

    /// <summary>Constants side by side along an axis.</summary>
    public static OnnxRearrangement Joined(int[][] shapes, int axis)
    {
        var result = shapes[0].ToArray();
        result[axis] = shapes.Sum(s => s[axis]);
        return new(result, () =>
        {
            var places = new int[result.Aggregate(1, static (n, s) => n * s)];
            var inner = result[(axis + 1)..].Aggregate(1, static (n, s) => n * s);
            var (start, before) = (0, 0);
            foreach (var shape in shapes)
            {
                // A part lies in runs of its own length, each at the same place of a longer run of the result.
                var run = shape[axis] * inner;
                for (var i = 0; run > 0 && i < places.Length / result[axis] * shape[axis]; i++)
                    places[(i / run * result[axis] * inner) + (before * inner) + (i % run)] = start + i;
                start += shape.Aggregate(1, static (n, s) => n * s);
                before += shape[axis];
            }

            return places;
        });
    }

    /// <summary>A constant repeated along axes of length 1 and new ones in front.</summary>
    public static OnnxRearrangement Broadcast(int[] shape, int[] result) => new(result, shape.SequenceEqual(result) ? null : () =>
    {
        var strides = Strides(shape);
        return Walk(result, [.. Enumerable.Repeat(0, result.Length - shape.Length), .. strides.Select((s, a) => shape[a] == 1 ? 0 : s)]);
    });

    /// <summary>The shape of two constants together; an axis of length 1 is repeated.</summary>
    public static int[] Together(int[] first, int[] second)
    {
        var rank = Math.Max(first.Length, second.Length);
        return [.. Enumerable.Range(0, rank).Select(a => (At(first, a - rank + first.Length), At(second, a - rank + second.Length)) switch
        {
            var (x, y) when x == y || y == 1 => x,
            (1, var y) => y,
            _ => throw new OnnxRefusal($"the shapes {NumericArray.Text(first)} and {NumericArray.Text(second)} do not fit each other"),
        })];

        static int At(int[] shape, int axis) => axis < 0 ? 1 : shape[axis];
    }

    private static int[] Strides(int[] shape)
    {
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--])
            strides[axis] = stride;
        return strides;
    }

    // The places of all indices of a shape, given how far one step along each axis goes.
    private static int[] Walk(int[] shape, int[] strides)
    {
        var places = new int[shape.Aggregate(1, static (n, s) => n * s)];
        var index = new int[shape.Length];
        var place = 0;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = place;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return places;
    }
}
