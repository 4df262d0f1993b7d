using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Flows;

/// <summary>Following flows of an objective.</summary>
public static class FlowModule
{
    extension(Flow flow)
    {
        /// <summary>Follows the flow and looks at it at given times.</summary>
        /// <param name="objective">The objective; clocks other than physical time need a loss of exponential type.</param>
        /// <param name="start">The weights at time 0; a chart with directions needs every layer different from zero.</param>
        /// <param name="method">The integrator.</param>
        /// <param name="times">Increasing times, 0 or more, in the flow's own clock.</param>
        /// <param name="steps">The largest number of accepted steps altogether.</param>
        /// <returns>A point at the start and one at each time that was reached; an error when flow, objective and start do not fit.</returns>
        public Either<Error, FlowTrajectory> Follow(Objective objective, Parameters start, OdeMethod method, Vector times, long steps = long.MaxValue) =>
            Objection(flow, objective, start, times).Match(
                Left<Error, FlowTrajectory>,
                () =>
                {
                    var field = new FlowField(objective, flow);
                    return method.Start(field.Problem, 0, field.Start(start)).Map(state => Fold(field, method, state, times, steps));
                });
    }

    private static FlowTrajectory Fold(FlowField field, OdeMethod method, OdeState state, Vector times, long steps)
    {
        var points = new List<FlowPoint> { field.At(state) };
        var outcome = OdeOutcome.Reached;
        for (var i = 0; i < times.Length && outcome == OdeOutcome.Reached; i++)
        {
            if (times[i] == 0)
                continue;
            var run = method.Integrate(field.Problem, state, times[i], steps - state.Counts.Accepted);
            (state, outcome) = (run.State, run.Outcome);
            points.Add(field.At(state));
        }

        return new FlowTrajectory(points.ToArr(), outcome);
    }

    private static Option<Error> Objection(Flow flow, Objective objective, Parameters start, Vector times)
    {
        for (var i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= (i == 0 ? 0 : times[i - 1])) || double.IsInfinity(times[i]))
                return new Error.ParameterDomain($"time {i}", FormattableString.Invariant($"{times[i]:R}"), "finite times in increasing order, 0 or more");
        }

        if (flow.Clock != FlowClock.PhysicalTime && !objective.Loss.IsExponentialType)
            return new Error.Unsupported($"the {flow.Clock} clock with the {objective.Loss.Name} loss", "it needs psi = -log L", "use physical time or a loss of exponential type");
        if (flow.WeightDecay != 0 && (flow.Clock != FlowClock.PhysicalTime || flow.Chart is not WeightChart || !(flow.WeightDecay > 0)))
            return new Error.ParameterDomain("WeightDecay", FormattableString.Invariant($"{flow.WeightDecay:R}"), "a positive number with physical time and the weight chart, else 0");
        return flow.Chart.Objection(objective.Network.Layout) || flow.Chart.ObjectionAt(objective.Network.Layout, start.Flat.Span);
    }
}
