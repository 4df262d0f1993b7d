using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>NC15: a decay that vanishes too fast does not lead to the minimum of smallest norm.</summary>
public static class SummableDecayStopsHalfWay
{
    private const int StepCount = 3000;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC15",
        "a summable decay stops half-way",
        "Norm-minimizing descent converges to the solution of smallest norm if its decay tends to zero.",
        "The decays must also have an infinite sum: 1/(k + 2) erases the start like 1/k, 1/(k + 2)^2 keeps half of what the data do not see.",
        "one equation x_1 = 1 in two unknowns, start (0, 2), 3000 steps: x_2 = 2 / 3001 against 3002 / 3001",
        "1e-10",
        Sources.TheoryIII("NC15"),
        "least squares with A = (1, 0), b = 1, eta = 0.5",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var network = Network.Dense([2, 1], new Activation.Linear(), BiasPlacement.None).Made();
        var data = Data.Dataset.Create("one equation", Matrix.Of(1, 2, 1, 0), new Data.Targets.Values(Matrix.Of(1, 1, 1)), "given").Made();
        var objective = Objectives.Objective.Create(network, data, Objectives.Loss.Half, Objectives.Reduction.Sum, numerics).Made();
        double End(double exponent)
        {
            var plan = Plan.Create(objective, new NormMinimizingDescent(2, exponent), new Constant(0.5), StepCount, stoppingRules: Arr<StoppingRule>.Empty).Made();
            return Run.Continue(plan, Run.Start(plan, Instances.At(objective, 0, 2), new Key(0)).Made()).Made().Final.Parameters.Flat[1];
        }

        yield return Outcome.Equal(End(1), 2.0 / (StepCount + 1), 1e-10, "decay 1/(k + 2)");
        yield return Outcome.Equal(End(2), (StepCount + 2.0) / (StepCount + 1), 1e-10, "decay 1/(k + 2)^2");
    }
}
