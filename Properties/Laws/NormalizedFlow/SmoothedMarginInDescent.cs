using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N16 in discrete time: smoothed margins of linear models under log-loss descent, and of networks under the margin-safe controller.</summary>
public static class SmoothedMarginInDescent
{
    private const int StepCount = 80;

    /// <summary>Linear models.</summary>
    public static Law<LinearRecipe> Linear { get; } = new(
        "N16",
        "smoothed margin never falls in log-loss descent",
        "Descent on -log L of a linear model with a step of at most 2 / R_x^2 never lowers the smoothed margin once the data are separated.",
        "log(s_(k+1) / rho_(k+1)) >= log(s_k / rho_k), a <= 2 / R_x^2",
        "linearly separable data, exponential loss as a sum, separated: L < 1",
        "-1e-12",
        LawKind.Inequality,
        Sources.LyuLi("N16"),
        LinearRecipe.Any,
        static (numerics, recipe) => CheckLinear(numerics, recipe),
        static r => r.ToString());

    /// <summary>Networks under the controller.</summary>
    public static Law<SeparatedRecipe> Controlled { get; } = new(
        "N16.controller",
        "smoothed margin under the margin-safe controller",
        "Under the margin-safe controller the smoothed margin of a separated homogeneous network falls at forced steps only, and there by no more than the floor of the step size times the smallest normalized margin.",
        "max_(j <= k) (s/P)_j - (s/P)_k <= floor * gamma_min at forced steps, <= 0 elsewhere",
        "homogeneous network, loss of exponential type, separated; no layer is zero; forced steps: the floor is at most (gamma_min / R_x^deg_1)^2, beyond which steps at the floor are unstable",
        "1e-12 relative to gamma_min at steps that are not forced",
        LawKind.Inequality,
        Sources.LyuLi("N16 and A9"),
        SeparatedRecipes.Of(NetworkRecipes.HomogeneousClassifiers),
        static (numerics, recipe) => CheckControlled(numerics, recipe),
        static r => r.ToString());

    private static Outcome CheckLinear(NumericsPolicy numerics, LinearRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        var radius = recipe.Data.InputRadius;
        var fraction = Draws.Uniform(new Key(recipe.Seed).For("fraction"), RandomStream.Measurement, 0, 0);
        var start = objective.Network.Initialize(Initialization.Standard, new Key(recipe.Seed)).Made();
        return Rows(objective, new LogGradientDescent(), 2 * fraction / (radius * radius), start).Checked(rows =>
        {
            var margins = rows.Where(static r => r.Psi > 0).Select(static r => Elementary.Log(r.Smoothed)).ToArray();
            return margins.Length < 2
                ? new Outcome.NotApplicable("the run does not separate the data")
                : Outcome.All(margins.Zip(margins.Skip(1), static (before, after) => Outcome.AtMost(before, after, 1e-12, "log(s/rho)")));
        });
    }

    private static Outcome CheckControlled(NumericsPolicy numerics, SeparatedRecipe recipe) => recipe.Build(numerics).Checked(built =>
    {
        var rule = new MarginSafeController();
        var scale = Elementary.Pow(built.Objective.Data.InputRadius, built.Objective.Network.HomogeneityDegrees.Map(static d => d[0]).IfNone(1));
        return Rows(built.Objective, rule, 0.05, built.Parameters).Checked(rows =>
        {
            var outcomes = new List<Outcome>();
            var (best, forced) = (double.NegativeInfinity, 0.0);
            foreach (var row in rows.Where(r => r.Psi > -built.Objective.Loss.LogSeparationThreshold))
            {
                if (!double.IsFinite(row.Smoothed) || !double.IsFinite(row.Smallest))
                    return new Outcome.NotApplicable("a layer is zero or a norm leaves the range of doubles");
                var isForced = row.Forced > forced;
                var allowance = (isForced ? rule.Floor : 1e-12) * Math.Abs(row.Smallest);
                var isStable = !isForced || Math.Sqrt(rule.Floor) * scale <= Math.Abs(row.Smallest);
                if (best > double.NegativeInfinity && isStable)
                    outcomes.Add(Outcome.AtMost(best, row.Smoothed, allowance, $"step {row.Step}{(isForced ? ", forced" : "")}"));
                (best, forced) = (isForced ? row.Smoothed : Math.Max(best, row.Smoothed), row.Forced);
            }

            return Outcome.All(outcomes);
        });
    });

    private static Either<Error, Row[]> Rows(Objectives.Objective objective, Rule rule, double rate, Parameters start) => Plan.Create(
            objective, rule, new Constant(rate), StepCount, stoppingRules: Arr<StoppingRule>.Empty,
            probes: Prelude.Array<Probe>(new LossProbe(), new MarginProbe(), new StepProbe()), observations: new ObservationSchedule.Every(1))
        .ToEither().MapLeft(static errors => errors[0])
        .Bind(plan => Run.Start(plan, start, new Key(0)).Bind(state => Run.Continue(plan, state)))
        .Map(static run => Enumerable.Range(0, run.Rows.Count).Select(i => Row.Of(run, i)).ToArray());

    private readonly record struct Row(long Step, double Psi, double Smoothed, double Smallest, double Forced)
    {
        internal static Row Of(Trajectory run, int i)
        {
            double At(string column) => run.Rows[i].Numbers[run.IndexOf(column).IfNone(0)];
            return new(run.Rows[i].Step, At("psi"), At("smoothedMargin"), At("normalizedMargin"), At("forced"));
        }
    }
}
