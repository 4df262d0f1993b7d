using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>A rule on the least-squares problem of <see cref="NormMinimizing"/>.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Step">The completed steps of each row.</param>
/// <param name="Distance">The distance to the minimum-norm solution.</param>
/// <param name="NullFactor">The part of the start in the null space that is left at the end, exactly as the decays say.</param>
/// <param name="NullError">How far the null-space part at the end is from that factor times its start, over its start.</param>
/// <param name="RidgeDistance">The distance at the end to the ridge solution of a constant decay; NaN for other rules.</param>
internal sealed record LeastSquaresRun(string Name, Vector Step, Vector Distance, double NullFactor, double NullError, double RidgeDistance)
{
    internal double End => Distance[Distance.Length - 1];
}

/// <summary>The convex part of <see cref="NormMinimizing"/>: 10 equations in 30 unknowns, where the minimum-norm solution is known.</summary>
internal static class NormMinimizingLeastSquares
{
    internal const int Equations = 10, Unknowns = 30;

    internal const string None = "no decay", Vanishing = "decay 1/(k + 2)", Anchored = "Halpern", Summable = "decay 1/(k + 2)^2", Constant = "constant decay 0.01";

    private const double ConstantDecay = 0.01;

    internal static Either<Error, Arr<LeastSquaresRun>> Run(StudyContext context)
    {
        var key = context.Key.For("least-squares");
        var a = Matrix.Build(Equations, Unknowns, x => Draws.Gaussian(key, RandomStream.Data, 0, x));
        var b = Matrix.Build(Equations, 1, x => Draws.Gaussian(key, RandomStream.Data, 1, x));
        var start = Vector.Build(Unknowns, x =>
        {
            Draws.Gaussian(key, RandomStream.Initialization, 0, x);
            foreach (ref var v in x)
                v *= 2;
        });
        return
            from data in Dataset.Create("least squares", a, new Targets.Values(b), "Gaussian equations").First()
            from network in Network.Dense([Unknowns, 1], new Activation.Linear(), BiasPlacement.None).First()
            from objective in Objective.Create(network, data, Loss.Half, Reduction.Sum, context.Numerics).First()
            from theta in Parameters.Create(network.Layout, start).First()
            from equations in LeastSquaresEquations.Create(a, b, context.Numerics)
            from ridge in equations.Ridge(ConstantDecay / equations.StepSize)
            from runs in Rules(equations.StepSize).Map(r => Follow(context, new StudyProblem(objective, theta), r.Name, r.Rule, r.Factor, equations, ridge)).Sequence()
            select runs;
    }

    /// <summary>Each with what it leaves of the null space after K steps.</summary>
    private static Arr<(string Name, Rule Rule, Func<double, double> Factor)> Rules(double step) => Array<(string, Rule, Func<double, double>)>(
        (None, new GradientDescent(), static _ => 1),
        (Vanishing, new NormMinimizingDescent(2), static k => 1 / (k + 1)),
        (Anchored, new Halpern(2), static k => 1 / (k + 1)),
        (Summable, new NormMinimizingDescent(2, 2), static k => (k + 2) / (2 * (k + 1))),
        (Constant, new GradientDescent(ConstantDecay / step), static k => Elementary.Pow(1 - ConstantDecay, k)));

    private static Either<Error, LeastSquaresRun> Follow(
        StudyContext context, StudyProblem problem, string name, Rule rule, Func<double, double> factor, LeastSquaresEquations equations, Vector ridge) =>
        from run in problem.Train(
            rule, new Constant(equations.StepSize), context.Settings.Integer("least-squares-steps"), context.Key,
            Array<Probe>(new CustomProbe("distance", Array(new Column("distance", "distance to the minimum-norm solution")), p => Vector.Of(LeastSquaresEquations.Distance(p.Parameters.Flat, equations.Shortest)))),
            new ObservationSchedule.Logarithmic(20), new RunControl(Cancellation: context.Cancellation), Arr<StoppingRule>.Empty)
        from before in equations.NullPart(problem.Start.Flat)
        from after in equations.NullPart(run.Final.Parameters.Flat)
        let left = factor(run.Final.Step)
        let expected = Vector.Of([.. before.ToArray().Select(x => left * x)])
        select new LeastSquaresRun(
            name, Vector.Of([.. run.Rows.Map(static r => (double)r.Step)]), Vector.Of([.. run.Rows.Map(static r => r.Numbers[0])]), left,
            LeastSquaresEquations.Distance(after, expected) / LeastSquaresEquations.Distance(before, Vector.Of(new double[Unknowns])),
            name == Constant ? LeastSquaresEquations.Distance(run.Final.Parameters.Flat, ridge) : double.NaN);
}
