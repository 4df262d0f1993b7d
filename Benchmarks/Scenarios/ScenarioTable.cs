namespace Marginalia.Benchmarks;

/// <summary>The table of scenarios; a new one is a new file and a new row.</summary>
internal static class ScenarioTable
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        WideStep.Scenario,
        TinyStep.Scenario,
        ProbeCost.Scenario,
        MonitorCost.Scenario,
        FlowCost.Scenario,
        PolicyComparison.Scenario,
        VectorProducts.Scenario,
        ElementaryFunctions.Scenario,
        PeerSteps.Scenario,
    ];
}
