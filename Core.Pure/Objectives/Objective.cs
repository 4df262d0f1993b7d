using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Objectives;

/// <summary>A function of the parameters: the loss of a network on data, reduced over examples.</summary>
/// <remarks>An immutable value; its functions are pure and live in <see cref="ObjectiveValues"/>, <see cref="ObjectiveDerivatives"/> and
/// <see cref="ObjectiveCurvature"/>. Safe to share between threads as far as its kernels are.</remarks>
public sealed record Objective
{
    private Objective(Network network, Dataset data, Loss loss, Reduction reduction, NumericsPolicy numerics) =>
        (Network, Data, Loss, Reduction, Numerics) = (network, data, loss, reduction, numerics);

    /// <summary>The architecture.</summary>
    public Network Network { get; }

    /// <summary>The examples.</summary>
    public Dataset Data { get; }

    /// <summary>What one example costs.</summary>
    public Loss Loss { get; }

    /// <summary>How the examples are reduced.</summary>
    public Reduction Reduction { get; }

    /// <summary>The arithmetic.</summary>
    public NumericsPolicy Numerics { get; }

    /// <summary>Checks that network, data and loss fit each other.</summary>
    /// <param name="network">The architecture; as many inputs as the data have features, as many outputs as the targets need.</param>
    /// <param name="data">The examples.</param>
    /// <param name="loss">Logistic needs signs, cross-entropy classes, exponential one of the two, squared and robust losses values or signs.</param>
    /// <param name="reduction">Sum or mean.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <returns>The objective, or every error: shapeMismatch, labelDomain (the first example), parameterDomain. Labels are never remapped.</returns>
    public static Validation<Error, Objective> Create(Network network, Dataset data, Loss loss, Reduction reduction, NumericsPolicy numerics)
    {
        var errors = ObjectiveChecks.Errors(network, data, loss, reduction);
        return errors.Count == 0
            ? Success<Error, Objective>(new(network, data, loss, reduction, numerics))
            : Validation<Error, Objective>.Fail(errors.ToSeq());
    }

    /// <summary>The same network and loss on other data.</summary>
    /// <param name="data">The examples.</param>
    /// <returns>As <see cref="Create"/>.</returns>
    public Validation<Error, Objective> On(Dataset data) => Create(Network, data, Loss, Reduction, Numerics);

    /// <summary>The same objective under another reduction.</summary>
    /// <param name="reduction">Sum or mean.</param>
    public Objective Reduced(Reduction reduction) => new(Network, Data, Loss, reduction, Numerics);
}
