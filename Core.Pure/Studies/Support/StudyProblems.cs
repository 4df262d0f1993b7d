using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>A summed objective with the weights that a run starts from.</summary>
internal sealed record StudyProblem(Objective Objective, Parameters Start)
{
    /// <summary>A fully connected network without biases on data.</summary>
    internal static Either<Error, StudyProblem> Dense(
        StudyContext context, ReadOnlySpan<int> sizes, Activation activation, Dataset data, Loss loss, double scale, Key key)
    {
        var built = Network.Dense(sizes, activation, BiasPlacement.None).First();
        return
            from network in built
            from objective in Objective.Create(network, data, loss, Reduction.Sum, context.Numerics).First()
            from initialization in Initialization.Create(scale).First()
            from start in network.Initialize(initialization, key)
            select new StudyProblem(objective, start);
    }

    /// <summary>Trains on all examples from the start of the problem.</summary>
    internal Either<Error, Trajectory> Train(
        Rule rule, Schedule schedule, long stepCap, Key key, Arr<Probe> probes, ObservationSchedule observations, RunControl control, Arr<StoppingRule>? stop = null) =>
        from plan in Plan.Create(Objective, rule, schedule, stepCap, stoppingRules: stop, probes: probes, observations: observations).First()
        from begin in Training.Run.Start(plan, Start, key)
        from run in Training.Run.Continue(plan, begin, control)
        select run;
}
