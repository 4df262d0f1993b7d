using LanguageExt;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>The relu network of N38: one start ends at a KKT point with half of the margin that the other reaches.</summary>
internal static class GeometryOfBiasRelu
{
    internal const double Epsilon = 0.25;

    /// <summary>The product margins that the starts "one neuron dead" and "both active" end with.</summary>
    internal static Either<Error, Arr<(string Start, double Margin)>> Run(StudyContext context) =>
        from data in Dataset.Create("two points", Matrix.Of(2, 2, 1, Epsilon, -1, Epsilon), new Targets.Signs(Vector.Of(1, 1)), "(1, 1/4) and (-1, 1/4), both +1").First()
        from problem in StudyProblem.Dense(context, [2, 2, 1], new Activation.Relu(), data, new Loss.Exponential(), 1, context.Key)
        from dead in Follow(context, problem, Vector.Of(0, 1, 0, -1, 1, 1))
        from active in Follow(context, problem, Vector.Of(1, 0.1, -1, 0.1, 1, 1))
        select Array(("one neuron dead", dead), ("both neurons active", active));

    private static Either<Error, double> Follow(StudyContext context, StudyProblem problem, Vector start) =>
        from theta in Parameters.Create(problem.Start.Layout, start).First()
        from method in DormandPrince.Create(1e-8).First()
        from path in Flow.UnitLogLossFlow.Follow(problem.Objective, theta, method, Vector.Of(context.Settings.Real("relu-psi")))
        select problem.Objective.NormalizedMargins(path.Final.Parameters).MinProduct.OrNaN;
}
