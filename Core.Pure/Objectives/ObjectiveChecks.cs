using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Whether network, data and loss fit each other.</summary>
internal static class ObjectiveChecks
{
    internal static List<Error> Errors(Network network, Dataset data, Loss loss, Reduction reduction)
    {
        var errors = new List<Error>();
        if (network.InputSize != data.InputSize)
            errors.Add(new Error.ShapeMismatch($"An example of '{data.Name}'", $"{data.InputSize}", $"{network.InputSize}, the input size of the network,"));
        if (loss is Loss.Squared { Alpha: var alpha } && !(alpha > 0 && double.IsFinite(alpha)))
            errors.Add(new Error.ParameterDomain("the factor of the squared loss", FormattableString.Invariant($"{alpha:R}"), "a positive number"));
        if (reduction is not (Reduction.Sum or Reduction.Mean))
            errors.Add(new Error.ParameterDomain("the reduction", $"{(int)reduction}", "Sum or Mean"));
        if (WrongTargets(loss, data.Targets) is { } wrong)
            errors.Add(wrong);
        else if (network.OutputCount != data.OutputCount)
            errors.Add(new Error.ShapeMismatch("The output of the network", $"{network.OutputCount}", $"{data.OutputCount}, which the {data.Targets.Kind} of '{data.Name}' call for,"));
        return errors;
    }

    private static Error? WrongTargets(Loss loss, Targets targets) => (loss, targets) switch
    {
        (Loss.Exponential, Targets.Signs or Targets.Classes) => null,
        (Loss.Logistic, Targets.Signs) => null,
        (Loss.CrossEntropy, Targets.Classes) => null,
        (Loss.Squared or Loss.Robust, Targets.Signs or Targets.Values) => null,
        (Loss.CrossEntropy, Targets.Signs s) => new Error.LabelDomain(s.Labels[0], 0, "0 to C - 1 for cross-entropy, or take the logistic loss for -1 and +1"),
        (Loss.Logistic, Targets.Classes c) => new Error.LabelDomain(c.Labels[0], 0, "-1 and +1 for the logistic loss, or take cross-entropy for classes"),
        (_, Targets.Values v) => new Error.LabelDomain(v.Matrix[0, 0], 0, $"for the {loss.Name} loss (-1 and +1 as signs, or 0 to C - 1 as classes), or take a squared loss for values"),
        _ => new Error.LabelDomain(((Targets.Classes)targets).Labels[0], 0, $"that are numbers for the {loss.Name} loss, for instance one-hot rows as values, or take cross-entropy"),
    };
}
