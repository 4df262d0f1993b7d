namespace Marginalia.Audits;

/// <summary>Something that a reader of an audit must know before quoting its numbers.</summary>
/// <param name="Id">A word for scripts: "not-homogeneous".</param>
/// <param name="Sentence">What it means for the numbers, and what to do about it where something can be done.</param>
public sealed record AuditWarning(string Id, string Sentence);
