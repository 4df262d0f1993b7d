using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>A few points and a radius.</summary>
/// <param name="Count">Points, 1 to 10.</param>
/// <param name="Dimension">Their dimension.</param>
/// <param name="LogRadius">The logarithm of the radius.</param>
/// <param name="Awkward">Zero, tied, integer or denormal points.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record PointsRecipe(int Count, int Dimension, double LogRadius, Awkwardness Awkward, ulong Seed)
{
    /// <summary>Generator and shrinker.</summary>
    public static Arbitrary<PointsRecipe> Any { get; } = Arb.From(
        from count in Gen.Choose(1, 10)
        from dimension in Gen.Choose(1, 5)
        from radius in Gen.Elements(-20.0, -1.0, 0.0, 0.7, 5.0, 40.0)
        from awkward in Gen.Frequency((3, Gen.Constant(Awkwardness.None)), (2, Gen.Elements(Awkwardness.ZeroExample, Awkwardness.Tie, Awkwardness.Integers)))
        from seed in Gen.Choose(0, int.MaxValue)
        select new PointsRecipe(count, dimension, radius, awkward, (ulong)seed),
        static r => r.Count > 1 ? [r with { Count = r.Count - 1 }] : r.Dimension > 1 ? [r with { Dimension = r.Dimension - 1 }] : []);

    /// <summary>The radius.</summary>
    public double Radius => Elementary.Exp(LogRadius);

    /// <summary>The points, one per row, times a factor.</summary>
    /// <param name="factor">The factor.</param>
    public Matrix Points(double factor) => Matrix.Build(Count, Dimension, x =>
    {
        Draws.Gaussian(new Key(Seed), RandomStream.Data, 0, x);
        if (Awkward.HasFlag(Awkwardness.ZeroExample))
            x[..Dimension].Clear();
        if (Awkward.HasFlag(Awkwardness.Tie))
            x[..Dimension].CopyTo(x[((Count - 1) * Dimension)..]);
        foreach (ref var value in x)
            value = factor * (Awkward.HasFlag(Awkwardness.Integers) ? Math.Round(value) : value);
    });

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} points in {Dimension} dimensions, radius {Radius:G6}, awkward: {Awkward}, seed {Seed}");
}
