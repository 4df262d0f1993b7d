using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>An objective at one point on all its data, passed over in chunks of examples, so that the buffers of the network do not grow with their number.</summary>
/// <remarks>
/// Only the tape is cut: outputs and whatever lies between outputs and loss are kept for all examples, so that the loss and its normalization are those of
/// the whole. Sums over examples run through the chunks in order; with a single chunk every bit is that of <see cref="ObjectiveArena"/>. With several, the
/// network runs forward once more for every pass back. A chunk depends on shapes alone, never on the number of threads. One thread at a time.
/// </remarks>
internal sealed class ObjectiveChunks
{
    /// <summary>Doubles that the tape may keep of each of its four kinds (values, tangents, cotangents and their tangents), 2^25 in all: 256 MB.</summary>
    internal const long Budget = 1L << 23;

    private readonly ReadOnlyMemory<double> _theta;
    private readonly ReadOnlyMemory<double> _inputs;
    private readonly Tape _tape;
    private readonly int _count;
    private readonly int _features;
    private readonly int _outputCount;
    private readonly double[] _outputs;
    private double[] _tangents = [];
    private double[] _curved = [];
    private double[] _negated = [];
    private int _held = -1;
    private bool _holdsTangent;

    /// <summary>Passes forward over all examples.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="theta">The parameters; they must stay as they are.</param>
    /// <param name="budget">Doubles of each kind on the tape; one example is always passed.</param>
    internal ObjectiveChunks(Objective objective, ReadOnlyMemory<double> theta, long budget = Budget)
    {
        (Objective, _theta) = (objective, theta);
        (_count, _features, _outputCount) = (objective.Data.Count, objective.Data.InputSize, objective.Network.OutputCount);
        var perExample = Math.Max(1, new BufferPlan(objective.Network, reuses: false).SizePerExample);
        ChunkSize = (int)Math.Clamp(budget / perExample, 1, Math.Max(1, _count));
        Chunks = (_count + ChunkSize - 1) / ChunkSize;
        _tape = new(objective.Network, ChunkSize, objective.Numerics.Kernels);
        Head = LossHead.Of(objective, _count);
        var source = new BatchSource(objective.Data, _count);
        source.Take(Batch.All);
        _inputs = source.Inputs;
        _outputs = new double[_count * _outputCount];
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Hold(chunk);
            _tape.Outputs.CopyTo(Part(_outputs.AsSpan(), chunk));
        }

        Statistics = Head.Forward(_outputs, source.Targets, _count);
    }

    internal Objective Objective { get; }

    /// <summary>The examples of every chunk but the last, which may have fewer.</summary>
    internal int ChunkSize { get; }

    /// <summary>The number of chunks.</summary>
    internal int Chunks { get; }

    /// <summary>What lies between the outputs of all examples and the loss.</summary>
    internal LossHead Head { get; }

    /// <summary>Loss, margins and errors.</summary>
    internal LossStatistics Statistics { get; }

    /// <summary>The outputs of all examples, n x outputs.</summary>
    internal ReadOnlySpan<double> Outputs => _outputs;

    /// <summary>The logarithm of the factor between D and minus the gradient of the declared objective, as in <see cref="ObjectiveArena"/>.</summary>
    internal double LogScale => Head.LogScale;

    /// <summary>The doubles that the tape keeps so far, and how many of them are working memory of operations.</summary>
    internal (long Buffers, long Scratch) TapeLength => _tape.Length;

    /// <summary>The descent direction D.</summary>
    /// <param name="target">As long as the parameter vector.</param>
    internal void Backward(Memory<double> target) => Pull(Head.Cotangent, target);

    /// <summary>Pulls any cotangent of the outputs back.</summary>
    /// <param name="cotangent">n x outputs.</param>
    /// <param name="target">As long as the parameter vector.</param>
    internal void Pull(ReadOnlySpan<double> cotangent, Memory<double> target)
    {
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Hold(chunk);
            _tape.Backward(Part(cotangent, chunk), Into(target, chunk));
        }
    }

    /// <summary>Adds the squared norms of the examples' gradients for the cotangent of D.</summary>
    /// <param name="norms">One number per example.</param>
    internal void AddGradientNorms(Span<double> norms)
    {
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Hold(chunk);
            _tape.Backward(Part(Head.Cotangent, chunk), Sink.None);
            _tape.AddGradientNorms(norms.Slice(chunk * ChunkSize, _tape.Batch));
        }
    }

    /// <summary>The derivative of the outputs along a direction of the parameters, n x outputs.</summary>
    /// <param name="direction">As long as the parameter vector.</param>
    internal ReadOnlySpan<double> OutputTangents(ReadOnlyMemory<double> direction)
    {
        _holdsTangent = false;
        for (var chunk = 0; chunk < Chunks; chunk++)
            Push(chunk, direction);
        return _tangents;
    }

    /// <summary>H v, H the Hessian of the declared objective divided by <c>exp(LogScale)</c>.</summary>
    /// <param name="direction">v, as long as the parameter vector.</param>
    /// <param name="target">As long as the parameter vector.</param>
    internal void HessianVectorProduct(ReadOnlyMemory<double> direction, Memory<double> target)
    {
        Entrywise.Multiply(Head.Cotangent, -1, Whole(ref _negated));
        _holdsTangent = false;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Curve(chunk, direction);
            _tape.BackwardTangent(Part(_negated.AsSpan(), chunk), Part(_curved.AsSpan(), chunk), Sink.None, Into(target, chunk));
        }
    }

    /// <summary>G v, G the Gauss-Newton part of H.</summary>
    /// <param name="direction">v, as long as the parameter vector.</param>
    /// <param name="target">As long as the parameter vector.</param>
    internal void GaussNewtonProduct(ReadOnlyMemory<double> direction, Memory<double> target)
    {
        _holdsTangent = false;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Curve(chunk, direction);
            _tape.Backward(Part(_curved.AsSpan(), chunk), Into(target, chunk));
        }
    }

    /// <summary>The Hessian of psi = -log L times v, for exponential-type losses: <c>-H v + D (D . v)</c>.</summary>
    /// <param name="direction">v, as long as the parameter vector.</param>
    /// <param name="target">As long as the parameter vector.</param>
    internal void LogHessianVectorProduct(ReadOnlyMemory<double> direction, Memory<double> target)
    {
        // D . v joins all examples: every chunk has to be pushed before the first is pulled.
        var tangents = OutputTangents(direction);
        var curved = Whole(ref _curved);
        Head.Curvature(tangents, curved);
        var kernels = Objective.Numerics.Kernels;
        kernels.ScaleAdd(kernels.Dot(Head.Cotangent, tangents), Head.Cotangent, -1, curved);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Push(chunk, direction);
            _tape.BackwardTangent(Part(Head.Cotangent, chunk), Part(_curved.AsSpan(), chunk), Sink.None, Into(target, chunk));
        }
    }

    // The curvature of the loss acts on each example alone, so that what the other chunks have or lack in their tangents changes nothing here;
    // applied to all examples it costs next to nothing beside the chunk's passes.
    private void Curve(int chunk, ReadOnlyMemory<double> direction)
    {
        Push(chunk, direction);
        Head.Curvature(_tangents, Whole(ref _curved));
    }

    private void Push(int chunk, ReadOnlyMemory<double> direction)
    {
        Hold(chunk);
        if (_holdsTangent)
            return;
        _tape.ForwardTangent(direction);
        _tape.OutputTangents.CopyTo(Part(Whole(ref _tangents), chunk));
        _holdsTangent = true;
    }

    private void Hold(int chunk)
    {
        if (_held == chunk)
            return;
        var start = chunk * ChunkSize;
        var count = Math.Min(ChunkSize, _count - start);
        _tape.Forward(_theta, _inputs.Slice(start * _features, count * _features), count);
        (_held, _holdsTangent) = (chunk, false);
    }

    private static Sink Into(Memory<double> target, int chunk) => chunk == 0 ? Sink.Store(target) : new(target, target, 1, 1);

    private Span<double> Whole(ref double[] buffer)
    {
        if (buffer.Length == 0)
            buffer = new double[_outputs.Length];
        return buffer;
    }

    private Span<double> Part(Span<double> whole, int chunk) => whole.Slice(chunk * ChunkSize * _outputCount, _tape.Batch * _outputCount);

    private ReadOnlySpan<double> Part(ReadOnlySpan<double> whole, int chunk) => whole.Slice(chunk * ChunkSize * _outputCount, _tape.Batch * _outputCount);
}
