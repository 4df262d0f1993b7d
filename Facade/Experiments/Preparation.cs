using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia;

/// <summary>From a description to a plan: splits, fits the network to the data, and fills in what was left open.</summary>
internal static class Preparation
{
    internal static Validation<Error, PreparedExperiment> Of(Experiment e) => Splits(e).Bind(split =>
        from network in NetworkOf(e, split.Train)
        from objective in Objective.Create(network, split.Train, LossOf(e, split.Train), e.Reduction, e.Policy)
        from initialization in Initialization.Create(e.Scale)
        from plan in PlanOf(e, objective, split.Test)
        from parameters in network.Initialize(initialization, new Key(e.Seed)).ToValidation()
        from start in Training.Run.Start(plan, parameters, new Key(e.Seed)).ToValidation()
        select new PreparedExperiment(e, plan, start, split.Test));

    private static Validation<Error, (Dataset Train, Option<Dataset> Test)> Splits(Experiment e) => e.TrainCount == 0
        ? Success<Error, (Dataset, Option<Dataset>)>((e.Data, None))
        : e.Data.SplitAt(e.TrainCount, new Key(e.Seed).For("split")).Map(static s => (s.Train, Some(s.Test))).ToValidation();

    private static Validation<Error, Network> NetworkOf(Experiment e, Dataset data) => e.Network.Match(
        Success<Error, Network>,
        () => Network.Dense([data.InputSize, .. e.Hidden, data.OutputCount], e.Activation, e.Bias));

    private static Loss LossOf(Experiment e, Dataset data) => e.Loss.IfNone(() => data.Targets.Match<Loss>(
        static _ => new Loss.Logistic(), static _ => new Loss.CrossEntropy(), static _ => Loss.Half));

    private static Validation<Error, Plan> PlanOf(Experiment e, Objective objective, Option<Dataset> test)
    {
        var rule = e.Rule.IfNone(() => objective.Loss.IsExponentialType && e.Sampler.IsFull ? new MarginSafeController() : new GradientDescent());
        var probes = e.Probes.IfNone(() => Probes.All.Filter(p => p.Errors(objective).Count == 0))
            + test.Map(static t => (Probe)new HoldoutProbe(t, "test")).ToArray().ToArr();
        return Plan.Create(objective, rule, e.Schedule, e.StepCap, e.Sampler, e.StoppingRules, probes, e.Observations, e.CheckpointInterval);
    }
}
