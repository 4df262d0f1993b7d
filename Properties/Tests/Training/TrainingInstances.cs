using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>The instances that every law of training runs over: a new rule or sampler adds its rows by being in the family's table.</summary>
internal static class TrainingInstances
{
    /// <summary>Numbers for members that have no default.</summary>
    private static readonly Arr<string> SamplerTexts = Array("full", "withReplacement(5)", "withoutReplacement(4)", "epochs(4)");

    /// <summary>Every rule of the table with every sampler that it accepts.</summary>
    public static TheoryData<string, string> RulesAndSamplers
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var rule in Rules.All.Members)
                foreach (var sampler in SamplerTexts)
                    if (!Valid(Rules.Parse(rule.Name)).NeedsFullBatch || sampler == "full")
                        rows.Add(rule.Name, sampler);
            return rows;
        }
    }

    /// <summary>Every rule of the table.</summary>
    public static TheoryData<string> RuleNames
    {
        get
        {
            var rows = new TheoryData<string>();
            foreach (var rule in Rules.All.Members)
                rows.Add(rule.Name);
            return rows;
        }
    }

    /// <summary>A small problem that the rule accepts: any loss, depth, activation and bias placement.</summary>
    public static (Objective Objective, Parameters Parameters) Problem(Sample sample, Rule rule, Loss? given = null)
    {
        while (true)
        {
            var problem = Any(sample, rule, given);
            if (rule.ErrorsOn(problem.Objective).Count == 0)
                return problem;
        }
    }

    private static (Objective Objective, Parameters Parameters) Any(Sample sample, Rule rule, Loss? given)
    {
        Loss[] losses = rule.NeedsLogarithm
            ? [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy()]
            : [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy(), Loss.Half, new Loss.Robust()];
        Activation[] activations = [new Activation.Linear(), new Activation.Relu(), new Activation.Tanh(), new Activation.Power(2)];
        var loss = given ?? sample.Element<Loss>(losses);
        var outputs = loss is Loss.CrossEntropy ? 3 : loss is Loss.Squared or Loss.Robust ? 2 : 1;
        int[] sizes = [3, .. Enumerable.Range(0, sample.Integer(0, 2)).Select(_ => sample.Integer(2, 5)), outputs];
        var network = Valid(Network.Dense(sizes, sample.Element<Activation>(activations), sample.Element(BiasPlacement.None, BiasPlacement.First, BiasPlacement.All)));
        var objective = Valid(Objective.Create(network, Data(sample, loss, outputs, 10), loss, sample.Element(Reduction.Sum, Reduction.Mean), Arithmetic));
        return (objective, ObjectiveInstance.Point(objective, sample, 0.5));
    }

    public static Dataset Data(Sample sample, Loss loss, int outputs, int count) => Valid(Dataset.Create("generated", Matrix.Of(count, 3, sample.Gaussian(3 * count)), loss switch
    {
        Loss.CrossEntropy => new Targets.Classes(Labels.Build(count, _ => sample.Integer(0, outputs - 1)), outputs),
        Loss.Squared or Loss.Robust => new Targets.Values(Matrix.Of(count, outputs, sample.Gaussian(outputs * count))),
        _ => new Targets.Signs(Vector.Build(count, t => { foreach (ref var y in t) y = sample.Element(-1.0, 1.0); })),
    }, ""));

    /// <summary>Linearly separable points in the plane for the stopping rules, which need a known ending.</summary>
    public static Objective Separable(Loss loss, int[] sizes, Activation activation, Reduction reduction = Reduction.Sum, NumericsPolicy? numerics = null) => Valid(Objective.Create(
        Valid(Network.Dense(sizes, activation, BiasPlacement.None)),
        Valid(Dataset.Create("separable", Matrix.Of(4, 2, [1, 0.2, 0.8, -0.4, -1, 0.3, -0.7, -0.5]), new Targets.Signs(Vector.Of(1, 1, -1, -1)), "")),
        loss,
        reduction,
        numerics ?? Arithmetic));

    public static Parameters At(Objective objective, params double[] theta) => Valid(Parameters.Create(objective.Network.Layout, Vector.Of(theta)));

    public static Trajectory Run(Plan plan, Parameters start, ulong key = 1, RunControl? control = null) =>
        Valid(Training.Run.Continue(plan, Valid(Training.Run.Start(plan, start, new Key(key))), control));

    public static Arr<Probe> AllProbes(Objective objective) => Probes.All.Filter(p => p.Errors(objective).Count == 0).ToArr();
}
