using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Whether the parts of a plan fit each other.</summary>
internal static class PlanChecks
{
    internal static Arr<Error> Errors(Plan plan)
    {
        var errors = new List<Error>();
        errors.AddRange(plan.Rule.Errors);
        errors.AddRange(plan.Schedule.Errors);
        errors.AddRange(plan.Sampler.Errors(plan.Objective.Data.Count));
        errors.AddRange(plan.Observations.Errors);
        errors.AddRange(Domain.NotNegative("the step cap", plan.StepCap));
        errors.AddRange(Domain.NotNegative("the checkpoint interval", plan.CheckpointInterval));
        foreach (var rule in plan.StoppingRules)
        {
            errors.AddRange(rule.Errors);
            errors.AddRange(rule.ErrorsOn(plan.Objective));
        }

        foreach (var probe in plan.Probes)
            errors.AddRange(probe.Errors(plan.Objective));
        errors.AddRange(plan.Rule.ErrorsOn(plan.Objective));
        errors.AddRange(RuleErrors(plan));
        if (errors.Count == 0)
            errors.AddRange(ColumnErrors(plan));
        return errors.ToArr();
    }

    private static IEnumerable<Error> RuleErrors(Plan plan)
    {
        if (plan.Rule.NeedsLogarithm && !plan.Objective.Loss.IsExponentialType)
            yield return new Error.Unsupported($"Rule {plan.Rule.Name} with the {plan.Objective.Loss.Name} loss", "it follows the logarithm of the loss, which can be 0", "take gradientDescent, or an exponential-type loss");
        if (plan.Rule.NeedsFullBatch && !plan.Sampler.IsFull)
            yield return new Error.Unsupported($"Rule {plan.Rule.Name} with the sampler {plan.Sampler.Text}", "it compares the losses of successive steps", "take all examples in every step, or another rule");
        if (plan.HasWindow && !plan.Sampler.IsFull)
            yield return new Error.Unsupported($"The windowed residual with the sampler {plan.Sampler.Text}", "it needs psi of all data at every step", "take all examples in every step, or leave it out");
        if (plan.HasWindow && !plan.Objective.Loss.IsExponentialType)
            yield return new Error.Unsupported($"The windowed residual with the {plan.Objective.Loss.Name} loss", "its window is a gain in psi = -log L", "take a loss of exponential type, or leave it out");
    }

    private static IEnumerable<Error> ColumnErrors(Plan plan) => plan.Columns
        .GroupBy(static c => c.Name)
        .Where(static g => g.Count() > 1)
        .Select(static g => new Error.ParameterDomain("A column of the trajectory", $"'{g.Key}'", "probes whose columns have different names"));
}
