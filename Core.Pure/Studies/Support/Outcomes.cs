using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>Verdicts on one measured number; a number that does not exist makes the statement not applicable.</summary>
internal static class Outcomes
{
    internal static Verdict AtLeast(string id, string statement, double measured, double bound, string what = "") =>
        On(id, statement, measured, measured >= bound, FormattableString.Invariant($"at least {bound:G6}"), what);

    internal static Verdict AtMost(string id, string statement, double measured, double bound, string what = "") =>
        On(id, statement, measured, measured <= bound, FormattableString.Invariant($"at most {bound:G6}"), what);

    internal static Verdict Near(string id, string statement, double measured, double target, double tolerance, string what = "") =>
        On(id, statement, measured, Math.Abs(measured - target) <= tolerance, tolerance == 0 ? FormattableString.Invariant($"{target:G6}") : FormattableString.Invariant($"{target:G6} +- {tolerance:G6}"), what);

    private static Verdict On(string id, string statement, double measured, bool holds, string expected, string what)
    {
        var described = what.Length == 0 ? "" : $" ({what})";
        return double.IsNaN(measured)
            ? Verdict.NotApplicable(id, statement, $"the quantity does not exist{described}: the run ended before it, or the settings lack a value that the statement names")
            : Verdict.On(id, statement, holds, FormattableString.Invariant($"{measured:G6}{described}"), expected, FormattableString.Invariant($"measured {measured:G6}{described}"));
    }
}
