namespace Marginalia.Flows;

/// <summary>The time in which a flow is written; all three trace the same orbit.</summary>
/// <remarks>docs/theory/normalized-flow.md, A3 and N14.</remarks>
public enum FlowClock
{
    /// <summary>t: <c>theta' = -grad L</c>; for comparison with the literature. Slows down exponentially after separation.</summary>
    PhysicalTime,

    /// <summary>tau with d tau = L dt: <c>theta' = grad psi</c>; blows up in finite tau when the total degree exceeds 2.</summary>
    LogLossTime,

    /// <summary>s: <c>theta' = grad psi / (d psi / d tau)</c>, so psi grows at rate exactly 1; reaches any norm.</summary>
    UnitLogLossTime,
}
