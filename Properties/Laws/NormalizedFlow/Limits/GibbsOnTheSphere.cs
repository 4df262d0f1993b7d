using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N34: Langevin dynamics on the sphere has the law of Gibbs.</summary>
public static class GibbsOnTheSphere
{
    private const int StepCount = 200_000;
    private const int Interval = 20;
    private const int Batches = 20;
    private const double Rho = 3;

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N34",
        "Gibbs law on the sphere",
        "Langevin dynamics of the directions at a fixed norm spends its time by the density proportional to exp(-L / T).",
        "time averages of V_1, V_2 and V_1^2 = their means under exp(-L / T)",
        "a linear model with two inputs, started at the largest margin (on the wrong side a chain can be caught for a long time), rho = 3, T = 0.5 and 0.1 in turn, eta rho^2 R_x^2 at most 0.02",
        "5 standard errors of 20 batch means, and 5e-3 for the step size",
        LawKind.Statistical,
        Sources.TheoryIII("N34"),
        LinearRecipe.Plane,
        static (numerics, recipe) => recipe.InputSize == 2
            ? CircleMoments.Of(Signed.Points(recipe.Data), Rho, Temperature(recipe)).Checked(exact => Check(numerics, recipe, exact, Temperature(recipe)))
            : new Outcome.NotApplicable("the model has not two inputs"),
        static r => r.ToString());

    // One chain is long; instances of consecutive seeds take the temperatures in turn.
    private static double Temperature(LinearRecipe recipe) => recipe.Seed % 2 == 0 ? 0.5 : 0.1;

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe, CircleMoments exact, double temperature)
    {
        var objective = recipe.Objective(numerics);
        var radius = recipe.Data.InputRadius;
        var best = HardMarginSolver.Solve(Signed.Points(recipe.Data)).Match(static s => s.Direction, static _ => Vector.Of(1, 0));
        var start = Instances.At(objective, Rho * best[0], Rho * best[1]);
        var probe = new CustomProbe("direction", Prelude.Array(new Column("x", "V_1"), new Column("y", "V_2")), static input => input.Parameters.Flat);
        var plan = Plan.Create(
            objective, new SphereLangevin(temperature), new Constant(Math.Min(0.002, 0.02 / (Rho * Rho * radius * radius))), StepCount, stoppingRules: Arr<StoppingRule>.Empty,
            probes: Prelude.Array<Probe>(probe), observations: new ObservationSchedule.Every(Interval)).Made();
        var run = Run.Continue(plan, Run.Start(plan, start, new Key(recipe.Seed)).Made()).Made();
        var (x, y) = (Directions(run, "x"), Directions(run, "y"));
        return Outcome.All([
            Mean(x, exact.MeanCosine, $"E V_1 at T = {temperature}"),
            Mean(y, exact.MeanSine, $"E V_2 at T = {temperature}"),
            Mean([.. x.Select(static v => v * v)], exact.MeanSquaredCosine, $"E V_1^2 at T = {temperature}"),
        ]);
    }

    // A tenth of the run is left out, while it forgets its start.
    private static double[] Directions(Trajectory run, string column) => [.. run.Column(column).IfNone(Vector.Empty).ToArray().Skip(StepCount / Interval / 10).Select(static v => v / Rho)];

    private static Outcome Mean(double[] values, double expected, string where)
    {
        var size = values.Length / Batches;
        var means = Enumerable.Range(0, Batches).Select(b => values.Skip(b * size).Take(size).Average()).ToArray();
        var mean = means.Average();
        var error = Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (Batches - 1) / Batches);
        return Outcome.Equal(mean, expected, (5 * error) + 5e-3, where);
    }
}
