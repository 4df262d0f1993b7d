namespace Marginalia.Numerics;

/// <summary>How a direction that follows a gradient G is kept on the unit sphere, by a rule or by a flow.</summary>
/// <remarks>Douglas, Amari, Kung, On Gradient Adaptation with Unit-Norm Constraints, IEEE Transactions on Signal Processing, 2000;
/// docs/theory/normalized-flow.md, A5.</remarks>
public enum SphereScheme
{
    /// <summary><c>G - V &lt;V, G&gt;</c>: keeps the norm on the sphere only, where a step of size a grows its square by a^2 |tan|^2; off it the sphere attracts while the
    /// data are separated on average, and repels with blow-up in finite time while they are not.</summary>
    Lagrange,

    /// <summary><c>G - V &lt;V, G&gt; / |V|^2</c>: the flow keeps any norm.</summary>
    Tangent,

    /// <summary>The tangent step, then division by the norm: exactly on the sphere.</summary>
    Retraction,
}
