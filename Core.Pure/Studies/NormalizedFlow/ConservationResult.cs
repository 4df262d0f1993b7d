using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="Conservation"/>.</summary>
internal static class ConservationResult
{
    internal static StudyResult Of(Arr<ConservationRun> discrete, Arr<ConservationRun> flows, StudySettings settings)
    {
        var descents = Descents(discrete, "linear");
        return new(
            FormattableString.Invariant($"Gradient descent changes the balances of the linear network by {descents[0].Drift:G3} at step {descents[0].Step} and by {descents[descents.Count - 1].Drift:G3} at step {descents[descents.Count - 1].Step}: like the step to the power {Slope(descents):F3}, where the exact identity predicts 1."),
            Array(Runs("discrete", "Rules", discrete), Runs("flows", "Integrators, linear network", flows)), Array(Figure(discrete, flows)), Verdicts(discrete, flows, settings),
            Array("Momentum and Adam are negative controls: the law does not apply to them. ReLU networks switch pieces during a run; their balances are conserved as well, but the drift is proportional to the step only as far as the same pieces are visited."),
            Array(Trajectory(discrete)));
    }

    private static Arr<ConservationRun> Of(Arr<ConservationRun> runs, string network, string algorithm) => runs.Filter(r => r.Network == network && r.Algorithm == algorithm);

    private static Arr<ConservationRun> Descents(Arr<ConservationRun> runs, string network) => Of(runs, network, ConservationRuns.Descent);

    private static Arr<Verdict> Verdicts(Arr<ConservationRun> discrete, Arr<ConservationRun> flows, StudySettings settings)
    {
        var networks = discrete.Map(static r => r.Network).Distinct().ToArr();
        var gradient = discrete.Filter(static r => !double.IsNaN(r.IdentityError));
        return networks.Map(n => Outcomes.Near(
                $"conservation.order-{n.Replace(' ', '-')}", $"In the {n} network the drift of gradient descent over a fixed time is proportional to the step size.", Slope(Descents(discrete, n)), 1, 0.05, "slope of log drift over log eta"))
            .Add(Outcomes.AtMost(
                "N6", "At every step of gradient descent, with any batch, B_k changes by exactly eta^2 (|G_k|^2 - |G_(k+1)|^2), with decay besides by the factor (1 - eta lambda)^2 (N6, N9).",
                gradient.Map(static r => r.IdentityError).Max(), 1e-12, $"largest difference over the largest squared norm, {gradient.Sum(static r => r.Time.Length - 1)} steps"))
            + networks.Bind(n => Array((ConservationRuns.HeavyBall, "heavy-ball"), (ConservationRuns.AdamName, "adam")).Map(c => Control(discrete, n, c.Item1, c.Item2))).ToArr()
            + Array(Decay(flows, settings), Flow(flows), Midpoint(flows));
    }

    private static double Slope(Arr<ConservationRun> runs) => Statistics.LogLogSlope([.. runs.Map(static r => r.Step)], [.. runs.Map(static r => r.Drift)], 0, 1);

    // Heavy ball with 5e-4 / (1 - 0.9) moves as far in a step as gradient descent with 5e-3.
    private static Verdict Control(Arr<ConservationRun> runs, string network, string algorithm, string id)
    {
        var descent = Descents(runs, network).Find(static r => r.Step == 5e-3).Match(static r => r.Drift, static () => double.NaN);
        var drift = Of(runs, network, algorithm)[0].Drift;
        return Outcomes.AtLeast(
            $"conservation.{id}-{network.Replace(' ', '-')}", $"In the {network} network {algorithm} drifts at least 10 times as far as gradient descent at step size 0.005 (N10).", drift / descent, 10,
            FormattableString.Invariant($"drifts {drift:G3} and {descent:G3}"));
    }

    private static Verdict Flow(Arr<ConservationRun> flows) => Outcomes.AtMost(
        "N6.flow", "The gradient flow keeps the balances to 10 times the tolerance of its integrator (N6).",
        flows.Filter(static r => r.Algorithm == ConservationRuns.FlowName).Map(static r => Largest(r) / r.Step).Max(), 10, "largest drift over the tolerance, all tolerances");

    private static Verdict Midpoint(Arr<ConservationRun> flows) => Outcomes.AtMost(
        "N6.midpoint", "The implicit midpoint rule keeps them to round-off, whatever its step (A3).", flows.Filter(static r => r.Algorithm == ConservationRuns.MidpointName).Map(Largest).Max(), 1e-12, "largest drift");

    private static double Largest(ConservationRun run) => Enumerable.Range(0, run.Balances.Length).Max(run.DriftAt);

    private static Verdict Decay(Arr<ConservationRun> flows, StudySettings settings)
    {
        var run = flows.Find(static r => r.Algorithm == ConservationRuns.DecayedFlow).IfNone(() => throw new KeyNotFoundException(ConservationRuns.DecayedFlow));
        var expected = Elementary.Exp(-2 * settings.Real("decay") * settings.Real("time"));
        var last = run.Balances[^1];
        var worst = Enumerable.Range(0, last.Length).Max(k => Math.Abs((last[k] / run.Balances[0][k] / expected) - 1));
        return Outcomes.AtMost("N9", "Weight decay lambda shrinks every balance of the flow by e^(-2 lambda T), within 1 %.", worst, 0.01, FormattableString.Invariant($"largest relative difference from {expected:G6}"));
    }

    private static Table Runs(string name, string title, Arr<ConservationRun> runs) => new(
        name, title, Array("network", "algorithm", "step or tolerance", "looks", "drift of the balances", "violation of the identity"),
        runs.Map(static r => Array<Cell>(r.Network, r.Algorithm, r.Step, r.Time.Length - 1, r.Drift, double.IsNaN(r.IdentityError) ? (Cell)"not applicable" : r.IdentityError)).ToArr());

    private static Figure Figure(Arr<ConservationRun> discrete, Arr<ConservationRun> flows)
    {
        var smallest = discrete.Filter(static r => r.Network == "linear").GroupBy(static r => r.Algorithm).Select(static g => g.Last()).ToArr();
        return new(
            "conservation", "Drift of the balances |W_k|^2 - |W_(k+1)|^2",
            Array(
                new Panel(
                    "Against the step size", new Axis("step size eta", AxisScale.Logarithmic), new Axis("drift over the horizon", AxisScale.Logarithmic),
                    discrete.Map(static r => r.Network).Distinct().Bind(n => Array(ConservationRuns.Descent, ConservationRuns.Stochastic).Map(a => Of(discrete, n, a)).Map(runs => new Series(
                        $"{n}, {(runs[0].Algorithm == ConservationRuns.Descent ? "full batch" : "stochastic")}", Vector.Of([.. runs.Map(static r => r.Step)]), Vector.Of([.. runs.Map(static r => r.Drift)])))).ToArr()),
                new Panel(
                    "Along the run, linear network", new Axis("eta k"), new Axis("drift", AxisScale.Logarithmic),
                    smallest.Map(static r => new Series($"{r.Algorithm}, {FormattableString.Invariant($"{r.Step:G4}")}", Vector.Of(r.Time), Drifts(r))).ToArr()),
                new Panel(
                    "Flows, linear network", new Axis("t"), new Axis("drift", AxisScale.Logarithmic),
                    flows.Filter(static r => r.Algorithm != ConservationRuns.DecayedFlow).Map(static r => new Series($"{r.Algorithm}, {FormattableString.Invariant($"{r.Step:G4}")}", Vector.Of(r.Time), Drifts(r))).ToArr())),
            "(a) Over a fixed time gradient descent drifts in proportion to its step. (b) Momentum and Adam, with steps chosen for them, drift much further; decay shrinks the balances themselves. (c) The flow conserves the balances up to the tolerance, the implicit midpoint rule up to round-off.");
    }

    private static Vector Drifts(ConservationRun run) => Vector.Build(run.Balances.Length, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = run.DriftAt(i);
    });

    private static Table Trajectory(Arr<ConservationRun> runs) => new(
        "trajectory", "Balances along the runs", Array("network", "algorithm", "step", "time", "balance.1", "balance.2"),
        runs.Bind(static r => Enumerable.Range(0, r.Time.Length).Where(i => i % 20 == 0 || i == r.Time.Length - 1)
            .Select(i => Array<Cell>(r.Network, r.Algorithm, r.Step, r.Time[i], r.Balances[i][0], r.Balances[i][1]))).ToArr());
}
