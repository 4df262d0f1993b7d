using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>The private buffers in which an objective is evaluated step after step; it never escapes the pure function that made it.</summary>
/// <remarks>
/// D, the descent direction, is minus the gradient of the declared objective divided by <c>exp(LogScale)</c>. Exponential-type losses: D is the gradient of
/// psi = -log L of the sum, LogScale = -psi (sum) or -psi - log n (mean); nothing underflows however small L is. Squared and robust
/// losses: LogScale = 0. One thread at a time; nothing is allocated after the first pass of each kind.
/// </remarks>
internal sealed class ObjectiveArena
{
    private readonly Tape _tape;
    private readonly LossHead _head;
    private readonly BatchSource _source;
    private double[] _curved = [];
    private double[] _negated = [];

    /// <summary>Buffers for batches of up to <paramref name="capacity"/> examples.</summary>
    internal ObjectiveArena(Objective objective, int capacity)
    {
        (Objective, Capacity) = (objective, capacity);
        _tape = new(objective.Network, capacity, objective.Numerics.Kernels);
        _head = LossHead.Of(objective, capacity);
        _source = new(objective.Data, capacity);
    }

    internal Objective Objective { get; }

    internal int Capacity { get; }

    /// <summary>The logarithm of the factor between D and minus the gradient of the declared objective.</summary>
    internal double LogScale => _head.LogScale;

    /// <summary>The outputs of the last forward pass, batch x outputs.</summary>
    internal ReadOnlySpan<double> Outputs => _tape.Outputs;

    /// <summary>What lies between outputs and loss.</summary>
    internal LossHead Head => _head;

    /// <summary>Evaluates the objective on a batch.</summary>
    /// <param name="theta">The parameters; they must stay as they are until the last pass over this batch.</param>
    /// <param name="batch">The examples.</param>
    internal LossStatistics Forward(ReadOnlyMemory<double> theta, in Batch batch)
    {
        _source.Take(batch);
        _tape.Forward(theta, _source.Inputs, _source.Count);
        return _head.Forward(_tape.Outputs, _source.Targets, _source.Count);
    }

    /// <summary>Puts D into the sink.</summary>
    internal void Backward(Sink sink) => _tape.Backward(_head.Cotangent, sink);

    /// <summary>The derivative of the outputs along a direction of the parameters, J v, batch x outputs.</summary>
    internal ReadOnlySpan<double> OutputTangents(ReadOnlyMemory<double> direction)
    {
        _tape.ForwardTangent(direction);
        return _tape.OutputTangents;
    }

    /// <summary>Puts H v into the sink, H the Hessian of the declared objective divided by <c>exp(LogScale)</c>.</summary>
    internal void HessianVectorProduct(ReadOnlyMemory<double> direction, Sink sink)
    {
        Curve(direction);
        var negated = Buffer(ref _negated);
        Entrywise.Multiply(_head.Cotangent, -1, negated);
        _tape.BackwardTangent(negated, Buffer(ref _curved), Sink.None, sink);
    }

    /// <summary>Puts the Hessian of psi = -log L times v into the sink, for exponential-type losses: <c>-H v + D (D . v)</c> with H as above.</summary>
    internal void LogHessianVectorProduct(ReadOnlyMemory<double> direction, Sink sink)
    {
        Curve(direction);
        var kernels = Objective.Numerics.Kernels;
        kernels.ScaleAdd(kernels.Dot(_head.Cotangent, _tape.OutputTangents), _head.Cotangent, -1, Buffer(ref _curved));
        _tape.BackwardTangent(_head.Cotangent, Buffer(ref _curved), Sink.None, sink);
    }

    /// <summary>Puts G v into the sink, G the Gauss-Newton part of H: the curvature of the loss without that of the network.</summary>
    internal void GaussNewtonProduct(ReadOnlyMemory<double> direction, Sink sink)
    {
        Curve(direction);
        _tape.Backward(Buffer(ref _curved), sink);
    }

    /// <summary>Pulls any cotangent of the outputs back, batch x outputs.</summary>
    internal void Pull(ReadOnlySpan<double> cotangent, Sink sink) => _tape.Backward(cotangent, sink);

    /// <summary>Adds the squared norms of the examples' gradients for the cotangent pulled back last.</summary>
    internal void AddGradientNorms(Span<double> norms) => _tape.AddGradientNorms(norms);

    /// <summary>Adds the inner products of the examples' gradients for the cotangent pulled back last, batch x batch.</summary>
    internal void AddGram(Span<double> gram) => _tape.AddGram(gram);

    private void Curve(ReadOnlyMemory<double> direction)
    {
        _tape.ForwardTangent(direction);
        _head.Curvature(_tape.OutputTangents, Buffer(ref _curved));
    }

    private Span<double> Buffer(ref double[] buffer)
    {
        if (buffer.Length == 0)
            buffer = new double[Capacity * (_head.Cotangent.Length / _source.Count)];
        return buffer.AsSpan(0, _head.Cotangent.Length);
    }
}
