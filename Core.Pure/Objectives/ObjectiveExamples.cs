using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Gradients of single examples at a point, through their norms and inner products; no gradient of an example is ever formed.</summary>
/// <remarks>
/// For a dense layer the gradient of example i is delta_i a_i^T, so that inner products are <c>(delta_i . delta_j) (a_i . a_j)</c>
/// (I. Goodfellow, Efficient Per-Example Gradient Computations, arXiv:1510.01799). Losses are those of single examples, without the reduction.
/// </remarks>
public static class ObjectiveExamples
{
    extension(Objective objective)
    {
        /// <summary>The Euclidean norm of the gradient of each example's loss; underflows with the loss.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Vector ExampleGradientNorms(Parameters parameters)
        {
            var chunks = objective.InChunks(parameters);
            return Vector.Build(objective.Data.Count, norms =>
            {
                chunks.AddGradientNorms(norms);
                foreach (ref var norm in norms)
                    norm = Math.Sqrt(norm);
                LogScaled.Scale(norms, chunks.Head.LogExampleScale);
            });
        }

        /// <summary>The inner products of the gradients of the examples' losses, n x n.</summary>
        /// <remarks>All examples pass at once, because every pair meets: memory grows with their number.</remarks>
        /// <param name="parameters">Of the objective's network.</param>
        public Matrix ExampleGram(Parameters parameters)
        {
            var arena = objective.At(parameters, out _);
            arena.Backward(Sink.None);
            return Matrix.Build(objective.Data.Count, objective.Data.Count, gram =>
            {
                arena.AddGram(gram);
                LogScaled.Scale(gram, 2 * arena.Head.LogExampleScale);
            });
        }

        /// <summary>The Gram matrix <c>J J^T</c> of the outputs, of size n K: row <c>i K + k</c> belongs to output k of example i.</summary>
        /// <remarks>Runs the network on every example K times and keeps (n K)^2 numbers.</remarks>
        /// <param name="parameters">Of the objective's network.</param>
        public Matrix OutputGram(Parameters parameters)
        {
            var (count, outputs) = (objective.Data.Count, objective.Network.OutputCount);
            var size = count * outputs;
            var indices = new int[size];
            var cotangent = new double[size * outputs];
            for (var row = 0; row < size; row++)
            {
                indices[row] = row / outputs;
                cotangent[(row * outputs) + (row % outputs)] = 1;
            }

            var arena = new ObjectiveArena(objective, size);
            arena.Forward(parameters.Flat.Memory, new Batch(indices));
            arena.Pull(cotangent, Sink.None);
            return Matrix.Build(size, size, arena.AddGram);
        }
    }
}
