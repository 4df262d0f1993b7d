using System.Diagnostics;
using System.Globalization;

namespace Marginalia.Objectives;

/// <summary>What one example costs; an <see cref="Objective"/> adds network, data and the reduction over examples.</summary>
/// <remarks>
/// Natural logarithms. q is the margin of a network with one output, m the soft margin of one with several (m = q for one output), f the outputs, y
/// the targets. Source: docs/theory/normalized-flow.md, 1.2, and docs/theory/conventions.md, 1. Losses with equal parameters are equal.
/// </remarks>
public abstract record Loss
{
    private Loss() { }

    /// <summary><c>exp(-m)</c>, for signs and for classes.</summary>
    public sealed record Exponential : Loss;

    /// <summary><c>log(1 + exp(-m))</c> for signs; not the activation of the same name.</summary>
    public sealed record Logistic : Loss;

    /// <summary><c>log(1 + exp(-m))</c> for classes, which is minus the logarithm of the softmax of the right class.</summary>
    public sealed record CrossEntropy : Loss;

    /// <summary><c>Alpha |f - y|^2</c>, summed over outputs, for values and for signs as the numbers -1 and +1.</summary>
    /// <param name="Alpha">The factor, positive.</param>
    public sealed record Squared(double Alpha) : Loss;

    /// <summary><c>sum_k u_k^2 / (1 + u_k^2)</c>, <c>u = f - y</c>: bounded by the number of outputs; for values and signs.</summary>
    public sealed record Robust : Loss;

    /// <summary>The squared loss with factor 1/2.</summary>
    public static Squared Half { get; } = new(0.5);

    /// <summary>The squared loss with factor 1.</summary>
    public static Squared Square { get; } = new(1);

    /// <summary>The squared loss with factor 1/4.</summary>
    public static Squared Quarter { get; } = new(0.25);

    /// <summary>Whether it falls exponentially with the margin, so that everything about it is computed in the log domain: exponential,
    /// logistic, cross-entropy.</summary>
    public bool IsExponentialType => this is Exponential or Logistic or CrossEntropy;

    /// <summary>The name in records and on the command line; <see cref="LossNames.Parse"/> reads it back.</summary>
    public string Name => Match(
        static _ => "exponential",
        static _ => "logistic",
        static _ => "crossEntropy",
        static s => s.Alpha switch
        {
            0.5 => "half",
            1 => "square",
            0.25 => "quarter",
            _ => $"squared({s.Alpha.ToString("R", CultureInfo.InvariantCulture)})",
        },
        static _ => "robust");

    /// <summary>Maps every case to one result.</summary>
    /// <param name="exponential">Used for the exponential loss.</param>
    /// <param name="logistic">Used for the logistic loss.</param>
    /// <param name="crossEntropy">Used for cross-entropy.</param>
    /// <param name="squared">Used for a squared loss.</param>
    /// <param name="robust">Used for the robust loss.</param>
    public T Match<T>(
        Func<Exponential, T> exponential,
        Func<Logistic, T> logistic,
        Func<CrossEntropy, T> crossEntropy,
        Func<Squared, T> squared,
        Func<Robust, T> robust) => this switch
        {
            Exponential l => exponential(l),
            Logistic l => logistic(l),
            CrossEntropy l => crossEntropy(l),
            Squared l => squared(l),
            Robust l => robust(l),
            _ => throw new UnreachableException(),
        };
}
