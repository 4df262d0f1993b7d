using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>What is known of linear models besides: whether data can be separated at all, the certificate of a margin (N24), and its sharp limit (N23).</summary>
/// <remarks>docs/theory/normalized-flow.md, A12, N23, N24 and section 6.</remarks>
internal static class LinearCourse
{
    private const string Certificate = "The margin is at most the largest possible one, and that at most |sum omega_n z_n|.";
    private const string Constant = "The margin gap times the norm tends to the margin-gap constant c of the hard-margin problem.";

    /// <summary>Entries of the points beyond which the solver would take longer than the run.</summary>
    private const long LargestProblem = 200_000;

    private const double Arrived = 600;

    /// <summary>Whether the network is linear in its inputs, without biases.</summary>
    internal static bool IsLinear(Network network) => !network.Nodes.IsEmpty && network.Nodes.ForAll(static n => n.Operation is Dense { HasBias: false, Activation: Activation.Linear });

    /// <summary>Whether a linear network has data before it that no linear separator through the origin separates; false for problems too large to ask.</summary>
    internal static bool CannotBeSeparated(Objective objective) =>
        IsLinear(objective.Network) && Solve(objective).Map(static found => found is HardMargin.NotSeparable).IfNone(false);

    /// <summary>Verdicts on a linear model of one layer and one output; none for other networks.</summary>
    internal static Arr<Verdict> Of(Plan plan, Trajectory trajectory)
    {
        var objective = plan.Objective;
        if (!IsLinear(objective.Network) || objective is not { Network: { Depth: 1, OutputCount: 1 }, Loss: Loss.Exponential, Data.Targets: Targets.Signs signs })
            return Arr<Verdict>.Empty;
        return Solve(objective).Match(
            found => found.Match(
                solution => Of(LinearMargins.Of(HardMarginSolver.Signed(objective.Data.Inputs, signs.Labels), trajectory.Final.Parameters.Flat.Span), trajectory, solution, objective.Data.InputRadius),
                static _ => Neither("the data are not separable through the origin")),
            static () => Neither("the data are too many for the reference solver"));
    }

    private static Arr<Verdict> Neither(string because) => Array(Verdict.NotApplicable("N23", Constant, because), Verdict.NotApplicable("N24", Certificate, because));

    private static Arr<Verdict> Of(LinearMargins end, Trajectory trajectory, HardMargin.Separable solution, double radius)
    {
        var slack = 1e-12 * Math.Max(solution.Margin, end.UpperBound);
        var certificate = Verdict.On(
            "N24", Certificate, end.Margin <= solution.Margin + slack && solution.Margin <= end.UpperBound + slack,
            FormattableString.Invariant($"{end.Margin:G6} <= {solution.Margin:G6} <= {end.UpperBound:G6}"), "in this order", "margins and weights disagree");
        var data = FormattableString.Invariant($"the smallest dual weight is {solution.MinimumDual:G3} of their sum, the nearest other point {solution.MinimumSlack:G3} beyond the margin");
        var isGeneric = solution.MinimumDual > 0.02 && solution.MinimumSlack > 0.05 && radius * radius <= 60 * solution.Margin * solution.Margin;
        if (!(end.Psi >= Arrived) || !isGeneric || end.UpperBound > solution.Margin * (1 + 1e-6))
            return Array(Verdict.NotApplicable("N23", Constant, FormattableString.Invariant($"it is judged from psi = {Arrived} on, for weights that have settled and data in general position: psi = {end.Psi:G6}, {data}")), certificate);
        var constant = solution.CorrectedGapConstant(end.Margin, end.Norm, solution.PerpendicularSquared(trajectory.Final.Parameters.Flat.Span));
        return Array(
            Verdict.On(
                "N23", Constant, Math.Abs(constant - solution.MarginGapConstant) <= 0.02, FormattableString.Invariant($"{constant:G6} ({data})"),
                FormattableString.Invariant($"{solution.MarginGapConstant:G6} +- 0.02"), "the direction or the weights are still on their way"),
            certificate);
    }

    private static Option<HardMargin> Solve(Objective objective)
    {
        var data = objective.Data;
        var size = data.Targets switch
        {
            Targets.Signs => (long)data.Count * data.InputSize,
            Targets.Classes c => (long)data.Count * (c.Count - 1) * c.Count * data.InputSize,
            _ => long.MaxValue,
        };
        return size > LargestProblem ? Option<HardMargin>.None : HardMarginSolver.Solve(data).ToOption();
    }
}
