using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>A named equation or inequality over generated instances that anybody can run.</summary>
/// <param name="Id">The id, for instance "N6" (conventions, section 8).</param>
/// <param name="Name">A short name.</param>
/// <param name="Statement">The law in one sentence.</param>
/// <param name="Equation">The law as a formula.</param>
/// <param name="Preconditions">When it applies, in words; empty for always.</param>
/// <param name="Tolerance">The tolerance, in words and numbers.</param>
/// <param name="Kind">What sort of statement it is.</param>
/// <param name="Source">Who stated it.</param>
public abstract record Law(
    string Id, string Name, string Statement, string Equation, string Preconditions, string Tolerance, LawKind Kind, Source Source)
{
    /// <summary>Checks the law on generated instances and returns every violation as a value.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="count">How many instances, 1 or more.</param>
    /// <param name="seed">The seed; the same seed gives the same instances.</param>
    public abstract LawReport Validate(NumericsPolicy numerics, int count = 100, ulong seed = 1);

    /// <summary>Checks the law and throws when it is violated.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="count">How many instances, 1 or more.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="LawViolatedException">At least one instance violates it.</exception>
    public LawReport Assert(NumericsPolicy numerics, int count = 100, ulong seed = 1)
    {
        var report = Validate(numerics, count, seed);
        return report.Violations.Count == 0 ? report : throw new LawViolatedException(report);
    }
}
