using System.Text.Json.Nodes;
using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>How a window is written: "window", "stride" and "dilation" as [rows, columns] or one number for both, "padding" as one number, [rows, columns] or [top, left, bottom, right].</summary>
internal static class WindowForm
{
    /// <summary>Keeps the entries of a window a number that an integer holds.</summary>
    private const int MostSize = 1 << 12, MostStep = 1 << 20;

    /// <summary>Reads a window.</summary>
    /// <param name="fields">The node.</param>
    /// <param name="known">Rows and columns, where a tensor gives them.</param>
    /// <param name="needsStride">Whether the stride has to be said: programs differ in what they assume of a pool.</param>
    public static Window Read(JsonFields fields, (int Rows, int Columns)? known, bool needsStride)
    {
        var given = fields.FindIntegers("window", 1, MostSize);
        var (rows, columns) = given is not null ? Pair(fields, "window", given) : known ?? throw fields.Fault("lacks 'window'");
        if (known is { } kernel && (rows, columns) != kernel)
            throw fields.Fault($"has the window {rows} x {columns}, but its kernel has {kernel.Rows} x {kernel.Columns}", "correct the one that is wrong");
        if (rows > MostSize || columns > MostSize)
            throw fields.Fault($"has a window of {rows} x {columns}", $"use at most {MostSize} rows and columns");
        var (strideY, strideX) = Pair(fields, "stride", fields.FindIntegers("stride", 1, MostStep) ?? (needsStride ? throw fields.Fault("lacks 'stride'") : [1]));
        var (dilationY, dilationX) = Pair(fields, "dilation", fields.FindIntegers("dilation", 1, MostStep) ?? [1]);
        var padding = fields.FindIntegers("padding", 0, MostStep) ?? [0];
        var (top, left, bottom, right) = padding switch
        {
            [var all] => (all, all, all, all),
            [var y, var x] => (y, x, y, x),
            [var t, var l, var b, var r] => (t, l, b, r),
            _ => throw fields.Fault($"has {padding.Length} numbers in 'padding'", "use one, [rows, columns] or [top, left, bottom, right]"),
        };
        return new(rows, columns, strideY, strideX, top, left, bottom, right, dilationY, dilationX);
    }

    public static void Write(Window w, JsonObject json)
    {
        json["window"] = new JsonArray(w.Height, w.Width);
        json["stride"] = new JsonArray(w.StrideY, w.StrideX);
        json["padding"] = new JsonArray(w.PadTop, w.PadLeft, w.PadBottom, w.PadRight);
        json["dilation"] = new JsonArray(w.DilationY, w.DilationX);
    }

    private static (int Rows, int Columns) Pair(JsonFields fields, string name, int[] numbers) => numbers switch
    {
        [var both] => (both, both),
        [var rows, var columns] => (rows, columns),
        _ => throw fields.Fault($"has {numbers.Length} numbers in '{name}'", "use one or [rows, columns]"),
    };
}
