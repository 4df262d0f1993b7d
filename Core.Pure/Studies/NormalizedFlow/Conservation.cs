using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S3: gradient descent keeps the layers balanced up to its step size, exactly as an identity says; momentum and Adam do not.</summary>
public static class Conservation
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "conservation",
        "What training conserves",
        "Which algorithms conserve the balance |W_k|^2 - |W_(k+1)|^2 of neighboring layers, and how well?",
        new("Du, Hu, Lee", "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically Balanced", "arXiv:1806.00900", "docs/theory/normalized-flow.md, S3 and N6 to N10"),
        Arr<string>.Empty,
        Array(
            StudyParameter.Count("n", 12, "examples, Gaussian with the sign of a random unit teacher"),
            new StudyParameter("gap", Array(0.2), "smallest distance of an example to the teacher's boundary", 0, 3),
            StudyParameter.Positive("scale", 0.4, "initial weights have standard deviation scale * sqrt(2 / fan-in)"),
            StudyParameter.Positive("time", 2, "the horizon T = eta K of gradient descent and of the flows"),
            StudyParameter.List("steps", Array(1e-2, 5e-3, 2.5e-3, 1.25e-3), "step sizes of gradient descent, decreasing", 1e-5, 0.1),
            StudyParameter.Count("batch", 3, "batch size of stochastic gradient descent"),
            StudyParameter.Positive("decay", 0.6, "weight decay lambda of the run with decay"),
            StudyParameter.Count("control-steps", 400, "steps of the negative controls: heavy ball (0.9, eta 5e-4) and Adam (5e-3)"),
            StudyParameter.List("tolerances", Array(1e-6, 1e-9, 1e-12), "relative tolerances of the flow", 1e-15, 1e-2),
            StudyParameter.Positive("midpoint-step", 0.02, "step of the implicit midpoint rule")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from data in SeparableGaussians.Create(context.Settings.Integer("n"), 5, context.Settings.Real("gap"), context.Key.For("data")).First()
        from linear in Problem(context, data, new Activation.Linear())
        from relu in Problem(context, data, new Activation.Relu())
        from leaky in Problem(context, data, new Activation.LeakyRelu(0.1))
        from discrete in new ConservationRuns(context).Discrete(Array(("linear", linear), ("relu", relu), ("leaky relu", leaky)))
        from flows in new ConservationRuns(context).Flows(linear)
        select ConservationResult.Of(discrete, flows, context.Settings);

    private static Either<Error, StudyProblem> Problem(StudyContext context, Dataset data, Activation activation) =>
        StudyProblem.Dense(context, [5, 7, 6, 1], activation, data, new Loss.Exponential(), context.Settings.Real("scale"), context.Key);
}
