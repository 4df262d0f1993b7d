namespace Marginalia.Numerics;

/// <summary>Where a formula comes from.</summary>
/// <param name="Author">The authors, by family name.</param>
/// <param name="Title">The title of the work.</param>
/// <param name="Reference">The arXiv id or the journal, for instance "arXiv:1903.04991".</param>
/// <param name="Section">Our own section that states it, for instance "docs/theory/normalized-flow.md, N6".</param>
public sealed record Source(string Author, string Title, string Reference, string Section)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Author}, {Title}, {Reference} ({Section})";
}
