using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Standard normal draws of all parameters, the same for every size of the perturbation.</summary>
/// <param name="Draws">How many.</param>
/// <param name="Draw">The draw of an index from 0, as long as the parameter vector; pure.</param>
public sealed record FrozenNoise(int Draws, Func<int, Vector> Draw)
{
    /// <summary>Draws from a key: coordinate i of draw r is Gaussian i of step r on the stream of measurements.</summary>
    /// <param name="key">The key.</param>
    /// <param name="draws">1 or more.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="weightsOnly">Whether biases and scales stay as they are.</param>
    public static FrozenNoise Of(Key key, int draws, Layout layout, bool weightsOnly = false) => new(draws, r => Vector.Build(layout.ParameterCount, target =>
    {
        Numerics.Draws.Gaussian(key, RandomStream.Measurement, (ulong)r, target);
        foreach (var block in layout.Blocks)
        {
            if (weightsOnly && block.Kind != BlockKind.Weight)
                target.Slice(block.Offset, block.Size).Clear();
        }
    }));

    /// <summary>The perturbed parameters of a draw: <c>w + sigma u</c> or <c>w + sigma |w| u</c>.</summary>
    /// <param name="parameters">w.</param>
    /// <param name="index">Which draw.</param>
    /// <param name="sigma">The size.</param>
    /// <param name="kind">How it is scaled.</param>
    public Parameters Perturb(Parameters parameters, int index, double sigma, NoiseKind kind)
    {
        var noise = Draw(index);
        return parameters.With(Vector.Build(noise.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                var w = parameters.Flat[i];
                target[i] = w + (sigma * (kind == NoiseKind.Magnitude ? Math.Abs(w) : 1) * noise[i]);
            }
        }));
    }

    /// <summary>The outputs' statistics at every draw.</summary>
    internal OutputStatistics[] Statistics(Network network, Parameters parameters, Dataset data, double sigma, NoiseKind kind, Kernels kernels)
    {
        var statistics = new OutputStatistics[Draws];
        for (var r = 0; r < Draws; r++)
            statistics[r] = OutputStatistics.Of(Passes.Outputs(network, Perturb(parameters, r, sigma, kind), data.Inputs, kernels), data.Targets)
                .Match(static o => o, static e => throw new ArgumentException(e.Sentence));
        return statistics;
    }

    /// <summary>The mean 0/1 error over the draws.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="data">Signs or classes; targets that are values are a broken invariant of the caller.</param>
    /// <param name="sigma">The size.</param>
    /// <param name="kind">How it is scaled.</param>
    /// <param name="kernels">The arithmetic.</param>
    public double MeanError(Network network, Parameters parameters, Dataset data, double sigma, NoiseKind kind, Kernels kernels) =>
        CurvatureMeasures.MeanOf(Array.ConvertAll(Statistics(network, parameters, data, sigma, kind, kernels), static o => o.Margins.Error)).Mean;
}
