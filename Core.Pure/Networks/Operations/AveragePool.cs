using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The average of each channel under a sliding window.</summary>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">Whether padding enters the average as zeros; otherwise only pixels are counted.</param>
public sealed record AveragePool(Window Window, bool CountsPadding) : FixedLinear
{
    /// <inheritdoc/>
    public override string Kind => "averagePool";

    /// <inheritdoc/>
    public override string Text => $"average pool {Window}{(CountsPadding ? " counting padding" : "")}";

    private protected override Validation<Error, Shape> Output(Shape input)
    {
        var errors = Window.Errors("an average pool", input);
        if (errors.IsEmpty && !CountsPadding && !PoolWindows.MeetPixels(Window, input))
            errors = errors.Add(PoolWindows.PaddingTooLarge(Window));
        return errors.IsEmpty
            ? Success<Error, Shape>(Shape.Of(input.Dimensions[0], Window.OutputHeight(input.Dimensions[1]), Window.OutputWidth(input.Dimensions[2])))
            : Validation<Error, Shape>.Fail(errors);
    }

    private protected override void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        var grid = new WindowGrid(Window, input);
        var at = 0;
        for (var c = 0; c < grid.Channels; c++)
            for (var oy = 0; oy < grid.OutputHeight; oy++)
                for (var ox = 0; ox < grid.OutputWidth; ox++, at++)
                {
                    var sum = 0.0;
                    for (var ky = 0; ky < Window.Height; ky++)
                        for (var kx = 0; kx < Window.Width; kx++)
                            sum += grid.Pixel(c, oy, ox, ky, kx) is var place and >= 0 ? from[place] : 0;
                    to[at] = sum / Count(grid, oy, ox);
                }
    }

    private protected override void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        var grid = new WindowGrid(Window, input);
        var at = 0;
        for (var c = 0; c < grid.Channels; c++)
            for (var oy = 0; oy < grid.OutputHeight; oy++)
                for (var ox = 0; ox < grid.OutputWidth; ox++, at++)
                {
                    var share = from[at] / Count(grid, oy, ox);
                    for (var ky = 0; ky < Window.Height; ky++)
                        for (var kx = 0; kx < Window.Width; kx++)
                        {
                            if (grid.Pixel(c, oy, ox, ky, kx) is var place and >= 0)
                                to[place] += share;
                        }
                }
    }

    private int Count(in WindowGrid grid, int oy, int ox)
    {
        if (CountsPadding)
            return Window.Size;
        var (rows, columns) = (0, 0);
        for (var ky = 0; ky < Window.Height; ky++)
            rows += grid.Row(oy, ky) >= 0 ? 1 : 0;
        for (var kx = 0; kx < Window.Width; kx++)
            columns += grid.Column(ox, kx) >= 0 ? 1 : 0;
        return rows * columns;
    }
}
