using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Values of an objective at a point, on all its data.</summary>
/// <remarks>Parameters of another layout are a broken invariant of the caller and throw <see cref="ArgumentException"/>.</remarks>
public static class ObjectiveValues
{
    extension(Objective objective)
    {
        /// <summary>Outputs, margins, weights and statistics.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Evaluation Evaluate(Parameters parameters)
        {
            var arena = objective.At(parameters, out var statistics);
            return new(
                Matrix.Of(objective.Data.Count, objective.Network.OutputCount, arena.Outputs),
                Vector.Of(arena.Head.Margins),
                Vector.Of(arena.Head.SoftMargins),
                Vector.Of(arena.Head.Weights),
                statistics);
        }

        /// <summary>The statistics alone.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public LossStatistics Statistics(Parameters parameters)
        {
            objective.At(parameters, out var statistics);
            return statistics;
        }

        /// <summary>The value of the declared objective; 0 below the range of doubles, infinity above.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public double Value(Parameters parameters) => objective.Statistics(parameters).Loss;

        /// <summary>The loss of each example, without the reduction.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        public Vector PerExampleLosses(Parameters parameters)
        {
            var arena = objective.At(parameters, out _);
            return Vector.Build(objective.Data.Count, arena.Head.ExampleLosses);
        }

        /// <summary>An arena of its own after the forward pass.</summary>
        internal ObjectiveArena At(Parameters parameters, out LossStatistics statistics)
        {
            var arena = new ObjectiveArena(objective, objective.Data.Count);
            statistics = arena.Forward(parameters.Flat.Memory, Batch.All);
            return arena;
        }
    }
}
