using LanguageExt;

namespace Marginalia.Training;

/// <summary>Names and lengths of what a rule carries; a memory of another shape belongs to another rule or another network.</summary>
/// <param name="Vectors">The vectors with their lengths.</param>
/// <param name="Scalars">The numbers.</param>
public sealed record MemoryShape(Arr<(string Name, int Length)> Vectors, Arr<string> Scalars)
{
    /// <summary>Nothing carried.</summary>
    public static MemoryShape Empty { get; } = new(Arr<(string, int)>.Empty, Arr<string>.Empty);

    /// <inheritdoc/>
    public override string ToString() => Vectors.Count + Scalars.Count == 0
        ? "nothing"
        : string.Join(", ", Vectors.Map(static v => $"{v.Name}[{v.Length}]").AddRange(Scalars));
}
