namespace Marginalia.Laws;

/// <summary>What sort of statement a law is; decides its tolerance and how it is checked.</summary>
public enum LawKind
{
    /// <summary>An algebraic identity; the tolerance is round-off.</summary>
    Exact,

    /// <summary>A conservation law of a flow; the tolerance follows the integrator's.</summary>
    Flow,

    /// <summary>An inequality.</summary>
    Inequality,

    /// <summary>A limit; checked far out with a stated slack.</summary>
    Asymptotic,

    /// <summary>A statement about expectations; checked within standard errors.</summary>
    Statistical,

    /// <summary>A structural theorem.</summary>
    Structural,

    /// <summary>A counterexample or a negative control: the check shows that the naive law fails.</summary>
    Control,
}
