using System.Diagnostics;
using LanguageExt;

namespace Marginalia.Networks;

/// <summary>Whether f is homogeneous in each weight layer, and of which degree.</summary>
/// <remarks>Banburski et al., Theory III: Dynamics and Generalization in Deep Networks, arXiv:1903.04991; docs/theory/normalized-flow.md, 1.1 and 1.4.</remarks>
public abstract record Homogeneity
{
    private Homogeneity() { }

    /// <summary>Homogeneous: scaling layer k by c &gt; 0 scales f by c to the power of its degree.</summary>
    /// <param name="Values">One degree per weight layer.</param>
    public sealed record Degrees(Arr<int> Values) : Homogeneity;

    /// <summary>Not homogeneous.</summary>
    /// <param name="Reason">Which node breaks it and how, as a clause.</param>
    public sealed record Absent(string Reason) : Homogeneity;

    /// <summary>Maps both cases to one result.</summary>
    /// <param name="degrees">Used with the degrees.</param>
    /// <param name="absent">Used with the reason.</param>
    public T Match<T>(Func<Arr<int>, T> degrees, Func<string, T> absent) => this switch
    {
        Degrees d => degrees(d.Values),
        Absent a => absent(a.Reason),
        _ => throw new UnreachableException(),
    };
}
