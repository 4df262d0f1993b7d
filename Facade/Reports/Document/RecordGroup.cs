using LanguageExt;

namespace Marginalia.Reports;

/// <summary>Names with their values under one heading of a run's record: configuration, key, numerics policy, versions, data hashes.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Entries">Names and values in the order in which they are printed; a value is printed as it stands.</param>
public sealed record RecordGroup(string Title, Arr<(string Name, string Value)> Entries);
