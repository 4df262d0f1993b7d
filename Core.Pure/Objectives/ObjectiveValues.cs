using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Values of an objective at a point, on all its data.</summary>
/// <remarks>Passes run over chunks of examples, so that their memory does not grow with the number of examples.
/// Parameters of another layout are a broken invariant of the caller and throw <see cref="ArgumentException"/>.</remarks>
public static class ObjectiveValues
{
    extension(Objective objective)
    {
        /// <summary>Outputs, margins, weights and statistics.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Evaluation Evaluate(Parameters parameters)
        {
            var chunks = objective.InChunks(parameters);
            return new(
                Matrix.Of(objective.Data.Count, objective.Network.OutputCount, chunks.Outputs),
                Vector.Of(chunks.Head.Margins),
                Vector.Of(chunks.Head.SoftMargins),
                Vector.Of(chunks.Head.Weights),
                chunks.Statistics);
        }

        /// <summary>The statistics alone.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public LossStatistics Statistics(Parameters parameters) => objective.InChunks(parameters).Statistics;

        /// <summary>The value of the declared objective; 0 below the range of doubles, infinity above.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public double Value(Parameters parameters) => objective.Statistics(parameters).Loss;

        /// <summary>The loss of each example, without the reduction.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Vector PerExampleLosses(Parameters parameters)
        {
            var chunks = objective.InChunks(parameters);
            return Vector.Build(objective.Data.Count, chunks.Head.ExampleLosses);
        }

        /// <summary>An arena of its own after the forward pass, all examples at once: for what joins every pair of them.</summary>
        internal ObjectiveArena At(Parameters parameters, out LossStatistics statistics)
        {
            var arena = new ObjectiveArena(objective, objective.Data.Count);
            statistics = arena.Forward(parameters.Flat.Memory, Batch.All);
            return arena;
        }

        /// <summary>Buffers of its own after the forward pass over all examples.</summary>
        internal ObjectiveChunks InChunks(Parameters parameters) => new(objective, parameters.Flat.Memory);
    }
}
