using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>The network of a run on other data, under the run's loss as a mean over examples.</summary>
internal sealed class HoldoutWork
{
    private readonly ObjectiveArena _arena;
    private readonly BatchSource _source;
    private readonly LossHead _head;
    private readonly double[] _scaled;

    internal HoldoutWork(Objective objective, Dataset data)
    {
        var own = objective.Reduced(Reduction.Mean).On(data).Match(static o => o, static e => throw new ArgumentException(string.Join(" ", e), nameof(data)));
        (_arena, _source, _head) = (new(own, data.Count), new(data, data.Count), LossHead.Of(own, data.Count));
        _scaled = new double[data.Count * own.Network.OutputCount];
        _source.Take(Batch.All);
    }

    /// <summary>The statistics at some parameters, the loss as a mean.</summary>
    internal LossStatistics Evaluate(ReadOnlyMemory<double> theta) => _arena.Forward(theta, Batch.All);

    /// <summary>The mean loss of the outputs evaluated last, divided by <c>exp(logScale)</c>.</summary>
    internal double ScaledLoss(double logScale)
    {
        var outputs = _arena.Outputs;
        var scale = Elementary.Exp(-logScale);
        for (var i = 0; i < _scaled.Length; i++)
            _scaled[i] = scale * outputs[i];
        return _head.Forward(_scaled, _source.Targets, _source.Count).Loss;
    }
}
