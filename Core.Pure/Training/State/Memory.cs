using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>What a rule carries from step to step besides the parameters: named vectors and named numbers.</summary>
/// <remarks>Immutable, compared by content to the bit, and nothing but names and numbers, so that it can be written to any file.</remarks>
/// <param name="Vectors">The vectors in the order of the rule's <see cref="MemoryShape"/>.</param>
/// <param name="Scalars">The numbers in the order of the rule's <see cref="MemoryShape"/>.</param>
public sealed record Memory(Arr<(string Name, Vector Values)> Vectors, Arr<(string Name, double Value)> Scalars)
{
    /// <summary>Nothing carried.</summary>
    public static Memory Empty { get; } = new(Arr<(string, Vector)>.Empty, Arr<(string, double)>.Empty);

    /// <summary>A memory of zeros.</summary>
    /// <param name="shape">Names and lengths.</param>
    public static Memory Zeros(MemoryShape shape) =>
        new(shape.Vectors.Map(static v => (v.Name, Vector.Zeros(v.Length))), shape.Scalars.Map(static s => (s, 0.0)));

    /// <summary>Names and lengths.</summary>
    public MemoryShape Shape => new(Vectors.Map(static v => (v.Name, v.Values.Length)), Scalars.Map(static s => s.Name));

    /// <summary>A vector by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The vector, or none.</returns>
    public Option<Vector> Find(string name) => Vectors.Find(v => v.Name == name).Map(static v => v.Values);

    /// <inheritdoc/>
    public bool Equals(Memory? other) =>
        other is not null && Shape == other.Shape && Bits.Equal(Numbers, other.Numbers) && Vectors.Zip(other.Vectors).All(static p => p.Item1.Values.Equals(p.Item2.Values));

    /// <inheritdoc/>
    public override int GetHashCode() => Vectors.Fold(Bits.Hash(Numbers), static (hash, v) => (hash * 31) ^ v.Values.GetHashCode());

    private double[] Numbers => [.. Scalars.Map(static s => s.Value)];
}
