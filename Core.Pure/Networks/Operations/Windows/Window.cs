using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The window that a convolution or a pool slides over the rows and columns of an image.</summary>
/// <param name="Height">The rows of the window, 1 or more.</param>
/// <param name="Width">The columns of the window, 1 or more.</param>
/// <param name="StrideY">The step between rows of the output, 1 or more.</param>
/// <param name="StrideX">The step between columns of the output, 1 or more.</param>
/// <param name="PadTop">Rows added above, 0 or more.</param>
/// <param name="PadLeft">Columns added on the left, 0 or more.</param>
/// <param name="PadBottom">Rows added below, 0 or more.</param>
/// <param name="PadRight">Columns added on the right, 0 or more.</param>
/// <param name="DilationY">The distance between rows of the window, 1 or more.</param>
/// <param name="DilationX">The distance between columns of the window, 1 or more.</param>
public sealed record Window(
    int Height, int Width, int StrideY = 1, int StrideX = 1, int PadTop = 0, int PadLeft = 0, int PadBottom = 0, int PadRight = 0, int DilationY = 1, int DilationX = 1)
{
    /// <summary>A square window, the same in both directions.</summary>
    /// <param name="size">Rows and columns.</param>
    /// <param name="stride">The step.</param>
    /// <param name="padding">What is added on each side.</param>
    /// <param name="dilation">The distance between entries of the window.</param>
    public static Window Square(int size, int stride = 1, int padding = 0, int dilation = 1) =>
        new(size, size, stride, stride, padding, padding, padding, padding, dilation, dilation);

    /// <summary>Size, and stride, padding (top, left, bottom, right) and dilation where they are not the usual ones: "3 x 3, stride 2 x 2".</summary>
    public override string ToString() =>
        $"{Height} x {Width}"
        + (StrideY == 1 && StrideX == 1 ? "" : $", stride {StrideY} x {StrideX}")
        + (PadTop == 0 && PadLeft == 0 && PadBottom == 0 && PadRight == 0 ? "" : $", padding {PadTop} {PadLeft} {PadBottom} {PadRight}")
        + (DilationY == 1 && DilationX == 1 ? "" : $", dilation {DilationY} x {DilationX}");

    /// <summary>The number of entries.</summary>
    public int Size => Height * Width;

    /// <summary>The output's rows for an input with the given rows; less than 1 when the window does not fit.</summary>
    /// <param name="height">The rows of the input.</param>
    public int OutputHeight(int height) => Steps((long)height + PadTop + PadBottom, (long)DilationY * (Height - 1), StrideY);

    /// <summary>The output's columns for an input with the given columns; less than 1 when the window does not fit.</summary>
    /// <param name="width">The columns of the input.</param>
    public int OutputWidth(int width) => Steps((long)width + PadLeft + PadRight, (long)DilationX * (Width - 1), StrideX);

    /// <summary>Everything that is wrong with its numbers, or with an input of the given shape.</summary>
    /// <param name="what">The operation, for the sentence: "A convolution".</param>
    /// <param name="input">Channels x height x width.</param>
    internal Seq<Error> Errors(string what, Shape input)
    {
        var errors = Seq<Error>.Empty;
        if (input.Dimensions.Count != 3)
            errors = errors.Add(new Error.ShapeMismatch($"The input of {what}", $"{input}", "channels x height x width"));
        foreach (var (name, value, least) in new[]
        {
            ("the height of the window", Height, 1), ("the width of the window", Width, 1), ("the vertical stride", StrideY, 1), ("the horizontal stride", StrideX, 1),
            ("the padding above", PadTop, 0), ("the padding on the left", PadLeft, 0), ("the padding below", PadBottom, 0), ("the padding on the right", PadRight, 0),
            ("the vertical dilation", DilationY, 1), ("the horizontal dilation", DilationX, 1),
        })
        {
            if (value < least)
                errors = errors.Add(new Error.ParameterDomain($"In {what} {name}", $"{value}", $"{least} or more"));
        }

        if (errors.IsEmpty && (OutputHeight(input.Dimensions[1]) < 1 || OutputWidth(input.Dimensions[2]) < 1))
            errors = errors.Add(new Error.ShapeMismatch($"The input of {what}", $"{input}", $"an image no smaller than the window of {Height} x {Width}"));
        return errors;
    }

    private static int Steps(long size, long reach, int stride) => size <= reach ? 0 : (int)Math.Min(((size - reach - 1) / stride) + 1, int.MaxValue);
}
