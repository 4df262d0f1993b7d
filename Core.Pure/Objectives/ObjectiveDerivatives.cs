using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Objectives;

/// <summary>First derivatives of an objective at a point, on all its data.</summary>
/// <remarks>Passes run over chunks of examples, so that their memory does not grow with the number of examples.
/// Parameters of another layout are a broken invariant of the caller and throw <see cref="ArgumentException"/>.</remarks>
public static class ObjectiveDerivatives
{
    extension(Objective objective)
    {
        /// <summary>The gradient of the declared objective; for exponential-type losses it underflows with the loss.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Vector Gradient(Parameters parameters)
        {
            var chunks = objective.InChunks(parameters);
            var gradient = new double[objective.Network.ParameterCount];
            chunks.Backward(gradient);
            LogScaled.Scale(gradient, chunks.LogScale, -1);
            return Vector.Own(gradient);
        }

        /// <summary>The gradient of psi = -log L, L the sum over the examples; it never underflows.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <returns>An error for losses that are not of exponential type: their logarithm has no gradient at 0.</returns>
        public Either<Error, Vector> LogGradient(Parameters parameters)
        {
            if (!objective.Loss.IsExponentialType)
                return Left<Error, Vector>(NoLogarithm(objective, "The gradient of -log L"));
            var chunks = objective.InChunks(parameters);
            var gradient = new double[objective.Network.ParameterCount];
            chunks.Backward(gradient);
            return Right<Error, Vector>(Vector.Own(gradient));
        }

        /// <summary>The derivative of all outputs along a direction of the parameters, n x outputs.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="direction">As long as the parameter vector.</param>
        public Matrix JacobianVectorProduct(Parameters parameters, Vector direction)
        {
            var chunks = objective.InChunks(parameters);
            return Matrix.Of(objective.Data.Count, objective.Network.OutputCount, chunks.OutputTangents(direction.Memory));
        }

        /// <summary>The product of a cotangent of the outputs and their derivative, a vector of the parameters.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <param name="cotangent">n x outputs.</param>
        public Vector TransposedJacobianProduct(Parameters parameters, Matrix cotangent)
        {
            var chunks = objective.InChunks(parameters);
            if (cotangent.Rows != objective.Data.Count || cotangent.Columns != objective.Network.OutputCount)
                throw new ArgumentException($"A cotangent of {cotangent.Rows} x {cotangent.Columns} does not fit the outputs.", nameof(cotangent));
            var product = new double[objective.Network.ParameterCount];
            chunks.Pull(cotangent.Span, product);
            return Vector.Own(product);
        }
    }

    internal static Error NoLogarithm(Objective objective, string what) =>
        new Error.Unsupported(what, $"the {objective.Loss.Name} loss can be 0", "use the gradient of the loss itself, or an exponential-type loss");
}
