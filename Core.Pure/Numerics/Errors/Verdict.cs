using System.Diagnostics;

namespace Marginalia.Numerics;

/// <summary>What became of a statement that was checked: it holds, is violated, or does not apply.</summary>
/// <param name="Id">The id of the law or outcome, for instance "N6" or "after-zero-error.test-error".</param>
/// <param name="Statement">The statement in one sentence.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Measured">What was measured, formatted with units.</param>
/// <param name="Expected">What the statement asks for.</param>
/// <param name="Reason">Where and by how much it is violated, or why it does not apply; empty when it holds.</param>
public sealed record Verdict(string Id, string Statement, VerdictStatus Status, string Measured, string Expected, string Reason)
{
    /// <summary>A verdict on a condition.</summary>
    /// <param name="id">The id.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="reasonIfViolated">Where and by how much, when it does not hold.</param>
    public static Verdict On(string id, string statement, bool holds, string measured, string expected, string reasonIfViolated = "") =>
        new(id, statement, holds ? VerdictStatus.Holds : VerdictStatus.Violated, measured, expected, holds ? "" : reasonIfViolated);

    /// <summary>The verdict that a statement does not apply.</summary>
    /// <param name="id">The id.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="because">Why its preconditions fail, as a clause after "because".</param>
    public static Verdict NotApplicable(string id, string statement, string because) =>
        new(id, statement, VerdictStatus.NotApplicable, "", "", "not applicable, because " + because);
}

/// <summary>The outcome of a checked statement.</summary>
public enum VerdictStatus
{
    /// <summary>The statement was checked and holds.</summary>
    Holds,

    /// <summary>The statement was checked and does not hold.</summary>
    Violated,

    /// <summary>The preconditions of the statement fail; nothing was checked.</summary>
    NotApplicable,
}

/// <summary>Operations on <see cref="VerdictStatus"/>.</summary>
public static class VerdictStatusModule
{
    extension(VerdictStatus status)
    {
        /// <summary>The word used in JSON and reports: holds, violated, not-applicable.</summary>
        public string Word => status switch
        {
            VerdictStatus.Holds => "holds",
            VerdictStatus.Violated => "violated",
            VerdictStatus.NotApplicable => "not-applicable",
            _ => throw new UnreachableException(),
        };
    }
}
