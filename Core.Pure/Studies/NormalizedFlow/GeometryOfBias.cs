using LanguageExt;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S11: every parameterization and constraint maximizes the margin in a norm of its own.</summary>
public static class GeometryOfBias
{
    internal const string Plain = "log-loss descent", Diagonal = "diagonal, depth 2", Deep = "deep linear";

    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "geometry-of-bias",
        "Whose margin is maximized",
        "In which norm do constrained, diagonal and fully connected linear models maximize the margin?",
        new("Gunasekar et al.; Vardi, Shamir, Srebro; Banburski et al.", "Implicit Bias of Gradient Descent on Linear Convolutional Networks; On Margin Maximization in Linear and ReLU Networks; Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1806.00468, arXiv:2110.02732, arXiv:1903.04991v4", "docs/theory/normalized-flow.md, S11, N29, N32 and N38"),
        Arr<string>.Empty,
        Array(
            StudyParameter.Count("n", 5, "examples; fewer than features, else all norms may agree"),
            StudyParameter.Count("d", 8, "features"),
            StudyParameter.List("exponents", Array(1.5, 4.0), "the exponents p of the constrained models, two", 1.01, 100),
            StudyParameter.Positive("norm", 300, "rho of the constrained models"),
            StudyParameter.Count("steps", 100000, "steps of log-loss descent and of the constrained models"),
            StudyParameter.Positive("psi", 1000, "psi that the diagonal and the deep linear network reach"),
            StudyParameter.Positive("relu-psi", 300, "psi that the two starts of the relu network reach")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from data in SeparableGaussians.Create(context.Settings.Integer("n"), context.Settings.Integer("d"), 0, context.Key.For("data")).First()
        let points = HardMarginSolver.Signed(data.Inputs, ((Targets.Signs)data.Targets).Labels)
        from linear in StudyProblem.Dense(context, [data.InputSize, 1], new Activation.Linear(), data, new Loss.Exponential(), 0.5, context.Key.For("linear"))
        from plain in Descend(context, linear, new LogGradientDescent(), 1 / Square(data.InputRadius), 0, Plain)
        from constrained in context.Settings.Reals("exponents").Map((i, p) => Constrained(context, linear, p, i + 1)).ToArr().Sequence()
        from deep in StudyProblem.Dense(context, [data.InputSize, 4, 1], new Activation.Linear(), data, new Loss.Exponential(), 0.3, context.Key.For("deep"))
        from followed in Follow(context, deep)
        from diagonal in DiagonalNetwork.Follow(points, 0.1, 0, context.Settings.Real("psi"))
        from kkt in GeometryOfBiasRelu.Run(context)
        from largest in GeometryOfBiasResult.Norms(context.Settings.Reals("exponents")).Map(p => Largest(points, p)).Sequence()
        select GeometryOfBiasResult.Of(points, Models(plain, constrained, diagonal, followed), context.Settings.Reals("exponents"), largest.ToArr(), context.Settings.Real("norm"), kkt);

    // The reference solver needs p > 1.
    private static Either<Error, double> Largest(Matrix points, double p) => p > 1 ? PNormMarginSolver.Solve(points, p).Map(static m => m.Margin) : double.NaN;


    private static Arr<(string Name, Vector Weights)> Models(Vector plain, IEnumerable<(string, Vector)> constrained, Vector diagonal, Vector deep) =>
        new([(Plain, plain), .. constrained, (Diagonal, diagonal), (Deep, deep)]);

    private static Either<Error, Vector> Descend(StudyContext context, StudyProblem problem, Rule rule, double step, int part, string what) =>
        problem.Train(rule, new Constant(step), context.Settings.Integer("steps"), context.Key, Arr<Probe>.Empty, new ObservationSchedule.AtEnd(), context.Part(part, 5, what), Arr<StoppingRule>.Empty)
            .Map(static run => run.Final.Parameters.Flat);

    private static Either<Error, (string, Vector)> Constrained(StudyContext context, StudyProblem linear, double p, int part)
    {
        var norm = context.Settings.Real("norm");
        var length = Elementary.Pow(linear.Start.Flat.ToArray().Sum(x => Elementary.Pow(Math.Abs(x), p)), 1 / p);
        var start = Vector.Of([.. linear.Start.Flat.ToArray().Select(x => x * norm / length)]);
        return
            from scaled in Parameters.Create(linear.Start.Layout, start).First()
            from w in Descend(context, linear with { Start = scaled }, new PNormDescent(p), 1 / Square(norm * linear.Objective.Data.InputRadius), part, FormattableString.Invariant($"p = {p}"))
            select (FormattableString.Invariant($"l{p} constraint"), w);
    }

    private static Either<Error, Vector> Follow(StudyContext context, StudyProblem deep) =>
        from method in DormandPrince.Create(1e-8, stepFloor: 0).First()
        from path in Flow.UnitLogLossFlow.Follow(deep.Objective, deep.Start, method, Vector.Of(context.Settings.Real("psi") - deep.Objective.Statistics(deep.Start).Psi))
        select path.Final.Parameters.EndToEnd();

    private static double Square(double x) => x * x;
}
