namespace Marginalia.Objectives;

/// <summary>The curvature matrices of an objective.</summary>
public enum Curvature
{
    /// <summary>The Hessian of the declared objective.</summary>
    Hessian,

    /// <summary>Its Gauss-Newton part.</summary>
    GaussNewton,

    /// <summary>The Hessian of psi = -log L, L the sum over the examples.</summary>
    LogHessian,
}
