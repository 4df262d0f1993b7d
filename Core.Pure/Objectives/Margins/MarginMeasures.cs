using Marginalia.Networks;

namespace Marginalia.Objectives;

/// <summary>Margins of an objective at a point, on all its data.</summary>
public static class MarginMeasures
{
    extension(Objective objective)
    {
        /// <summary>The smallest and the smoothed margin over product norm and total norm.</summary>
        /// <param name="parameters">Of the objective's network.</param>
        /// <returns>Four numbers, each undefined where it does not exist.</returns>
        public NormalizedMargins NormalizedMargins(Parameters parameters) =>
            Objectives.NormalizedMargins.Of(objective.Network, parameters, objective.Statistics(parameters), objective.Numerics.Kernels);
    }
}
