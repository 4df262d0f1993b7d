using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>What validating a law over generated instances gave.</summary>
/// <param name="Law">The law.</param>
/// <param name="Held">How many instances it held on.</param>
/// <param name="NotApplicable">On how many its preconditions failed.</param>
/// <param name="Because">The first reason why it did not apply; empty when it always did.</param>
/// <param name="Violations">Every violation, in the order found; the first one is shrunk.</param>
public sealed record LawReport(Law Law, int Held, int NotApplicable, string Because, Arr<Violation> Violations)
{
    /// <summary>The report as a verdict: violated if any instance is, not applicable if none applied.</summary>
    public Verdict Verdict
    {
        get
        {
            if (Violations.Count == 0 && Held == 0)
                return Verdict.NotApplicable(Law.Id, Law.Statement, Because);
            var total = Held + NotApplicable + Violations.Count;
            var measured = $"{Held} of {total} instances hold" + (NotApplicable > 0 ? $", {NotApplicable} not applicable" : "");
            return Verdict.On(Law.Id, Law.Statement, Violations.Count == 0, measured, Law.Tolerance, Violations.Count == 0 ? "" : Violations[0].ToString());
        }
    }
}

/// <summary>Thrown by <see cref="Law.Assert"/>; its message prints law, equation, instance, both sides and seed.</summary>
/// <param name="report">The report with at least one violation.</param>
public sealed class LawViolatedException(LawReport report) : Exception(report.Violations[0].ToString())
{
    /// <summary>The whole report.</summary>
    public LawReport Report { get; } = report;
}
