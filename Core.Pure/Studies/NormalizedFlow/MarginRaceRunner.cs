using LanguageExt;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>Sends the contenders of <see cref="MarginRace"/> off, all from one start.</summary>
internal sealed class MarginRaceRunner(StudyContext context, Objective objective, Parameters start, MarginRaceRuler ruler)
{
    internal const string GradientDescentName = "gradient descent";
    internal const string LogName = "log-loss descent";
    internal const string InverseSqrtName = "log-loss descent with 1/sqrt(k)";
    internal const string DualName = "dual acceleration";
    internal const string FlowName = "weight-normalization flow";

    internal const string GradientFlowName = "gradient flow";

    private const int Contenders = 6, FlowPoints = 80;

    internal Either<Error, Arr<MarginRacer>> Run()
    {
        var steps = context.Settings.Integer("steps");
        var step = 1 / (objective.Data.InputRadius * objective.Data.InputRadius);
        return
            from gd in Descend(0, GradientDescentName, new GradientDescent(), new Constant(context.Settings.Real("gd-step")), context.Settings.Integer("gd-steps"))
            from log in Descend(1, LogName, new LogGradientDescent(), new Constant(step), steps)
            from inverse in Descend(2, InverseSqrtName, new LogGradientDescent(), new InverseSqrt(1), steps)
            from dual in Descend(3, DualName, new DualAcceleration(), new Constant(step), steps)
            from flow in FollowFlow(4, GradientFlowName, Flow.UnitLogLossFlow, context.Settings.Real("flow-psi"))
            from normalized in FollowFlow(5, FlowName, Flow.WeightNormFlow.In(FlowClock.UnitLogLossTime), context.Settings.Real("wn-flow-psi"))
            select Array(gd, log, inverse, dual, flow, normalized);
    }

    // Every state is measured, so that no violation can hide between observations.
    private Either<Error, MarginRacer> Descend(int part, string name, Rule rule, Schedule schedule, int steps) =>
        from plan in Plan.Create(
            objective, rule, schedule, steps, stoppingRules: Arr<StoppingRule>.Empty, probes: Array(ruler.Probe), observations: new ObservationSchedule.Every(1)).First()
        from begin in Training.Run.Start(plan, start, context.Key)
        from run in Training.Run.Continue(plan, begin, context.Part(part, Contenders, name))
        select MarginRacer.Of(name, run, rule is GradientDescent ? Elementary.Log(context.Settings.Real("gd-step") * steps) : double.NaN);

    private Either<Error, MarginRacer> FollowFlow(int part, string name, Flow flow, double psi)
    {
        context.Begin(part, Contenders, name);
        var reach = psi - objective.Statistics(start).Psi;
        var times = Vector.Build(FlowPoints, t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = reach * Elementary.Exp(Elementary.Log(1e-3) * (t.Length - 1 - i) / (t.Length - 1));
        });
        return
            from method in DormandPrince.Create(1e-8, stepFloor: 0).First()
            from path in flow.Follow(objective, start, method, times)
            select MarginRacer.Of(name, path, ruler, name == GradientFlowName);
    }
}
