using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class TrajectoryReferenceTests
{
    public static TheoryData<int> Cases
    {
        get
        {
            var rows = new TheoryData<int>();
            for (var i = 0; i < ReferenceFiles.Cases("normalized-flow", "trajectory.json").Count; i++)
                rows.Add(i);
            return rows;
        }
    }

    [ReferenceTheory("normalized-flow", "trajectory.json")]
    [MemberData(nameof(Cases))]
    public void Trajectories_pass_through_the_checkpoints_of_the_reference(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "trajectory.json")[number];
        var (input, expected) = (reference.GetProperty("input"), reference.GetProperty("expected"));
        var tolerance = new Tolerance(reference.GetProperty("absTol").GetDouble(), reference.GetProperty("relTol").GetDouble(), ToleranceScale.PerArray);
        var (objective, start) = Problem(input);
        if (objective.Network.Depth == 1 && Valid(HardMarginSolver.Solve(objective.Data)) is HardMargin.Separable best)
        {
            var check = new ReferenceCheck(reference);
            check.Array("gamma", [best.Margin]);
            check.Array("marginGapConstant", [best.MarginGapConstant]);
        }

        var plan = Valid(Plan.Create(objective, RuleOf(input.GetProperty("algorithm").GetString()!), new Constant(input.GetProperty("stepSize").GetDouble()), 0, stoppingRules: Arr<StoppingRule>.Empty));
        var state = Valid(Run.Start(plan, start, new Key(1)));
        foreach (var checkpoint in ReferenceFiles.Elements(expected, "checkpoints"))
        {
            state = Valid(Run.Continue(Valid(plan.Until(checkpoint.GetProperty("step").GetInt64())), state)).Final;
            foreach (var (name, actual) in Quantities(objective, state.Parameters, expected))
            {
                if (!checkpoint.TryGetProperty(name, out var number2))
                    continue;
                var at = tolerance.FirstDifference(actual, ReferenceFiles.Flat(number2));
                Assert.True(at < 0, at < 0 ? "" : $"{reference.GetProperty("id").GetString()} step {state.Step}: {name}[{at}] is {actual[at]:R}, expected {ReferenceFiles.Flat(number2)[at]:R}");
            }
        }
    }

    private static Rule RuleOf(string algorithm) => algorithm switch
    {
        "gd" => new GradientDescent(),
        "logGd" => new LogGradientDescent(),
        "unitLogLossGd" => new UnitLogLossDescent(),
        "dualAccelerated" => new DualAcceleration(),
        _ => throw new NotSupportedException(algorithm),
    };

    private static (Objective, Parameters) Problem(JsonElement input)
    {
        if (input.TryGetProperty("network", out _))
        {
            var given = NormalizedFlow(input);
            return (given.Objective, given.Parameters);
        }

        var inputs = MatrixOf(input.GetProperty("x"));
        var network = Valid(Network.Dense([inputs.Columns, 1], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Data.Dataset.Create("reference", inputs, new Data.Targets.Signs(Vector.Of(ReferenceFiles.Flat(input.GetProperty("y")))), ""));
        var objective = Valid(Objective.Create(network, data, Valid(Loss.Parse(input.GetProperty("loss").GetString()!)), Reduction.Sum, Arithmetic));
        return (objective, TrainingInstances.At(objective, ReferenceFiles.Flat(input.GetProperty("w0"))));
    }

    private static IEnumerable<(string Name, double[] Numbers)> Quantities(Objective objective, Parameters parameters, JsonElement expected)
    {
        var (network, kernels) = (objective.Network, objective.Numerics.Kernels);
        var statistics = objective.Statistics(parameters);
        var norms = network.LayerNorms(parameters, kernels).ToArray();
        var margins = objective.NormalizedMargins(parameters);
        var gradient = Valid(objective.LogGradient(parameters));
        yield return ("w", parameters.Flat.ToArray());
        yield return ("weights", parameters.Flat.ToArray());
        yield return ("logLoss", [statistics.LogLoss]);
        yield return ("rho", norms);
        yield return ("minMargin", [margins.MinProduct.OrNaN]);
        yield return ("smoothedMargin", [margins.SmoothedProduct.OrNaN]);
        yield return ("smoothedMarginProduct", [margins.SmoothedProduct.OrNaN]);
        yield return ("dualUpperBound", [kernels.Norm(gradient.Span)]);
        if (expected.TryGetProperty("gamma", out var gamma))
            yield return ("gapTimesRho", [(gamma.GetDouble() - margins.MinProduct.OrNaN) * norms[0]]);
    }
}
