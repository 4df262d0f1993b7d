using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>The distance from the minimum-norm solution along a rule.</summary>
internal sealed record LeastSquaresRun(string Name, Vector Step, Vector Distance);

/// <summary>The convex part of <see cref="NormMinimizing"/>: 10 equations in 30 unknowns, where the minimum-norm solution is known.</summary>
internal static class NormMinimizingLeastSquares
{
    private const int Equations = 10, Unknowns = 30;

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
        var gram = Product(a);
        return
            from data in Dataset.Create("least squares", a, new Targets.Values(b), "Gaussian equations").First()
            from network in Network.Dense([Unknowns, 1], new Activation.Linear(), BiasPlacement.None).First()
            from objective in Objective.Create(network, data, Loss.Half, Reduction.Sum, context.Numerics).First()
            from theta in Parameters.Create(network.Layout, start).First()
            from eigen in context.Numerics.Decompositions.SymmetricEigen(gram)
            from dual in context.Numerics.Decompositions.Solve(gram, b)
            let shortest = Combination(a, dual)
            let step = 1 / eigen.Values[Equations - 1]
            from runs in Rules.Map(r => Follow(context, new StudyProblem(objective, theta), r.Name, r.Rule, step, shortest)).Sequence()
            select runs;
    }

    private static Arr<(string Name, Rule Rule)> Rules { get; } = Array<(string, Rule)>(
        ("no decay", new GradientDescent()),
        ("decay 1/(k + 2)", new NormMinimizingDescent(2)),
        ("Halpern", new Halpern(2)),
        ("decay 1/(k + 2)^2", new NormMinimizingDescent(2, 2)));

    private static Either<Error, LeastSquaresRun> Follow(StudyContext context, StudyProblem problem, string name, Rule rule, double step, Vector shortest) =>
        problem.Train(
            rule, new Constant(step), context.Settings.Integer("least-squares-steps"), context.Key,
            Array<Probe>(new CustomProbe("distance", Array(new Column("distance", "distance to the minimum-norm solution")), p => Vector.Of(Distance(p.Parameters.Flat, shortest)))),
            new ObservationSchedule.Logarithmic(20), new RunControl(Cancellation: context.Cancellation), Arr<StoppingRule>.Empty)
        .Map(run => new LeastSquaresRun(name, Vector.Of([.. run.Rows.Map(static r => (double)r.Step)]), Vector.Of([.. run.Rows.Map(static r => r.Numbers[0])])));

    private static double Distance(Vector x, Vector y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return Math.Sqrt(sum);
    }

    private static Matrix Product(Matrix a) => Matrix.Build(a.Rows, a.Rows, g =>
    {
        for (var i = 0; i < a.Rows; i++)
            for (var j = 0; j < a.Rows; j++)
                for (var k = 0; k < a.Columns; k++)
                    g[(i * a.Rows) + j] += a[i, k] * a[j, k];
    });

    private static Vector Combination(Matrix a, Matrix dual) => Vector.Build(a.Columns, x =>
    {
        for (var i = 0; i < a.Rows; i++)
            for (var k = 0; k < a.Columns; k++)
                x[k] += a[i, k] * dual[i, 0];
    });
}
