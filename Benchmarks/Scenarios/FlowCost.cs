using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Benchmarks;

/// <summary>Attempts of the adaptive integrator against the evaluations of the gradient that each of them makes.</summary>
internal static class FlowCost
{
    // Dormand-Prince evaluates six slopes an attempt.
    private const int Evaluations = 6;

    internal static Scenario Scenario { get; } = new(
        "flow", "What does a step of the flow integrator cost over the six gradients that it evaluates?", Variants);

    private static IReadOnlyList<Variant> Variants() =>
        [.. Pair("tiny", Problem.Tiny(NumericsPolicy.Portable())), .. Pair("wide", Problem.Wide(NumericsPolicy.Portable()))];

    private static IEnumerable<Variant> Pair(string name, Problem problem)
    {
        yield return Variant.Of($"{name}: six gradients", Gradients(problem));
        foreach (var flow in new[] { Flow.GradientFlow, Flow.LogLossFlow, Flow.UnitLogLossFlow })
            yield return Follow($"{name}: {flow.Clock}", problem, flow) with { Over = $"{name}: six gradients", AtMost = 1.3 };
    }

    private static Action Gradients(Problem problem)
    {
        var arena = new ObjectiveArena(problem.Objective, problem.Objective.Data.Count);
        var gradient = new double[problem.Start.Flat.Length];
        return () =>
        {
            for (var i = 0; i < Evaluations; i++)
            {
                arena.Forward(problem.Start.Flat.Memory, Batch.All);
                arena.Backward(Sink.Store(gradient));
            }
        };
    }

    /// <summary>A mark for every six slopes: accepted steps and rejected attempts alike.</summary>
    private static Variant Follow(string name, Problem problem, Flow flow) => new(name, lap =>
    {
        var field = new FlowField(problem.Objective, flow).Problem;
        var calls = 0L;
        void Count()
        {
            if (++calls % Evaluations == 0)
                lap.Mark();
        }

        var counted = new OdeProblem(
            (time, y, slope) =>
            {
                field.Field(time, y, slope);
                Count();
            },
            field.Retract)
        {
            InPlace = field.InPlace is null ? null : (time, y, slope) =>
            {
                field.InPlace(time, y, slope);
                Count();
            },
        };
        var method = Must.Be(DormandPrince.Create(1e-6, 1e-9));
        var state = Must.Be(method.Start(counted, 0, new FlowField(problem.Objective, flow).Start(problem.Start)));
        method.Integrate(counted, state, 1e6, lap.Steps + 2);
    });
}
