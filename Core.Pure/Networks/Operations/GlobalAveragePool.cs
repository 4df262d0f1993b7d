using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The average of each channel over the whole image.</summary>
public sealed record GlobalAveragePool : FixedLinear
{
    /// <inheritdoc/>
    public override string Kind => "globalAveragePool";

    /// <inheritdoc/>
    public override string Text => "global average pool";

    private protected override Validation<Error, Shape> Output(Shape input) => input.Dimensions.Count == 3
        ? Success<Error, Shape>(Shape.Of(input.Dimensions[0], 1, 1))
        : Fail<Error, Shape>(new Error.ShapeMismatch("The input of a global average pool", $"{input}", "channels x height x width"));

    private protected override void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        var pixels = from.Length / to.Length;
        for (var c = 0; c < to.Length; c++)
        {
            var sum = 0.0;
            foreach (var pixel in from.Slice(c * pixels, pixels))
                sum += pixel;
            to[c] = sum / pixels;
        }
    }

    private protected override void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        var pixels = to.Length / from.Length;
        for (var c = 0; c < from.Length; c++)
            foreach (ref var pixel in to.Slice(c * pixels, pixels))
                pixel += from[c] / pixels;
    }
}
