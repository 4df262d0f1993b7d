using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>The last step of an objective, from outputs and targets to the loss: one member for each kind of target and loss.</summary>
/// <remarks>
/// With L the declared reduction of the losses, everything is given up to the factor <c>exp(LogScale)</c>, so that nothing underflows: minus the gradient
/// of L by the outputs is <c>exp(LogScale) * Cotangent</c>, and its Hessian by the outputs likewise <c>exp(LogScale)</c> times what
/// <see cref="Curvature"/> applies. For exponential-type losses <c>exp(LogScale)</c> is L itself, and the cotangent is that of -log L; for the
/// others it is 1. Buffers are private; nothing is allocated after the first pass of each kind.
/// </remarks>
internal abstract class LossHead(Objective objective)
{
    private double _logCount;
    private int _loggedCount = 1;

    protected Kernels Kernels { get; } = objective.Numerics.Kernels;

    protected Reduction Reduction { get; } = objective.Reduction;

    /// <summary>The number of examples of the last forward pass.</summary>
    protected int Count { get; set; }

    /// <summary>The logarithm of the factor that every derivative is divided by.</summary>
    internal double LogScale { get; private protected set; }

    /// <summary>The logarithm of the factor that turns minus the cotangent of one example into the gradient of its own, unreduced loss.</summary>
    internal double LogExampleScale { get; private protected set; }

    /// <summary>The cotangent of the descent direction, batch x outputs.</summary>
    internal abstract ReadOnlySpan<double> Cotangent { get; }

    /// <summary>The hard margins q, or empty.</summary>
    internal abstract ReadOnlySpan<double> Margins { get; }

    /// <summary>The soft margins m, or empty.</summary>
    internal abstract ReadOnlySpan<double> SoftMargins { get; }

    /// <summary>The weights omega of the examples, or empty.</summary>
    internal abstract ReadOnlySpan<double> Weights { get; }

    /// <summary>Computes statistics and cotangent; the outputs must stay as they are until the last use of this batch.</summary>
    internal abstract LossStatistics Forward(ReadOnlySpan<double> outputs, TargetView targets, int count);

    /// <summary>Applies the Hessian of the declared objective by the outputs, divided by <c>exp(LogScale)</c>.</summary>
    /// <param name="tangent">A direction of the outputs, batch x outputs.</param>
    /// <param name="result">Overwritten.</param>
    internal abstract void Curvature(ReadOnlySpan<double> tangent, Span<double> result);

    /// <summary>The unreduced loss of each example.</summary>
    internal abstract void ExampleLosses(Span<double> losses);

    /// <summary>log n, which only a mean needs.</summary>
    protected double LogCount
    {
        get
        {
            if (_loggedCount != Count)
                (_loggedCount, _logCount) = (Count, Elementary.Log(Count));
            return _logCount;
        }
    }

    /// <summary>The head of an objective.</summary>
    internal static LossHead Of(Objective objective, int capacity) => (objective.Loss.IsExponentialType, objective.Data.Targets) switch
    {
        (true, Targets.Signs) => new SignHead(objective, capacity),
        (true, Targets.Classes c) => new ClassHead(objective, c.Count, capacity),
        _ => new ResidualHead(objective, capacity),
    };
}
