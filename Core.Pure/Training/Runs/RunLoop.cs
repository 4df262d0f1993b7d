using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>One run in its arena.</summary>
internal sealed class RunLoop
{
    /// <summary>How often a squared loss may exceed its start before the run counts as diverged (conventions, section 7).</summary>
    private const double Blowup = 1e6;

    private readonly Plan _plan;
    private readonly RunControl _control;
    private readonly TrainingState _start;
    private readonly StepArena _arena;
    private readonly Observation _observation;
    private readonly DirectionWindow? _window;
    private readonly Arr<Column> _columns;
    private readonly List<TrajectoryRow> _rows = [];
    private readonly StoppingRule[] _stopping;
    private readonly int[] _widths;
    private readonly bool _probesNeedDirection;
    private readonly long _interval;
    private Clocks _clocks, _clocksBefore;
    private StepInfo _infoBefore;
    private double _startLoss;
    private LossStatistics? _first;

    internal RunLoop(Plan plan, TrainingState start, RunControl control)
    {
        (_plan, _start, _control, _clocks, _startLoss) = (plan, start, control, start.Clocks, start.StartLoss);
        (_interval, _columns, _stopping) = (plan.CheckInterval, plan.Columns, [.. plan.StoppingRules]);
        _probesNeedDirection = plan.Probes.Exists(static p => p.NeedsDirection);
        _widths = [.. plan.Probes.Map(p => p.Columns(plan.Objective).Count)];
        _arena = new(plan.Objective, plan.Rule, plan.Sampler, start.Parameters, start.Memory, start.Step, start.Key);
        _window = plan.HasWindow ? new(start.Window, start.Parameters.Flat.Length) : null;
        _observation = new(plan.Objective, plan.Sampler.IsFull, plan.Rule.MeasuresGradient) { Window = _window };
    }

    internal Trajectory Complete()
    {
        while (true)
        {
            if (_control.Cancellation.IsCancellationRequested)
                return End(new RunOutcome.Cancelled(_arena.Step), null);
            _arena.Prepare(_plan.Schedule.Rate(_arena.Step), WantsDirection());
            var info = _plan.Rule.Advance(_arena);
            if (double.IsNaN(_startLoss))
                _startLoss = info.Statistics.Loss;
            if (Divergence(info) is { } cause)
                return Diverged(cause, info);
            _first ??= info.Statistics;
            _observation.Attach(_arena.Theta, _arena.Next, _arena.Direction, info, _arena.Step, _clocks);
            _window?.Look(_arena.Theta.Span, info.Statistics, _plan.Objective.Loss, _arena.Kernels);
            var outcome = Ending();
            if (outcome is not null || _plan.Observations.Contains(_arena.Step))
                Record();
            if (outcome is not null)
                return End(outcome, info);
            if (_plan.CheckpointInterval > 0 && _arena.Step > _start.Step && _arena.Step % _plan.CheckpointInterval == 0)
                _control.Checkpoint?.Invoke(Freeze());
            _control.Watcher?.Invoke(new StepView(_arena, info));
            (_clocksBefore, _clocks, _infoBefore) = (_clocks, _clocks.After(info), info);
            _arena.Commit();
            _control.Progress?.Invoke(new(_arena.Step, info.Statistics, Fraction(info.Statistics), _clocks));
        }
    }

    private string? Divergence(in StepInfo info)
    {
        var s = info.Statistics;
        if (info.IsLost)
        {
            return s.IsFinite
                ? FormattableString.Invariant($"the step from theta_{_arena.Step} leaves the range of doubles (log loss {s.LogLoss:G6}, step size {info.StepSize:R}); take a smaller one")
                : FormattableString.Invariant($"the loss at theta_{_arena.Step} is {s.Loss:G6}, reached with step size {info.StepSize:R}; take a smaller one");
        }

        return !s.HasWeights && _startLoss > 0 && s.Loss > Blowup * _startLoss
            ? FormattableString.Invariant($"the loss {s.Loss:G6} at theta_{_arena.Step} is more than {Blowup:G} times its start {_startLoss:G6}; take a step size below {info.StepSize:R}")
            : null;
    }

    // A state whose own loss is finite is kept although no step leads on from it; else the one before.
    private Trajectory Diverged(string cause, StepInfo info)
    {
        if (!(info.IsLost && info.Statistics.IsFinite) && _arena.Step > _start.Step && info.IsLost)
        {
            _arena.Undo();
            (_clocks, info) = (_clocksBefore, _infoBefore);
        }

        _observation.Attach(_arena.Theta, default, default, info, _arena.Step, _clocks);
        if (_rows.Count == 0 || _rows[^1].Step != _arena.Step)
            Record();
        return End(new RunOutcome.Diverged(_arena.Step, cause), info);
    }

    private bool WantsDirection()
    {
        if (_control.WatchesDirection)
            return true;
        if (!_plan.Sampler.IsFull)
            return false;
        foreach (var rule in _stopping)
        {
            if (rule.NeedsDirection(_plan.Rule.MeasuresGradient) && rule.IsDue(_arena.Step, _interval, _plan.Rule.MeasuresGradient))
                return true;
        }

        return _probesNeedDirection && _plan.Observations.Contains(_arena.Step);
    }

    private RunOutcome? Ending()
    {
        foreach (var rule in _stopping)
        {
            if (rule.IsDue(_arena.Step, _interval, _plan.Rule.MeasuresGradient) && rule.Check(_observation) is { } outcome)
                return outcome;
        }

        return _arena.Step >= _plan.StepCap ? new RunOutcome.CapReached(_arena.Step, $"the cap of {_plan.StepCap} steps is reached") : null;
    }

    private void Record() => _rows.Add(new(_arena.Step, Vector.Build(_columns.Count, row =>
    {
        var (from, number) = (0, 0);
        foreach (var probe in _plan.Probes)
        {
            probe.Observe(_observation, row.Slice(from, _widths[number]));
            from += _widths[number++];
        }
    })));

    private double Fraction(in LossStatistics now)
    {
        var fraction = _plan.StepCap == 0 ? 1 : (double)_arena.Step / _plan.StepCap;
        foreach (var rule in _stopping)
        {
            var part = rule.Fraction(_first!.Value, now);
            fraction = double.IsNaN(part) ? fraction : Math.Max(fraction, part);
        }

        return Math.Clamp(fraction, 0, 1);
    }

    private TrainingState Freeze() => new(_arena.Freeze(), _arena.FreezeMemory(), _arena.Step, _clocks, _start.Key) { StartLoss = _startLoss, Window = _window?.Freeze() ?? Memory.Empty };

    private Trajectory End(RunOutcome outcome, StepInfo? last) => new(_columns, _rows.ToArr(), Freeze(), outcome, last);
}
