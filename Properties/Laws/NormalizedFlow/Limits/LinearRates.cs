using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N25: how fast linear models approach the largest margin under log-loss descent and dual acceleration.</summary>
public static class LinearRates
{
    private static readonly long[] Steps = [2000, 3000, 4500, 7000, 10_000, 14_000, 20_000];

    private static double[] Counts => [.. Steps.Select(static k => (double)k)];

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N25",
        "rates of the linear limit",
        "The margin gap of log-loss descent falls like 1/k with the constant c / (a gamma*), that of dual acceleration like 1/k^2.",
        "slope of log gap against log k: -1 (log-loss descent), -2 (dual acceleration); gap k a gamma* -> c",
        GenericData.InWords + ", c above 0.05; the next term of the gap, gamma* |w_perp|^2 / (2 rho^2), at most 2 % of it over that decade, and the certificate |sum omega_n z_n| within 1 % of it",
        "slopes 0.03 and 0.05 over the last decade up to k = 20000, a = 1 / R_x^2; constant 5 % relative",
        LawKind.Asymptotic,
        Sources.Nacson("N25"),
        LinearRecipe.Roomy,
        static (numerics, recipe) => GenericData.Checked(recipe, (points, solution) => Check(numerics, recipe, solution)),
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe, HardMargin.Separable solution)
    {
        if (solution.MarginGapConstant < 0.05)
            return new Outcome.NotApplicable("the dual weights are nearly equal, so the gap has another law");
        var radius = recipe.Data.InputRadius;
        var a = 1 / (radius * radius);
        var (descent, certificate, end) = Gaps(numerics, recipe, new LogGradientDescent(), a, solution.Margin);
        if (certificate - solution.Margin > 0.01 * descent[0])
            return new Outcome.NotApplicable("the example weights are still on their way at the beginning of the decade");
        var next = solution.Margin * solution.PerpendicularSquared(end.Span) / (2 * solution.MarginGapConstant * a * solution.Margin * Steps[0]);
        if (next > 0.02)
            return new Outcome.NotApplicable(FormattableString.Invariant($"the next term of the gap is {100 * next:G2} % of it"));
        var dual = Gaps(numerics, recipe, new DualAcceleration(), a, solution.Margin).Gaps;
        return Outcome.All([
            Outcome.Equal(Probing.LogLogSlope(Counts, descent), -1, 0.03, "slope of log-loss descent"),
            Outcome.Equal(descent[^1] * Steps[^1] * a * solution.Margin, solution.MarginGapConstant, 0.05 * solution.MarginGapConstant, "constant of log-loss descent"),
            Outcome.Equal(Probing.LogLogSlope(Counts, dual), -2, 0.05, "slope of dual acceleration"),
        ]);
    }

    private static (double[] Gaps, double Certificate, Vector End) Gaps(NumericsPolicy numerics, LinearRecipe recipe, Rule rule, double rate, double best)
    {
        var objective = recipe.Objective(numerics);
        var start = Parameters.Create(objective.Network.Layout, Vector.Zeros(recipe.InputSize)).Made();
        var certificate = new CustomProbe("certificate", Prelude.Array(new Column("certificate", "|sum omega_n z_n|")), static input =>
            Vector.Of(Signed.Combined(Signed.Points(input.Objective.Data), input.Evaluation.ExampleWeights.Span)));
        var plan = Plan.Create(
            objective, rule, new Constant(rate), Steps[^1], stoppingRules: Arr<StoppingRule>.Empty, probes: Prelude.Array<Probe>(new MarginProbe(), certificate), observations: new ObservationSchedule.At(new Arr<long>(Steps))).Made();
        var run = Run.Continue(plan, Run.Start(plan, start, new Key(recipe.Seed)).Made()).Made();
        return ([.. run.Column("normalizedMargin").IfNone(Vector.Empty).ToArray().Select(m => best - m)], run.Column("certificate").IfNone(Vector.Empty)[0], run.Final.Parameters.Flat);
    }
}
