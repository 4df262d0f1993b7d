using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>What probes and stopping rules look at: a point in the arena, and what is computed there at most once.</summary>
/// <remarks>Belongs to one run; between two attachments everything is computed on first use and kept.</remarks>
internal sealed class Observation
{
    private readonly bool _sharesStep;
    private readonly Dictionary<Dataset, HoldoutWork> _holdouts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, object> _ofData = [];
    private ObjectiveArena? _arena;
    private DenseChain? _chain;
    private double[] _descent = [];
    private ReadOnlyMemory<double> _direction;
    private LossStatistics _statistics;
    private Parameters? _parameters;
    private ProbeInput? _input;
    private double _gradientNorm;
    private bool _isEvaluated, _hasNorm, _hasDescent, _hasLayers;

    /// <param name="objective">The objective on all its data.</param>
    /// <param name="sharesStep">Whether the statistics of a step are those of the objective, because it saw all examples as they are.</param>
    /// <param name="measuresGradient">Whether the rule computes the norm of its direction.</param>
    internal Observation(Objective objective, bool sharesStep, bool measuresGradient)
    {
        (Objective, _sharesStep, MeasuresGradient) = (objective, sharesStep, measuresGradient);
        Norms = new(objective.Network, objective.Numerics.Kernels);
    }

    internal Objective Objective { get; }

    internal bool MeasuresGradient { get; }

    internal Kernels Kernels => Objective.Numerics.Kernels;

    /// <summary>theta_t.</summary>
    internal ReadOnlyMemory<double> Theta { get; private set; }

    /// <summary>theta_(t+1), or empty when the step was not made.</summary>
    internal ReadOnlyMemory<double> Next { get; private set; }

    internal long Step { get; private set; }

    internal Clocks Clocks { get; private set; }

    /// <summary>What the step from theta_t saw, when there was one.</summary>
    internal StepInfo? Info { get; private set; }

    /// <summary>The way covered while psi grew, in runs that look at it.</summary>
    internal DirectionWindow? Window { get; init; }

    /// <summary>Layer and total norms of theta_t, measured on first use.</summary>
    internal NormWork Layers
    {
        get
        {
            if (!_hasLayers)
                Norms.Measure(Theta.Span);
            _hasLayers = true;
            return Norms;
        }
    }

    /// <summary>The network as a chain of dense layers with homogeneous activations.</summary>
    /// <exception cref="ArgumentException">It is none, which a probe that asks for it says when the plan is made.</exception>
    internal DenseChain Chain => _chain ??= DenseChain.Homogeneous(Objective.Network, Balances.Request).Match(
        static c => c, static e => throw new ArgumentException(e.Sentence));

    private NormWork Norms { get; }

    /// <summary>The objective on all its data at theta_t.</summary>
    internal LossStatistics Statistics
    {
        get
        {
            if (!_isEvaluated && _sharesStep && Info is { } info)
                return info.Statistics;
            Evaluate();
            return _statistics;
        }
    }

    /// <summary>The descent direction D on all data at theta_t.</summary>
    internal ReadOnlySpan<double> Descent
    {
        get
        {
            if (_sharesStep && !_direction.IsEmpty)
                return _direction.Span;
            Evaluate();
            if (_descent.Length == 0)
                _descent = new double[Theta.Length];
            if (!_hasDescent)
                _arena!.Backward(Sink.Store(_descent));
            _hasDescent = true;
            return _descent;
        }
    }

    /// <summary>|D|.</summary>
    internal double GradientNorm
    {
        get
        {
            if (!_hasNorm)
                _gradientNorm = _sharesStep && Info is { } info && !double.IsNaN(info.GradientNorm) ? info.GradientNorm : Kernels.Norm(Descent);
            _hasNorm = true;
            return _gradientNorm;
        }
    }

    /// <summary>The cosine between theta_t and D; NaN when one of them is zero.</summary>
    internal double CosBeta => GradientNorm > 0 && Layers.TotalNorm > 0 ? Kernels.Dot(Theta.Span, Descent) / GradientNorm / Layers.TotalNorm : double.NaN;

    /// <summary>An immutable copy of theta_t.</summary>
    internal Parameters Parameters => _parameters ??= Parameters.Trusted(Objective.Network.Layout, Vector.Of(Theta.Span));

    /// <summary>The point as an immutable value.</summary>
    internal ProbeInput Input => _input ??= new(Objective, Parameters, Step, Clocks, Info is { } info ? info : LanguageExt.Option<StepInfo>.None);

    /// <summary>The evaluation of the network on other data at theta_t.</summary>
    internal HoldoutWork Holdout(Dataset data)
    {
        if (!_holdouts.TryGetValue(data, out var work))
            _holdouts.Add(data, work = new(Objective, data));
        return work;
    }

    /// <summary>What depends on the objective alone, made once and kept over all points.</summary>
    internal T OfData<T>(Func<Objective, T> make)
        where T : class
    {
        if (!_ofData.TryGetValue(typeof(T), out var made))
            _ofData.Add(typeof(T), made = make(Objective));
        return (T)made;
    }

    /// <summary>Looks at another point; what was computed before is forgotten.</summary>
    /// <param name="theta">theta_t.</param>
    /// <param name="next">theta_(t+1), or empty.</param>
    /// <param name="direction">The direction of the step from theta_t, or empty.</param>
    /// <param name="info">What that step saw.</param>
    /// <param name="step">t.</param>
    /// <param name="clocks">Time and cost up to t.</param>
    internal void Attach(ReadOnlyMemory<double> theta, ReadOnlyMemory<double> next, ReadOnlyMemory<double> direction, StepInfo? info, long step, in Clocks clocks)
    {
        _direction = direction;
        (Theta, Next, Info, Step, Clocks) = (theta, next, info, step, clocks);
        (_isEvaluated, _hasNorm, _hasDescent, _hasLayers) = (false, false, false, false);
        (_parameters, _input) = (null, null);
    }

    /// <summary>The observation of an immutable point, which shares nothing.</summary>
    internal static Observation Of(ProbeInput input)
    {
        var observation = new Observation(input.Objective, sharesStep: false, measuresGradient: true) { _input = input };
        observation.Attach(input.Parameters.Flat.Memory, default, default, input.Info.IsSome ? input.Info.IfNone(default(StepInfo)) : null, input.Step, input.Clocks);
        (observation._input, observation._parameters) = (input, input.Parameters);
        return observation;
    }

    private void Evaluate()
    {
        if (_isEvaluated)
            return;
        _arena ??= new(Objective, Objective.Data.Count);
        _statistics = _arena.Forward(Theta, Batch.All);
        _isEvaluated = true;
    }
}
