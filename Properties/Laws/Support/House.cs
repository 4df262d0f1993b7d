using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>The laws that the house states about its own computations.</summary>
internal static class House
{
    internal static Source Source(string id) => new("Marginalia", "Laws of the house", "this package", $"docs/theory/conventions.md, 8, {id}");
}
