namespace Marginalia.Objectives;

/// <summary>How the losses of the examples become one number; part of the objective, because the step size multiplies its gradient.</summary>
/// <remarks>A mean with step <c>eta * n</c> is a sum with step eta: the same orbit on the full batch.</remarks>
public enum Reduction
{
    /// <summary>The sum over the examples of the batch.</summary>
    Sum,

    /// <summary>The sum divided by the number of examples of the batch.</summary>
    Mean,
}
