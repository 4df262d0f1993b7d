using LanguageExt;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>A run of <see cref="Conservation"/>.</summary>
/// <param name="Network">Which network.</param>
/// <param name="Algorithm">Which rule or integrator.</param>
/// <param name="Step">Step size or tolerance.</param>
/// <param name="Time">Where the balances were looked at.</param>
/// <param name="Balances">B_k there, one vector per look.</param>
/// <param name="IdentityError">The largest violation of <c>B' - B = eta^2 (|G_k|^2 - |G_(k+1)|^2)</c> over max(rho^2); NaN where it does not apply.</param>
internal sealed record ConservationRun(string Network, string Algorithm, double Step, double[] Time, Vector[] Balances, double IdentityError)
{
    /// <summary>The largest |B_k - B_k(0)| over layers at the end.</summary>
    internal double Drift => DriftAt(Balances.Length - 1);

    internal double DriftAt(int look) => Enumerable.Range(0, Balances[0].Length).Max(k => Math.Abs(Balances[look][k] - Balances[0][k]));
}

/// <summary>Makes the runs of <see cref="Conservation"/>.</summary>
internal sealed class ConservationRuns(StudyContext context)
{
    internal const string Descent = "gradient descent", Stochastic = "stochastic gradient descent", HeavyBall = "heavy ball", AdamName = "Adam", Decayed = "gradient descent with decay";
    internal const string FlowName = "gradient flow", MidpointName = "implicit midpoint", DecayedFlow = "gradient flow with decay";

    internal Either<Error, Arr<ConservationRun>> Discrete(Arr<(string Name, StudyProblem Problem)> networks)
    {
        var (time, decay, steps) = (context.Settings.Real("time"), context.Settings.Real("decay"), context.Settings.Reals("steps"));
        var control = context.Settings.Integer("control-steps");
        var runs = new List<Either<Error, ConservationRun>>();
        foreach (var (name, problem) in networks)
        {
            foreach (var eta in steps)
            {
                var count = (int)Math.Round(time / eta);
                runs.Add(Fold(name, Descent, problem, new GradientDescent(), new FullBatch(), eta, count));
                runs.Add(Fold(name, Stochastic, problem, new GradientDescent(), new WithoutReplacement(Math.Min(context.Settings.Integer("batch"), problem.Objective.Data.Count)), eta, count));
            }

            var last = steps[steps.Count - 1];
            runs.Add(Fold(name, Decayed, problem, new GradientDescent(decay), new FullBatch(), last, (int)Math.Round(time / last)));
            runs.Add(Fold(name, HeavyBall, problem, new Momentum(0.9), new FullBatch(), 5e-4, control));
            runs.Add(Fold(name, AdamName, problem, new Adam(), new FullBatch(), 5e-3, control));
            context.Begin(runs.Count, 36, name);
        }

        return runs.ToArr().Sequence();
    }

    internal Either<Error, Arr<ConservationRun>> Flows(StudyProblem linear)
    {
        var times = Vector.Build(40, t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = context.Settings.Real("time") * (i + 1) / t.Length;
        });
        Either<Error, ConservationRun> Follow(string name, Flow flow, OdeMethod method, double step) => flow.Follow(linear.Objective, linear.Start, method, times)
            .Bind(path => path.Points.Map(p => linear.Objective.Network.LayerBalances(p.Parameters)).ToArr().Sequence()
                .Map(balances => new ConservationRun("linear", name, step, [.. path.Points.Map(static p => p.Time)], [.. balances], double.NaN)));
        var decayed = new Flow(new WeightChart(), FlowClock.PhysicalTime, context.Settings.Real("decay"));
        return context.Settings.Reals("tolerances")
            .Map(tolerance => DormandPrince.Create(tolerance, stepFloor: 0).First().Bind(method => Follow(FlowName, Flow.GradientFlow, method, tolerance)))
            .Add(ImplicitMidpoint.Create(context.Settings.Real("midpoint-step")).First().Bind(method => Follow(MidpointName, Flow.GradientFlow, method, context.Settings.Real("midpoint-step"))))
            .Add(DormandPrince.Create(1e-10, stepFloor: 0).First().Bind(method => Follow(DecayedFlow, decayed, method, 1e-10)))
            .Sequence();
    }

    // Pure steps one by one: the identity is about every single one of them.
    private Either<Error, ConservationRun> Fold(string name, string algorithm, StudyProblem problem, Rule rule, Sampler sampler, double eta, int steps)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var network = problem.Objective.Network;
        Vector Balance(Parameters p) => network.LayerBalances(p).Match(static b => b, static e => throw new ArgumentException(e.Sentence));
        var (theta, memory, worst) = (problem.Start, rule.Init(problem.Start), rule.IsGradientStep ? 0.0 : double.NaN);
        var balances = new List<Vector> { Balance(theta) };
        var keep = 1 - (eta * rule.WeightDecay);
        for (var k = 0; k < steps; k++)
        {
            var (next, nextMemory, info) = rule.Step(new(problem.Objective, sampler, eta, theta, memory, k, context.Key));
            if (info.IsLost)
                break;
            var (before, after) = (balances[^1], Balance(next));
            if (rule.IsGradientStep)
                worst = Math.Max(worst, Violation(network, theta, next, before, after, keep, Balance));
            balances.Add(after);
            (theta, memory) = (next, nextMemory);
        }

        return new ConservationRun(name, algorithm, eta, [.. Enumerable.Range(0, balances.Count).Select(k => k * eta)], [.. balances], worst);
    }

    // theta' - keep theta is -eta G, whatever the batch was; balances are quadratic.
    private static double Violation(Network network, Parameters theta, Parameters next, Vector before, Vector after, double keep, Func<Parameters, Vector> balance)
    {
        var step = Vector.Build(theta.Flat.Length, d =>
        {
            for (var i = 0; i < d.Length; i++)
                d[i] = next.Flat[i] - (keep * theta.Flat[i]);
        });
        var change = balance(Parameters.Create(theta.Layout, step).Match(static p => p, static e => throw new ArgumentException(e.Head.Sentence)));
        var size = network.Layout.Weights.Max(b => Math.Max(Square(theta.Of(b)), Square(next.Of(b))));
        return Enumerable.Range(0, before.Length).Max(k => Math.Abs(after[k] - (keep * keep * before[k]) - change[k])) / size;
    }

    private static double Square(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var v in x)
            sum += v * v;
        return sum;
    }
}
