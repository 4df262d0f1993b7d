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
    // Parts that do not need each other are checked side by side, so that the user hears of every error at once.
    internal static Validation<Error, PreparedExperiment> Of(Experiment e)
    {
        var split = Splits(e);
        var train = split.Match(static s => s.Train, _ => e.Data);
        var objective = NetworkOf(e, train).Bind(network => Objective.Create(network, train, LossOf(e, train), e.Reduction, e.Policy));
        var plan = objective.Match(
            fits => PlanOf(e, fits, split.Match(static s => s.Test, static _ => None)),
            errors => Validation<Error, Plan>.Fail(errors + PartErrors(e, train)));
        return (split, Initialization.Create(e.Scale), plan).Apply(static (s, initialization, p) => (s.Test, Initialization: initialization, Plan: p)).Bind(x =>
            from parameters in x.Plan.Objective.Network.Initialize(x.Initialization, new Key(e.Seed)).ToValidation()
            from start in Training.Run.Start(x.Plan, parameters, new Key(e.Seed)).ToValidation()
            select new PreparedExperiment(e, x.Plan, start, x.Test));
    }

    private static Seq<Error> PartErrors(Experiment e, Dataset train) => (e.Rule.Map(static r => r.Errors).IfNone(Arr<Error>.Empty)
        + e.Schedule.Errors + e.Sampler.Errors(train.Count) + e.Observations.Errors + e.StoppingRules.Bind(static r => r.Errors).ToArr()).ToSeq();

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
        var probes = e.Probes.IfNone(() => Probes.All.Filter(p => p.Errors(objective).Count == 0 && !e.MoreProbes.Contains(p)))
            + e.MoreProbes + test.Map(static t => (Probe)new HoldoutProbe(t, "test")).ToArray().ToArr();
        return Plan.Create(objective, rule, e.Schedule, e.StepCap, e.Sampler, e.StoppingRules, probes, e.Observations, e.CheckpointInterval);
    }
}
