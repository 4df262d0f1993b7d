using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Sequences are often stored steps x examples x features, the way recurrent layers of other programs take them.</summary>
internal static class ExampleAxis
{
    /// <summary>The array with its examples along the first axis.</summary>
    /// <param name="x">Inputs; those of which the second axis alone has the right length are reordered, all others stay as they are.</param>
    /// <param name="examples">The number of examples, known from their labels or outputs.</param>
    /// <returns>The array, and whether it was reordered.</returns>
    public static (NumericArray Array, bool Moved) First(NumericArray x, int examples)
    {
        if (x.Shape.Count < 3 || x.Shape[0] == examples || x.Shape[1] != examples)
            return (x, false);
        var (steps, width) = (x.Shape[0], x.Values.Length / Math.Max(1, x.Shape[0] * examples));
        var moved = Vector.Build(x.Values.Length, target =>
        {
            for (var t = 0; t < steps; t++)
                for (var e = 0; e < examples; e++)
                    x.Values.Span.Slice(((t * examples) + e) * width, width).CopyTo(target[(((e * steps) + t) * width)..]);
        });
        return (NumericArray.Of(x.Type, x.Shape.SetItem(0, examples).SetItem(1, steps), moved), true);
    }
}
