using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Objectives;

/// <summary>Second derivatives of an objective at a point, on all its data.</summary>
/// <remarks>
/// B. Pearlmutter, Fast Exact Multiplication by the Hessian, Neural Computation 6, 1994. At kinks the second derivative of the activation is 0. One
/// product costs about three gradients; whoever needs many at one point takes <see cref="CurvatureProduct"/>, which runs the network forward once
/// as long as one chunk holds all examples, else once for every product: passes run over chunks of examples, so that their memory does not grow with them.
/// Parameters or directions of another length are a broken invariant of the caller and throw <see cref="ArgumentException"/>.
/// </remarks>
public static class ObjectiveCurvature
{
    extension(Objective objective)
    {
        /// <summary>The Hessian of the declared objective times a direction.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="direction">As long as the parameter vector.</param>
        public Vector HessianVectorProduct(Parameters parameters, Vector direction) =>
            objective.CurvatureProduct(parameters, Curvature.Hessian)(direction);

        /// <summary>The Gauss-Newton matrix <c>sum_n J_n^T (Hessian of the loss by the outputs) J_n</c> of the declared objective times a direction.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="direction">As long as the parameter vector.</param>
        public Vector GaussNewtonProduct(Parameters parameters, Vector direction) =>
            objective.CurvatureProduct(parameters, Curvature.GaussNewton)(direction);

        /// <summary>The Hessian of psi = -log L, L the sum over the examples, times a direction; it never underflows.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="direction">As long as the parameter vector.</param>
        /// <returns>An error for losses that are not of exponential type.</returns>
        public Either<Error, Vector> LogHessianVectorProduct(Parameters parameters, Vector direction) => objective.Loss.IsExponentialType
            ? Right<Error, Vector>(objective.CurvatureProduct(parameters, Curvature.LogHessian)(direction))
            : Left<Error, Vector>(ObjectiveDerivatives.NoLogarithm(objective, "The Hessian of -log L"));

        /// <summary>The Hessian of the declared objective as a dense matrix, for networks of some hundred parameters: p products.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Matrix Hessian(Parameters parameters) => objective.Dense(parameters, Curvature.Hessian);

        /// <summary>The Gauss-Newton matrix of the declared objective as a dense matrix.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Matrix GaussNewton(Parameters parameters) => objective.Dense(parameters, Curvature.GaussNewton);

        /// <summary>The Hessian of psi = -log L as a dense matrix.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <returns>An error for losses that are not of exponential type.</returns>
        public Either<Error, Matrix> LogHessian(Parameters parameters) => objective.Loss.IsExponentialType
            ? Right<Error, Matrix>(objective.Dense(parameters, Curvature.LogHessian))
            : Left<Error, Matrix>(ObjectiveDerivatives.NoLogarithm(objective, "The Hessian of -log L"));

        /// <summary>A function that multiplies one of the matrices at a fixed point by directions; made for iterative eigenvalue solvers.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="curvature">Which matrix; <see cref="Curvature.LogHessian"/> needs an exponential-type loss.</param>
        /// <returns>A pure function of the direction with buffers of its own, to be called from one thread at a time.</returns>
        public Func<Vector, Vector> CurvatureProduct(Parameters parameters, Curvature curvature)
        {
            if (curvature == Curvature.LogHessian && !objective.Loss.IsExponentialType)
                throw new ArgumentException($"The {objective.Loss.Name} loss has no log-domain Hessian.", nameof(curvature));
            var chunks = objective.InChunks(parameters);
            return direction =>
            {
                var product = new double[objective.Network.ParameterCount];
                Multiply(chunks, curvature, direction.Memory, product);
                return Vector.Own(product);
            };
        }

        private Matrix Dense(Parameters parameters, Curvature curvature)
        {
            var chunks = objective.InChunks(parameters);
            var size = objective.Network.ParameterCount;
            var (rows, unit) = (new double[size * size], new double[size]);
            for (var i = 0; i < size; i++)
            {
                unit[i] = 1;
                Multiply(chunks, curvature, unit, rows.AsMemory(i * size, size));
                unit[i] = 0;
            }

            return Matrix.Own(size, size, Symmetric(rows, size));
        }
    }

    private static void Multiply(ObjectiveChunks chunks, Curvature curvature, ReadOnlyMemory<double> direction, Memory<double> product)
    {
        switch (curvature)
        {
            case Curvature.LogHessian:
                chunks.LogHessianVectorProduct(direction, product);
                return;
            case Curvature.GaussNewton:
                chunks.GaussNewtonProduct(direction, product);
                break;
            default:
                chunks.HessianVectorProduct(direction, product);
                break;
        }

        LogScaled.Scale(product.Span, chunks.LogScale);
    }

    // Row and column differ by round-off; decompositions read one triangle, so that the mean is the better answer.
    private static double[] Symmetric(double[] a, int size)
    {
        for (var i = 0; i < size; i++)
            for (var j = 0; j < i; j++)
                a[(i * size) + j] = a[(j * size) + i] = 0.5 * (a[(i * size) + j] + a[(j * size) + i]);
        return a;
    }
}
