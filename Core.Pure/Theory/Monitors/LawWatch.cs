using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>Monitors at work on one run; give <see cref="Look"/> to <see cref="RunControl.Watcher"/>.</summary>
/// <remarks>It owns the buffers that the sums need and belongs to one run at a time. It looks at the steps and changes nothing of them.</remarks>
public sealed class LawWatch
{
    private readonly LawMonitor[] _monitors;
    private readonly Option<string>[] _objections;
    private readonly MonitorState[] _states;
    private readonly StepSums _sums;
    private readonly Arr<string> _layers;
    private readonly bool _needsSums;
    private long _from = -1;
    private long _to = -1;

    /// <summary>Monitors of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="monitors">What to monitor; <see cref="LawMonitors.All"/> for all.</param>
    public LawWatch(Plan plan, Arr<LawMonitor> monitors)
    {
        _monitors = [.. monitors];
        _objections = [.. monitors.Map(m => m.Objection(plan))];
        _states = [.. monitors.Map(static _ => MonitorState.Start)];
        _needsSums = _monitors.Where((m, i) => m.NeedsSums && _objections[i].IsNone).Any();
        _sums = new StepSums(plan);
        _layers = plan.Objective.Network.Layers.Map(static l => l.Name);
    }

    /// <summary>Whether the monitors that apply look at the direction of the step.</summary>
    public bool NeedsDirection => _needsSums;

    /// <summary>What was found so far.</summary>
    public MonitorReport Report => new(_from, _to, _monitors.Select((m, i) => new MonitorFinding(m, _objections[i], _states[i], _layers)).ToArr());

    /// <summary>Judges a step.</summary>
    /// <param name="step">The step.</param>
    public void Look(in StepView step)
    {
        _from = _from < 0 ? step.Step : _from;
        _to = step.Step + 1;
        if (_needsSums)
            _sums.Measure(step);
        for (var i = 0; i < _monitors.Length; i++)
        {
            if (_objections[i].IsNone)
                _states[i] = _states[i].After(step.Step, _monitors[i].Judge(step, _sums), _monitors[i].Tolerance);
        }
    }

    /// <summary>A control that does what another does and watches besides.</summary>
    /// <param name="control">The other control.</param>
    public RunControl Beside(RunControl control)
    {
        var other = control.Watcher;
        return control with
        {
            WatchesDirection = control.WatchesDirection || NeedsDirection,
            Watcher = other is null ? Look : (in StepView step) =>
            {
                other(step);
                Look(step);
            },
        };
    }
}
