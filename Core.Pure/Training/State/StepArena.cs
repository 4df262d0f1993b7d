using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>The private double buffer in which steps are made: theta_t and the memory at t on one side, those at t + 1 on the other.</summary>
/// <remarks>
/// A rule reads <see cref="Theta"/> and the carried memory and writes <see cref="Next"/> and the memory to carry, all of it in every step; until
/// <see cref="Commit"/> the state at t is intact. It belongs to one run or one pure step and never escapes it. Steps allocate nothing
/// once every buffer has been used.
/// </remarks>
internal sealed class StepArena
{
    private readonly ObjectiveArena _objective;
    private readonly BatchBuffer _examples;
    private readonly MemoryBuffers _memory;
    private readonly double[][] _theta = new double[2][];
    private readonly List<double[]> _scratch = [];
    private NormWork? _norms;
    private object? _work;
    private double[]? _direction;
    private bool _wantsDirection, _isAtTheta;
    private LayerGroups? _layers;
    private int _front;

    internal StepArena(Objective objective, Rule rule, Sampler sampler, Parameters parameters, Memory memory, long step, Key key)
    {
        (Objective, Rule, Sampler, Step, Key) = (objective, rule, sampler, step, key);
        _objective = new(objective, sampler.Capacity(objective.Data.Count));
        _examples = new(objective.Data.Count);
        _memory = new(memory);
        _theta[0] = parameters.Flat.ToArray();
        _theta[1] = new double[_theta[0].Length];
    }

    internal Objective Objective { get; }

    internal Rule Rule { get; }

    internal Sampler Sampler { get; }

    internal Key Key { get; }

    internal Kernels Kernels => Objective.Numerics.Kernels;

    /// <summary>t.</summary>
    internal long Step { get; private set; }

    /// <summary>The step size of the schedule at t.</summary>
    internal double Rate { get; private set; }

    /// <summary>The examples of step t.</summary>
    internal Batch Batch { get; private set; }

    /// <summary>theta_t.</summary>
    internal ReadOnlyMemory<double> Theta => _theta[_front];

    /// <summary>theta_(t+1), to be written; before it is, theta_(t-1).</summary>
    internal Memory<double> Next => _theta[1 - _front];

    /// <summary>The logarithm of the factor between the direction that <see cref="Pull"/> gives and minus the gradient of the declared objective.</summary>
    internal double LogScale => _objective.LogScale;

    /// <summary>The outputs of the last forward pass, wherever that was.</summary>
    internal ReadOnlySpan<double> Outputs => _objective.Outputs;

    /// <summary>Norms of layers, with buffers of their own.</summary>
    internal NormWork Norms => _norms ??= new(Objective.Network, Kernels);

    /// <summary>The layers as places in the flat vector.</summary>
    internal LayerGroups Layers => _layers ??= new(Objective.Network.Layout, Kernels);

    /// <summary>What the rule needs besides, made in its first step.</summary>
    internal T Work<T>(Func<StepArena, T> make)
        where T : class => (T)(_work ??= make(this));

    /// <summary>A vector carried to step t.</summary>
    internal ReadOnlyMemory<double> Carried(int vector) => _memory.Vector(vector, isNext: false);

    /// <summary>A vector carried on to step t + 1, to be written.</summary>
    internal Memory<double> Carry(int vector) => _memory.Vector(vector, isNext: true);

    /// <summary>The numbers carried to step t.</summary>
    internal ReadOnlySpan<double> CarriedNumbers => _memory.Scalars(isNext: false);

    /// <summary>The numbers carried on to step t + 1, to be written.</summary>
    internal Span<double> CarryNumbers => _memory.Scalars(isNext: true);

    /// <summary>Working memory as long as the parameters, with whatever was in it.</summary>
    internal Memory<double> Scratch(int number)
    {
        while (_scratch.Count <= number)
            _scratch.Add(new double[_theta[0].Length]);
        return _scratch[number];
    }

    /// <summary>The descent direction at theta_t on the batch, when it was asked for and the rule came by it; else empty.</summary>
    internal ReadOnlyMemory<double> Direction { get; set; }

    /// <summary>Chooses examples and step size of step t.</summary>
    /// <param name="rate">The step size.</param>
    /// <param name="wantsDirection">Whether <see cref="Direction"/> is going to be looked at.</param>
    internal void Prepare(double rate, bool wantsDirection = false) =>
        (Rate, Batch, Direction, _wantsDirection) = (rate, Sampler.Draw(Key, Step, _examples), default, wantsDirection);

    /// <summary>The forward pass at some parameters, which must stay as they are until the last <see cref="Pull"/>.</summary>
    internal LossStatistics Evaluate(ReadOnlyMemory<double> theta)
    {
        _isAtTheta = theta.Equals(Theta);
        return _objective.Forward(theta, Batch);
    }

    /// <summary>Puts the descent direction D at the parameters evaluated last into the sink, in one pass over memory.</summary>
    /// <remarks>When the direction is to be observed, a sink that adds it to a base keeps it besides, and one that only scales it gets it by a pass of its own:
    /// the update keeps its bits. A vector into which a rule stored the direction at theta_t must stay as it is until the end of the step.</remarks>
    internal void Pull(Sink sink)
    {
        if (!_wantsDirection || !_isAtTheta)
        {
            _objective.Backward(sink);
            return;
        }

        var holds = sink is { Weight: 0, Scale: 1 };
        Direction = holds ? sink.Target : _direction ??= new double[Theta.Length];
        if (sink.Weight == 0 && !holds)
            _objective.Backward(Sink.Store(_direction!));
        _objective.Backward(sink.Weight == 0 ? sink : sink with { Kept = _direction });
    }

    /// <summary>Makes t + 1 the current step; theta_t and its memory stay on the other side until the next step is written.</summary>
    internal void Commit()
    {
        _front = 1 - _front;
        _memory.Swap();
        Step++;
    }

    /// <summary>Goes back to the state before the last <see cref="Commit"/>; valid while nothing was written since.</summary>
    internal void Undo()
    {
        _front = 1 - _front;
        _memory.Swap();
        Step--;
    }

    /// <summary>An immutable copy of theta_t, or of theta_(t+1) as far as it is written.</summary>
    internal Parameters Freeze(bool isNext = false) => Parameters.Trusted(Objective.Network.Layout, Vector.Of(isNext ? Next.Span : Theta.Span));

    /// <summary>An immutable copy of the memory.</summary>
    internal Memory FreezeMemory(bool isNext = false) => _memory.Freeze(isNext);
}
