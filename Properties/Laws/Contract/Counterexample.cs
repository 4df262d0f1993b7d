using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>A single instance on which a naive claim fails and its correction holds; both are measured.</summary>
/// <param name="Id">The id, for instance "NC1" (conventions, section 8).</param>
/// <param name="Name">A short name.</param>
/// <param name="NaiveClaim">The claim as it is often stated; it is false.</param>
/// <param name="Statement">The correction.</param>
/// <param name="Equation">What is measured, as a formula with the numbers expected.</param>
/// <param name="Tolerance">The tolerance, in words and numbers.</param>
/// <param name="Source">Who stated it.</param>
/// <param name="Instance">The instance, in words.</param>
/// <param name="Parts">Measures it: outcomes that show the failure of the claim and outcomes that show the correction.</param>
public sealed record Counterexample(
    string Id,
    string Name,
    string NaiveClaim,
    string Statement,
    string Equation,
    string Tolerance,
    Source Source,
    string Instance,
    Func<NumericsPolicy, IEnumerable<Outcome>> Parts) : Law(Id, Name, Statement, Equation, "", Tolerance, LawKind.Control, Source)
{
    /// <summary>Measures the one instance; count and seed change nothing.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="count">Not used.</param>
    /// <param name="seed">Not used.</param>
    public override LawReport Validate(NumericsPolicy numerics, int count = 1, ulong seed = 1) => Outcome.All(Parts(numerics)) switch
    {
        Outcome.Violated v => new(this, 0, 0, "", Prelude.Array(new Violation(Id, Equation, Instance, v.Left, v.Right, v.Where, Tolerance, seed))),
        Outcome.NotApplicable n => new(this, 0, 1, n.Because, Arr<Violation>.Empty),
        _ => new(this, 1, 0, "", Arr<Violation>.Empty),
    };
}
