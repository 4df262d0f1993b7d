using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S1: how fast algorithms reach the largest margin of separable data, against the constants of the theory.</summary>
public static class MarginRace
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "margin-race",
        "A race to the largest margin",
        "How fast do gradient descent and its accelerations reach the largest margin of linearly separable data, and with which constants?",
        new(
            "Soudry et al.; Nacson et al.; Ji, Srebro, Telgarsky", "The Implicit Bias of Gradient Descent on Separable Data; Convergence of Gradient Descent on Separable Data; Fast Margin Maximization via Dual Acceleration",
            "arXiv:1710.10345, arXiv:1803.01905, arXiv:2107.00595", "docs/theory/normalized-flow.md, S1 and N23 to N25"),
        Arr<string>.Empty,
        Array(
            StudyParameter.Count("n", 20, "examples, Gaussian with the sign of a random unit teacher"),
            StudyParameter.Count("d", 5, "features"),
            new StudyParameter("gap", Array(0.3), "smallest distance of an example to the teacher's boundary", 0, 3),
            new StudyParameter("least-slack", Array(0.05), "data are drawn again until all examples off the support are this far beyond the margin; 0 takes the first", 0, 0.5),
            new StudyParameter("least-dual", Array(0.02), "data are drawn again until the normalized dual of every support vector is above this; 0 takes the first", 0, 0.1),
            StudyParameter.Positive("scale", 0.1, "initial weights have standard deviation scale * sqrt(2 / d)"),
            StudyParameter.Count("steps", 20000, "steps of every rule but gradient descent; slopes are fitted over the last three quarters"),
            StudyParameter.Count("gd-steps", 100000, "steps of gradient descent"),
            StudyParameter.Positive("gd-step", 0.05, "step size eta of gradient descent on the summed exponential loss"),
            StudyParameter.Positive("flow-psi", 600, "how far gradient flow, the orbit of gradient descent, raises psi"),
            StudyParameter.Positive("wn-flow-psi", 40, "how far the weight-normalization flow raises psi; its cost grows with the cube")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from problem in MarginRaceData.Draw(context.Settings, context.Key.For("data"))
        from network in Network.Dense([problem.Data.InputSize, 1], new Activation.Linear(), BiasPlacement.None).First()
        from objective in Objective.Create(network, problem.Data, new Loss.Exponential(), Reduction.Sum, context.Numerics).First()
        from initialization in Initialization.Create(context.Settings.Real("scale")).First()
        from start in network.Initialize(initialization, context.Key)
        from racers in new MarginRaceRunner(context, objective, start, problem.Ruler).Run()
        select MarginRaceResult.Of(racers, problem, context.Settings.Integer("steps"));
}
