using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>Sums over one step <c>theta' = Keep theta + Displacement D</c> that several laws share, in one pass over the weights.</summary>
/// <remarks>
/// The excess of a weight is <c>w'^2 - (Keep w)^2 - (Displacement d)^2</c>, computed from the difference of the weights so that large squares do not cancel. The
/// conservation laws say that excesses of different places agree. Allocated once per run.
/// </remarks>
internal sealed class StepSums
{
    // Above it squares of the displacement, or of a direction so small that it needs it, leave the range of doubles.
    private const double LargestDisplacement = 1e140;

    private readonly Plan _plan;
    private readonly (BlockKind Kind, BlockSums Sums)[][] _nodes;
    private readonly double[][] _work = [[], [], []];
    private readonly Arr<int> _degrees;
    private readonly double _radius;

    internal StepSums(Plan plan)
    {
        _plan = plan;
        Network = plan.Objective.Network;
        Blocks = [.. Network.Layout.Blocks.Map(static b => new BlockSums(b))];
        Layers = [.. Network.Layers.Map(l => l.Blocks.Map(b => Blocks[b.Number]).ToArray())];
        _nodes = [.. Network.Nodes.Map((i, _) => Network.Layout.OfNode(i).Map(b => (b.Kind, Blocks[b.Number])).ToArray())];
        Chain = DenseChain.Homogeneous(Network, Balances.Request).MatchUnsafe<DenseChain?>(static c => c, static _ => null);
        _degrees = Network.Homogeneity.Match(static d => d, static _ => Arr<int>.Empty);
        var isPerRow = plan.Rule is WeightNormalizedDescent { IsPerRow: true } or WeightNormalizedController { IsPerRow: true };
        Groups = plan.Rule.CoordinateVector < 0 ? [] :
        [
            .. Network.Layout.Weights.SelectMany((b, k) => isPerRow
                ? Enumerable.Range(0, b.Rows).Select(row => (k, row, b.Offset + (row * b.Columns), b.Columns))
                : [(k, -1, b.Offset, b.Size)]),
        ];
        HasLayerGains = Groups.Length > 0 && !isPerRow && _degrees.Count == Groups.Length && Network.Layers.ForAll(static l => l.Blocks.Count == 1);
        // In the radius a constant input stands for the bias of a first layer.
        var r = plan.Objective.Data.InputRadius;
        _radius = Network.Layout.Blocks.Exists(static b => b.Kind == BlockKind.Bias) ? Math.Sqrt((r * r) + 1) : r;
    }

    internal Network Network { get; }

    internal Kernels Kernels => _plan.Objective.Numerics.Kernels;

    /// <summary>One per block of the layout.</summary>
    internal BlockSums[] Blocks { get; }

    /// <summary>The blocks of each layer.</summary>
    internal BlockSums[][] Layers { get; }

    /// <summary>The network as dense layers in a row with homogeneous activations, if it is that.</summary>
    internal DenseChain? Chain { get; }

    /// <summary>The groups of weight normalization: layer, row or -1, and place in the flat vector. Empty under other rules.</summary>
    internal (int Layer, int Row, int Offset, int Size)[] Groups { get; }

    /// <summary>Whether there is one gain per layer of a homogeneous network.</summary>
    internal bool HasLayerGains { get; }

    /// <summary>Whether the rule puts every layer back on its sphere.</summary>
    internal bool HoldsNorms => _plan.Rule is SphereLangevin or SphereDescent { Scheme: SphereScheme.Retraction, HasFreeNorms: false };

    /// <summary>The blocks of a node with what they are for.</summary>
    internal (BlockKind Kind, BlockSums Sums)[] OfNode(int node) => _nodes[node];

    /// <summary>Working memory with whatever was in it.</summary>
    internal Span<double> Work(int number, int length)
    {
        if (_work[number].Length < length)
            _work[number] = new double[length];
        return _work[number].AsSpan(0, length);
    }

    /// <summary>1 - eta lambda.</summary>
    internal double Keep { get; private set; }

    /// <summary>c, by which the direction was multiplied.</summary>
    internal double Displacement { get; private set; }

    /// <summary>Whether the direction at theta_t is known.</summary>
    internal bool HasDirection { get; private set; }

    /// <summary>Whether a gradient step was made whose excesses mean something.</summary>
    internal bool HasExcess { get; private set; }

    /// <summary>Sums over one step.</summary>
    internal void Measure(in StepView step)
    {
        HasDirection = !step.Direction.IsEmpty;
        if (!HasDirection)
        {
            HasExcess = false;
            return;
        }

        HasExcess = _plan.Rule.IsGradientStep && step.Info.Accepted && step.Info.Displacement is >= 0 and < LargestDisplacement;
        Keep = 1 - (step.Rate * _plan.Rule.WeightDecay);
        Displacement = HasExcess ? step.Info.Displacement : 0;
        foreach (var sums in Blocks)
            sums.Measure(step.Theta, step.Next, step.Direction, Keep, Displacement);
        RadialMagnitude = Magnitude(step);
    }

    /// <summary>The largest term of a layer's growth: its squared norms before and after the step, and what the radial sum adds at most.</summary>
    internal double LargestTerm(int layer)
    {
        double before = 0, after = 0;
        foreach (var block in Layers[layer])
            (before, after) = (before + block.Before, after + block.After);
        return Math.Max(Math.Max(before, after), Displacement * RadialMagnitude);
    }

    /// <summary>At least about <c>sum_n |c_n f_n|</c>, the magnitude of the terms whose rounding limits what radial sum and direction can agree to.</summary>
    internal double RadialMagnitude { get; private set; }

    // With one output and weights, which add up to 1 at most, no term lies below the smallest margin. Else the largest output counts, of which the last pass over the
    // batch tells, and without it that of a network of these norms.
    private double Magnitude(in StepView step)
    {
        var (statistics, outputs) = (step.Info.Statistics, _plan.Objective.Network.OutputCount);
        if (statistics.HasWeights && outputs == 1)
            return Math.Abs(statistics.RadialSum) + (2 * Math.Max(0, -statistics.MinMargin));
        var largest = step.Outputs.IsEmpty ? OutputBound() : 0;
        foreach (var output in step.Outputs)
            largest = Math.Max(largest, Math.Abs(output));
        return (statistics.HasWeights ? 2 : CotangentBound(statistics) * Math.Sqrt(outputs)) * largest;
    }

    private double OutputBound()
    {
        var log = _degrees.Count == 0 ? 0 : _degrees[0] * Elementary.Log(_radius);
        for (var k = 0; k < _degrees.Count; k++)
        {
            var square = 0.0;
            foreach (var block in Layers[k])
                square += block.Before;
            log += 0.5 * _degrees[k] * Elementary.Log(square);
        }

        return Elementary.Exp(log);
    }

    // The norms of the examples' cotangents, added up, for losses without weights.
    private double CotangentBound(in LossStatistics statistics)
    {
        var objective = _plan.Objective;
        double count = objective.Reduction == Reduction.Sum ? statistics.Count : 1;
        return objective.Loss is Loss.Squared s ? Math.Sqrt(4 * s.Alpha * count * statistics.Loss) : count * Math.Sqrt(objective.Network.OutputCount);
    }
}
