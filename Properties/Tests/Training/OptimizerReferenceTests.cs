using System.Text.Json;
using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Losses along full-batch runs and path conditioners at their start against the reference set; the members for rules that do not exist here are passed over.</summary>
/// <remarks>So are <c>loss</c> and <c>grad</c> of a case: in our set they belong to other weights than <c>layers</c>, where every run has its first loss.</remarks>
public sealed class OptimizerReferenceTests
{
    private const int StepCount = 5;

    [Fact]
    public void RunsOfGradientDescentMomentumAndAdaGradMatchTheReference()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "optimizer-steps.json"))
        {
            var (objective, start) = ProblemOf(c, "layers");
            foreach (var e in ReferenceFiles.Members(c, "runs"))
            {
                if (RuleOf(e) is not { } rule)
                    continue;
                var plan = Unwrap.Valid(Plan.Create(objective, rule, new Constant(e.Value.GetProperty("eta").GetDouble()), StepCount, stoppingRules: Arr<StoppingRule>.Empty));
                var state = ReferenceObjective.Valid(Run.Start(plan, start, new Key(1)));
                var losses = new List<double> { objective.Value(state.Parameters) };
                for (var step = 1; step <= StepCount; step++)
                {
                    state = ReferenceObjective.Valid(Run.Continue(ReferenceObjective.Valid(plan.Until(step)), state)).Final;
                    losses.Add(objective.Value(state.Parameters));
                    if (e.Value.TryGetProperty($"after{step}", out var after))
                        CapacityCases.Check($"{e.Name} after{step}", CapacityCases.FlatOf(after), state.Parameters.Flat.Span, step == 1 ? 1e-12 : 1e-10);
                }

                var expected = ReferenceFiles.Elements(e.Value, "losses").Select(static x => x.GetDouble()).ToArray();
                for (var step = 0; step < expected.Length; step++)
                    CapacityCases.Check($"{e.Name} losses[{step}]", expected[step], losses[step], step < 2 ? 1e-12 : 1e-10);
            }
        }
    }

    [Fact]
    public void PathConditionersAtTheStartMatchTheReferenceAndTheRescaledNetworkHasTheSameLossToTheBit()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "optimizer-steps.json"))
        {
            var (objective, start) = ProblemOf(c, "layers");
            foreach (var e in ReferenceFiles.Members(c, "runs").Where(static e => e.Name.StartsWith("path-sgd(p=", StringComparison.Ordinal) && e.Value.TryGetProperty("kappa", out _)))
            {
                var p = CapacityCases.Exponent(e.Name.Replace("p=", "", StringComparison.Ordinal));
                CapacityCases.Check(e.Name, CapacityCases.FlatOf(e.Value.GetProperty("kappa")), Unwrap.Right(objective.Network.PathConditioner(start, p)).Span, 1e-12);
            }

            if (c.TryGetProperty("rescaled_layers", out _))
                Assert.Equal(objective.Value(start), objective.Value(ProblemOf(c, "rescaled_layers").Start));
        }
    }

    private static Rule? RuleOf(JsonProperty run) => run.Name switch
    {
        "sgd" => new GradientDescent(),
        "sgd+momentum" => new Momentum(run.Value.GetProperty("mu").GetDouble()),
        "adagrad" => new AdaGrad(run.Value.GetProperty("eps").GetDouble()),
        _ => null,
    };

    private static (Objective Objective, Parameters Start) ProblemOf(JsonElement c, string layers)
    {
        var network = CapacityCases.NetworkOf(c.GetProperty(layers));
        var data = CapacityCases.DataOf(c.GetProperty("X"), c.GetProperty("y"), network.OutputCount);
        var objective = Unwrap.Valid(Objective.Create(network, data, new Loss.CrossEntropy(), Reduction.Mean, NumericsPolicy.Portable()));
        return (objective, CapacityCases.ParametersOf(network, c.GetProperty(layers)));
    }
}
