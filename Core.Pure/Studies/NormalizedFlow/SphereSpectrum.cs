using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>The Riemannian Hessian of log L at a point of the product of unit spheres, by its eigenvalues.</summary>
/// <param name="Sizes">The widths of the network.</param>
/// <param name="Origin">How the point was found.</param>
/// <param name="ProductNorm">rho.</param>
/// <param name="RadialSum">rho R_V, what the eigenvalues are compared with.</param>
/// <param name="Tangent">The norm of the gradient of log L along the spheres.</param>
/// <param name="Eigenvalues">Ascending, of the tangent space.</param>
/// <param name="SmallestBlocks">The smallest eigenvalue of each layer's own block.</param>
internal sealed record SphereSpectrum(int[] Sizes, string Origin, double ProductNorm, double RadialSum, double Tangent, Vector Eigenvalues, Vector SmallestBlocks)
{
    internal string Name => string.Join("-", Sizes);

    /// <summary>Rotations of the hidden spaces.</summary>
    internal int ExpectedZeroModes => Sizes[1..^1].Sum(static h => h - 1);

    internal int ZeroModes => Eigenvalues.ToArray().Count(e => Math.Abs(e) < 1e-3 * RadialSum);

    internal static Either<Error, SphereSpectrum> Of(int[] sizes, string origin, Objective objective, Parameters theta, NumericsPolicy numerics) =>
        from hessian in objective.LogHessian(theta)
        from gradient in objective.LogGradient(theta)
        let norms = objective.Network.LayerNorms(theta, numerics.Kernels)
        let radial = objective.Statistics(theta).RadialSum
        let point = new SphereHessian(objective.Network.Layout, theta, norms, radial, hessian)
        from eigen in numerics.Decompositions.SymmetricEigen(point.Whole)
        from blocks in norms.ToArray().Select((_, k) => numerics.Decompositions.SymmetricEigen(point.Block(k)).Map(static e => e.Values[0])).ToArr().Sequence()
        select new SphereSpectrum(
            sizes, origin, objective.Network.ProductNorm(norms).OrNaN, radial, point.TangentNorm(gradient),
            Vector.Of([.. eigen.Values.ToArray().Where(e => e < SphereHessian.Normal / 2)]), Vector.Of([.. blocks]));
}
