using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>The table of laws; a new law is one new file and one new row here.</summary>
public static class LawTable
{
    /// <summary>Every law of the house, by id.</summary>
    public static Arr<Law> All { get; } = Array<Law>(
        EulerIdentity.Law);
}
