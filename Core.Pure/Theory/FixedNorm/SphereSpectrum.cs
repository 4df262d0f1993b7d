using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Theory;

/// <summary>The Riemannian Hessian of log L on the product of the layers' unit spheres at fixed norms, by its eigenvalues; at stationary points it is that of L over L.</summary>
/// <param name="ProductNorm">P.</param>
/// <param name="RadialSum">rho R_V, what the eigenvalues are compared with.</param>
/// <param name="Tangent">The norm of the gradient of log L along the spheres: 0 at a stationary point.</param>
/// <param name="Eigenvalues">Ascending, of the tangent space.</param>
/// <param name="SmallestBlocks">The smallest eigenvalue of each layer's own block, the others frozen.</param>
/// <remarks>Each layer alone sees a strictly convex minimum where R_V is positive; jointly a deep linear network has exactly sum (h_k - 1) zero modes.
/// Banburski et al., arXiv:1903.04991v5; docs/theory/normalized-flow.md, N31.</remarks>
public sealed record SphereSpectrum(double ProductNorm, double RadialSum, double Tangent, Vector Eigenvalues, Vector SmallestBlocks)
{
    /// <summary>The number of eigenvalues below 1e-3 rho R_V in size.</summary>
    public int ZeroModes => Eigenvalues.ToArray().Count(e => Math.Abs(e) < 1e-3 * RadialSum);

    /// <summary>The spectrum at a point.</summary>
    /// <param name="objective">A network without biases under a loss of exponential type.</param>
    /// <param name="theta">Of its network, no layer zero.</param>
    /// <returns>The spectrum, or an error where there is no Hessian of psi, a layer is zero or there are biases.</returns>
    public static Either<Error, SphereSpectrum> Of(Objective objective, Parameters theta)
    {
        var (network, numerics) = (objective.Network, objective.Numerics);
        if (network.Layout.Weights.Count != network.Layout.Blocks.Count)
            return new Error.Unsupported("The spheres of a network with biases", "they are those of the weights alone", "use a network without biases");
        foreach (var block in network.Layout.Weights)
        {
            if (!theta.Of(block).ContainsAnyExcept(0.0))
                return new Error.ZeroLayer(block.Name);
        }

        return
            from hessian in objective.LogHessian(theta)
            from gradient in objective.LogGradient(theta)
            let norms = network.LayerNorms(theta, numerics.Kernels)
            let radial = objective.Statistics(theta).RadialSum
            let point = new SphereHessian(network.Layout, theta, norms, radial, hessian)
            from eigen in numerics.Decompositions.SymmetricEigen(point.Whole)
            from blocks in norms.ToArray().Select((_, k) => numerics.Decompositions.SymmetricEigen(point.Block(k)).Map(static e => e.Values[0])).ToArray().Sequence()
            select new SphereSpectrum(
                network.ProductNorm(norms).OrNaN, radial, point.TangentNorm(gradient),
                Vector.Of([.. eigen.Values.ToArray().Where(e => e < SphereHessian.Normal / 2)]), Vector.Of([.. blocks]));
    }
}
