using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Minimizes the exponential loss of a linear model at fixed norm by Newton's method on the sphere.</summary>
/// <remarks>log L is convex in the weights and its radial slope is negative at the minimizer, so the Riemannian Hessian is positive definite there and the
/// stationary point with a positive radial term is unique. Banburski et al., arXiv:1903.04991; docs/theory/normalized-flow.md, N30 and N31.</remarks>
public static class FixedNormSolver
{
    private const int IterationCap = 200;

    /// <summary>Finds the minimizer.</summary>
    /// <param name="points">One z_n = y_n x_n per row, finite, at least one row and two columns.</param>
    /// <param name="norm">rho, positive and finite.</param>
    /// <param name="numerics">Gives the eigenvalues of the Hessian.</param>
    /// <returns>The minimizer, or an error for a norm that is not positive, empty points, or points that are not separable through the origin.</returns>
    public static Either<Error, FixedNormMinimum> Solve(Matrix points, double norm, NumericsPolicy numerics)
    {
        if (!(norm > 0) || double.IsInfinity(norm))
            return new Error.ParameterDomain("The norm rho", FormattableString.Invariant($"{norm:R}"), "a positive finite number");
        if (points.Rows == 0 || points.Columns < 2)
            return new Error.ShapeMismatch("The points of a fixed-norm problem", $"{points.Rows} x {points.Columns}", "at least 1 x 2");
        return HardMarginSolver.Solve(points).Match(
            separable => At(new SphericalLoss(points, norm), Descend(new SphericalLoss(points, norm), separable.Direction.ToArray()), numerics),
            _ => Left<Error, FixedNormMinimum>(new Error.Unsupported(
                "A fixed-norm minimizer of these points", "no separator through the origin exists", "use separable points; HardMarginSolver gives the certificate")));
    }

    private static double[] Descend(SphericalLoss loss, double[] v)
    {
        for (var iteration = 0; iteration < IterationCap; iteration++)
        {
            loss.MoveTo(v);
            var step = loss.NewtonStep();
            if (step is null)
                break;
            var start = loss.LogLoss;
            double[]? accepted = null;
            for (var size = 1.0; size > 1e-12 && accepted is null; size /= 2)
            {
                var trial = SphericalLoss.Retracted(v, step, size);
                loss.MoveTo(trial);
                accepted = loss.LogLoss < start ? trial : null;
            }

            // Below round-off of log L Newton's full step is still the better point, once.
            if (accepted is null)
                return SphericalLoss.Retracted(v, step, 1);
            v = accepted;
        }

        return v;
    }

    private static Either<Error, FixedNormMinimum> At(SphericalLoss loss, double[] v, NumericsPolicy numerics)
    {
        loss.MoveTo(v);
        return numerics.Decompositions.SymmetricEigen(loss.TangentHessian()).Map(eigen => new FixedNormMinimum(
            loss.Norm, Vector.Of(v), Vector.Of(loss.Weights), loss.MinMargin, -loss.LogLoss / loss.Norm, loss.RadialTerm, eigen.Values, loss.Residual));
    }
}
