using LanguageExt;

namespace Marginalia.Networks;

/// <summary>The shape of one example at some point of a network, without the batch; row-major.</summary>
/// <param name="Dimensions">Positive sizes: (features), (channels, height, width) or (time, features).</param>
public sealed record Shape(Arr<int> Dimensions)
{
    /// <summary>A shape with the given sizes.</summary>
    /// <param name="dimensions">Positive sizes.</param>
    public static Shape Of(params ReadOnlySpan<int> dimensions) => new(new Arr<int>(dimensions.ToArray()));

    /// <summary>The number of doubles of one example.</summary>
    public int Size => Dimensions.Fold(1, static (size, d) => size * d);

    /// <inheritdoc/>
    public override string ToString() => string.Join(" x ", Dimensions);
}
