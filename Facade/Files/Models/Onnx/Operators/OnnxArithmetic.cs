using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Sums of values, and constants that are added to a value or multiplied with it.</summary>
internal sealed class OnnxArithmetic : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Add", "Sum", "Sub", "Mul", "Div"];

    public override void Read(OnnxSite site)
    {
        var (operation, count) = (site.Node.Operator, site.Node.Inputs.Count);
        if (operation == "Sum" ? count < 1 : count != 2)
            throw new OnnxRefusal($"it has {count} inputs");
        var flows = Enumerable.Range(0, count).Where(site.IsFlow).ToList();
        if (flows.Count == 0)
            Constants(site);
        else if (flows.Count == count)
            Flows(site, operation, count);
        else if (count == 2)
            Mixed(site, operation, flows[0]);
        else
            throw new OnnxRefusal("it adds constants and values in one sum");
    }

    private static void Flows(OnnxSite site, string operation, int count)
    {
        if (count == 1)
        {
            OnnxPass.On(site, "a sum of one value");
            return;
        }

        if (operation is not ("Add" or "Sum"))
        {
            if (operation == "Mul" && site.Node.Inputs[0] == site.Node.Inputs[1])
                OnnxActivation.Apply(site, new Activation.Power(2));
            else
                throw new OnnxRefusal($"{operation} of two values that both depend on the input is not supported, only their sum");
            return;
        }

        OnnxMeaning.Flow[] flows = [.. Enumerable.Range(0, count).Select(site.Flow)];
        var first = flows[0];
        if (Array.Find(flows, static f => f.Axes is null) is not null)
        {
            site.Give(new OnnxMeaning.Flow(site.Add(new Sum(), Array.ConvertAll(flows, static f => f.Draft)), null, 0));
            return;
        }

        if (Array.Find(flows, f => f.Batch != first.Batch || !f.Axes!.SequenceEqual(first.Axes!)) is { } other)
            throw new OnnxRefusal($"it adds values of the shapes {string.Join(" x ", first.Axes!)} and {string.Join(" x ", other.Axes!)}; repeating one of them is not supported");
        var shape = first.Draft.Shape!.Dimensions;
        var sum = site.Add(new Sum(), Array.ConvertAll(flows, f => site.Shaped(f, [.. shape])));
        site.Give(first with { Draft = sum, Affine = null, Exclusive = true });
    }

    private static void Mixed(OnnxSite site, string operation, int flow)
    {
        if (site.Input(flow) is OnnxMeaning.Unknown unknown)
            throw new OnnxRefusal($"it reads {unknown.Words}");
        var (input, constant) = (site.RawFlow(flow), site.Weight(1 - flow));
        var (count, axis) = Place(input, constant);
        if (constant.Count == 0)
            throw new OnnxRefusal($"'{constant.Name}' is empty");
        if (operation == "Div" && flow == 1)
            throw new OnnxRefusal("it divides by a value that depends on the input");
        Func<double[]> read = constant.Read;
        (Func<double[]>? Scale, Func<double[]>? Shift) affine = (operation, flow) switch
        {
            ("Add" or "Sum", _) => (null, read),
            ("Sub", 0) => (null, () => Array.ConvertAll(read(), static x => -x)),
            ("Sub", _) => (static () => [-1.0], read),
            ("Mul", _) => (read, null),
            _ => (() => Array.ConvertAll(read(), static x => 1 / x), null),
        };
        if (affine.Scale is { } scale)
            affine.Scale = () => OnnxScaling.Spread(scale(), count);
        new OnnxFactor(count, axis, affine.Scale, affine.Shift, constant.Type!.Value, constant.Name).Apply(site, input);
    }

    /// <summary>Which axis of an example a constant belongs to: none for one number or one for each entry.</summary>
    private static (int Count, int? Axis) Place(OnnxMeaning.Flow input, OnnxConstant constant)
    {
        if (constant.Count == 1)
            return (1, null);
        if (input.Axes is not { } axes)
        {
            // Without a shape, a vector can only be a bias of the layer before it, along the last axis or the channels.
            if (input.Affine is { } made && constant.Count == made.Layer.Blocks[0].Shape[0])
                return ((int)constant.Count, made.Axis);
            throw new OnnxRefusal($"'{constant.Name}' meets a value of unknown shape");
        }

        var full = input.Full;
        var offset = full.Length - constant.Shape.Length;
        if (offset < 0 || constant.Shape.Where((s, a) => s != 1 && full[a + offset] != s).Any())
            throw new OnnxRefusal($"'{constant.Name}' of shape {constant.ShapeText} does not fit a value of shape {string.Join(" x ", full.Select(static d => d is { } n ? $"{n}" : "batch"))}");
        var own = Enumerable.Range(0, constant.Shape.Length).Where(a => constant.Shape[a] != 1).Select(a => a + offset > input.Batch ? a + offset - 1 : a + offset).ToList();
        return own.Count == 1 ? ((int)constant.Count, own[0])
            : constant.Count == input.Size ? ((int)constant.Count, null)
            : throw new OnnxRefusal($"'{constant.Name}' of shape {constant.ShapeText} belongs to several axes, but not to all of them");
    }

    private static void Constants(OnnxSite site)
    {
        if (site.Node.Inputs.Count != 2)
            throw new OnnxRefusal("it adds more than two constants");
        var (left, right) = (site.Input(0), site.Input(1));
        if (left is OnnxMeaning.Extents || right is OnnxMeaning.Extents)
        {
            Extents(site, site.Extents(0), site.Extents(1));
            return;
        }

        var (a, b) = (site.Constant(0), site.Constant(1));
        var shape = OnnxRearrangement.Together(a.Shape, b.Shape);
        var isWhole = a.Type is { IsFloating: false };
        site.Give(new OnnxMeaning.Constant(a.Derived(shape, a.Type, () =>
        {
            var (x, y) = (OnnxRearrangement.Broadcast(a.Shape, shape).Apply(a.Read()), OnnxRearrangement.Broadcast(b.Shape, shape).Apply(b.Read()));
            return [.. x.Zip(y, (p, q) => Number(site.Node.Operator, p, q) is var n && isWhole ? Math.Truncate(n) : n)];
        }, b)));
        site.Ignored(OnnxConstantNode.Proof);
    }

    private static void Extents(OnnxSite site, OnnxMeaning.Extents a, OnnxMeaning.Extents b)
    {
        var shape = OnnxRearrangement.Together(a.Shape, b.Shape);
        if (OnnxAxes.Product(shape.Select(static s => (long)s)) > OnnxConstant.MaximumSettings)
            throw new OnnxRefusal($"it makes a shape of {NumericArray.Text(shape)} numbers");
        var (x, y) = (OnnxRearrangement.Broadcast(a.Shape, shape).Apply(a.Values), OnnxRearrangement.Broadcast(b.Shape, shape).Apply(b.Values));
        site.Give(new OnnxMeaning.Extents(shape, [.. x.Zip(y, (p, q) => Extent(site.Node.Operator, p, q))]));
        site.Ignored(OnnxShape.Proof);
    }

    // The size of the batch stays what it is only under what changes nothing.
    private static long? Extent(string operation, long? a, long? b) => (operation, a, b) switch
    {
        (_, { } x, { } y) => operation == "Div" && y == 0 ? throw new OnnxRefusal("it divides by 0") : (long)Math.Clamp(Math.Truncate(Number(operation, x, y)), -9e18, 9e18),
        ("Mul" or "Div", null, 1) or ("Mul", 1, null) or ("Add" or "Sum" or "Sub", null, 0) or ("Add" or "Sum", 0, null) => null,
        _ => throw new OnnxRefusal("it computes with the size of the batch"),
    };

    private static double Number(string operation, double a, double b) => operation switch
    {
        "Sub" => a - b,
        "Mul" => a * b,
        "Div" => a / b,
        _ => a + b,
    };
}
