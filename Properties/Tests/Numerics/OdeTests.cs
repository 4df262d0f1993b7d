using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public sealed class OdeTests
{
    private static DormandPrince Pair(double tolerance, double floor = 0) => Valid(DormandPrince.Create(tolerance, floor));

    private static ImplicitMidpoint Midpoint(double step) => Valid(ImplicitMidpoint.Create(step));

    private static RungeKutta4 Classical(double step) => Valid(RungeKutta4.Create(step));

    private static OdeState Start(OdeMethod method, OdeProblem problem, params ReadOnlySpan<double> y) =>
        Right(method.Start(problem, 0, Vector.Of(y)));

    private static OdeRun Run(OdeMethod method, OdeProblem problem, double until, params ReadOnlySpan<double> y) =>
        method.Integrate(problem, Start(method, problem, y), until);

    /// <summary>A free rigid body: both sums of squares, plain and over the moments of inertia, are conserved.</summary>
    private static readonly OdeProblem RigidBody = new(static (_, y, slope) =>
    {
        slope[0] = ((1 / 3.0) - (1 / 2.0)) * y[1] * y[2];
        slope[1] = (1 - (1 / 3.0)) * y[2] * y[0];
        slope[2] = ((1 / 2.0) - 1) * y[0] * y[1];
    });

    private static double[] Invariants(ReadOnlySpan<double> y) =>
        [(y[0] * y[0]) + (y[1] * y[1]) + (y[2] * y[2]), (y[0] * y[0]) + (y[1] * y[1] / 2) + (y[2] * y[2] / 3)];

    /// <summary>A pendulum-like equation with time in it, as many copies as there are pairs of coordinates.</summary>
    private static readonly OdeProblem Driven = new(static (t, y, slope) =>
    {
        for (var i = 0; i + 1 < y.Length; i += 2)
            (slope[i], slope[i + 1]) = (y[i + 1], -y[i] - (0.1 * y[i] * y[i] * y[i]) + (0.3 * t));
        if (y.Length % 2 == 1)
            slope[^1] = -y[^1] + t;
    });

    private static void SameBits(OdeState expected, OdeState actual)
    {
        Assert.Equal((expected.Time, expected.NextStep, expected.Counts), (actual.Time, actual.NextStep, actual.Counts));
        Assert.Equal(expected.Y, actual.Y);
        Assert.Equal(expected.Slope, actual.Slope);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    [InlineData(1e-8)]
    [InlineData(1e-10)]
    [InlineData(1e-12)]
    public void The_error_on_a_rotation_follows_the_tolerance(double tolerance)
    {
        var run = Run(Pair(tolerance), new(static (_, y, slope) => (slope[0], slope[1]) = (-y[1], y[0])), 10, 1, 0);
        Assert.Equal((OdeOutcome.Reached, 10.0), (run.Outcome, run.State.Time));
        var error = Math.Max(Math.Abs(run.State.Y[0] - Math.Cos(10)), Math.Abs(run.State.Y[1] - Math.Sin(10)));
        Assert.InRange(error, 0, 10 * tolerance);
        Assert.InRange(run.State.Counts.Accepted, 0, 20 * Math.Pow(tolerance, -0.2));
    }

    [Fact]
    public void Fixed_steps_converge_with_order_five_for_the_pair_four_for_the_classical_method_and_two_for_the_midpoint_rule()
    {
        static double Order(Func<double, OdeMethod> method, double step)
        {
            double Error(double h)
            {
                var y = Run(method(h), new(static (t, y, slope) => slope[0] = y[0] * Math.Cos(t)), 2, 1).State.Y[0];
                return Math.Abs(y - Math.Exp(Math.Sin(2)));
            }

            return Math.Log2(Error(step) / Error(step / 2));
        }

        // A floor far above what the tolerance asks for makes every step one of exactly that size.
        Assert.InRange(Order(static h => Pair(1e-15, h), 0.1), 4.8, 5.3);
        Assert.InRange(Order(static h => Pair(1e-15, h), 0.05), 4.8, 5.3);
        Assert.InRange(Order(static h => Midpoint(h), 0.05), 1.9, 2.1);
        Assert.InRange(Order(static h => Classical(h), 0.05), 3.8, 4.2);
    }

    [Fact]
    public void A_polynomial_of_degree_five_is_integrated_to_round_off_in_steps_of_any_size() => Sample.ForAll(50, static sample =>
    {
        var c = sample.Gaussian(5);
        var field = new OdeProblem((t, _, slope) => slope[0] = c[0] + (t * (c[1] + (t * (c[2] + (t * (c[3] + (t * c[4]))))))));
        var run = Run(Pair(1e-3, 2), field, 2, 0);
        var exact = 2 * (c[0] + (2 * ((c[1] / 2) + (2 * ((c[2] / 3) + (2 * ((c[3] / 4) + (2 * c[4] / 5))))))));
        Assert.Equal(1, run.State.Counts.Accepted);
        Assert.Equal(exact, run.State.Y[0], 1e-13);
    });

    [Fact]
    public void The_midpoint_rule_conserves_quadratic_invariants_to_round_off_and_the_pair_within_its_tolerance() => Sample.ForAll(10, static sample =>
    {
        var start = sample.Gaussian(3);
        var before = Invariants(start);
        foreach (var (method, allowed) in new (OdeMethod, double)[] { (Midpoint(0.02), 2e-14), (Pair(1e-8), 1e-6) })
        {
            var run = Run(method, RigidBody, 20, start);
            Assert.Equal(OdeOutcome.Reached, run.Outcome);
            var after = Invariants(run.State.Y.Span);
            Assert.True(new Tolerance(0, allowed).FirstDifference(after, before) < 0, $"{method.Name}: {string.Join(", ", before)} became {string.Join(", ", after)}");
        }
    });

    [Fact]
    public void An_integration_that_is_interrupted_and_resumed_gives_the_same_bits() => Sample.ForAll(50, static sample =>
    {
        var start = sample.Gaussian(sample.Integer(1, 20));
        foreach (var method in new OdeMethod[] { Pair(sample.Element(1e-4, 1e-9), sample.Element(0, 0.05)), Midpoint(0.07), Classical(0.07) })
        {
            var state = Start(method, Driven, start);
            var whole = method.Integrate(Driven, state, 5);

            var resumed = method.Integrate(Driven, state, 5, sample.Integer(0, 20)).State;
            SameBits(whole.State, method.Integrate(Driven, resumed, 5).State);

            var stepped = new OdeRun(state, OdeOutcome.StepCap);
            while (stepped.Outcome == OdeOutcome.StepCap)
                stepped = method.Step(Driven, stepped.State, 5);
            Assert.Equal(OdeOutcome.Reached, stepped.Outcome);
            SameBits(whole.State, stepped.State);
        }
    });

    [Fact]
    public void A_coordinate_does_not_depend_on_how_many_copies_of_it_there_are() => Sample.ForAll(30, static sample =>
    {
        var pair = sample.Gaussian(2);
        var copies = sample.Integer(2, 12);
        double[] many = [.. Enumerable.Range(0, copies).SelectMany(_ => pair)];
        foreach (var method in new OdeMethod[] { Pair(1e-15, 0.05), Midpoint(0.05), Classical(0.05) })
        {
            var (one, all) = (Run(method, Driven, 1, pair).State.Y, Run(method, Driven, 1, many).State.Y);
            for (var i = 0; i < many.Length; i++)
                Assert.Equal(one[i % 2], all[i]);
        }
    });

    [Fact]
    public void The_pair_needs_two_evaluations_to_start_and_six_for_every_attempt() => Sample.ForAll(30, static sample =>
    {
        var calls = 0L;
        var counted = new OdeProblem((t, y, slope) =>
        {
            calls++;
            Driven.Field(t, y, slope);
        });
        var counts = Run(Pair(sample.Element(1e-3, 1e-6, 1e-9)), counted, 8, sample.Gaussian(4)).State.Counts;
        Assert.Equal(2 + (6 * (counts.Accepted + counts.Rejected)), counts.Evaluations);
        Assert.Equal(calls, counts.Evaluations);
        Assert.Equal(0, counts.Forced);

        calls = 0;
        var retracted = Run(Pair(1e-6), counted with { Retract = static _ => { } }, 8, sample.Gaussian(4)).State.Counts;
        Assert.Equal(2 + (7 * retracted.Accepted) + (6 * retracted.Rejected), retracted.Evaluations);
        Assert.Equal(calls, retracted.Evaluations);
        Assert.Equal(1 + (4 * 10), Run(Classical(0.1), Driven, 1, sample.Gaussian(4)).State.Counts.Evaluations);
    });

    [Fact]
    public void Landing_at_many_times_is_exact_and_does_not_shrink_the_steps_that_follow()
    {
        var method = Pair(1e-8);
        var state = Start(method, Driven, 1, 0);
        foreach (var time in new[] { 1e-3, 0.7, 0.7 + 1e-9, 1.0 / 3 + 1, 5 })
        {
            var proposed = state.NextStep;
            state = method.Integrate(Driven, state, time).State;
            Assert.Equal(time, state.Time);
            if (time == 0.7 + 1e-9)
                Assert.Equal(proposed, state.NextStep);
        }

        var direct = Run(method, Driven, 5, 1, 0).State;
        Assert.True(new Tolerance(1e-6, 0).FirstDifference(state.Y.Span, direct.Y.Span) < 0);
        Assert.InRange(state.Counts.Accepted, direct.Counts.Accepted, direct.Counts.Accepted + 12);
    }

    [Fact]
    public void On_a_chattering_flow_the_floor_forces_and_counts_the_steps()
    {
        // Slides along y = 0, where the right side jumps.
        var chatter = new OdeProblem(static (_, y, slope) => slope[0] = y[0] > 0 ? -1 : 1);
        var run = Run(Pair(1e-8, 1e-3), chatter, 2, 0.5);
        Assert.Equal(OdeOutcome.Reached, run.Outcome);
        Assert.InRange(run.State.Y[0], -2e-3, 2e-3);
        Assert.InRange(run.State.Counts.Forced, 1000, 1600);
        Assert.InRange(run.State.Counts.ForcedFraction, 0.9, 1);

        var smooth = Run(Pair(1e-3, 1e-3), Driven, 2, 0.5, 0);
        Assert.Equal((0, 0.0), (smooth.State.Counts.Forced, smooth.State.Counts.ForcedFraction));
    }

    [Fact]
    public void A_step_below_the_floor_is_taken_at_it_and_counted_even_when_the_error_is_small()
    {
        var method = Pair(1e-8, 0.01);
        var state = Start(method, Driven, 1, 0) with { NextStep = 1e-5 };
        var next = method.Step(Driven, state, 1).State;
        Assert.Equal((0.01, 1L), (next.Time, next.Counts.Forced));
        Assert.Equal((0.005, 0L), (method.Step(Driven, state with { NextStep = 0.02 }, 0.005).State.Time, method.Step(Driven, state with { NextStep = 0.02 }, 0.005).State.Counts.Forced));
    }

    [Fact]
    public void A_blow_up_ends_the_run_with_its_reason_and_the_last_finite_state()
    {
        var square = new OdeProblem(static (_, y, slope) => slope[0] = y[0] * y[0]);
        var free = Run(Pair(1e-8), square, 2, 1);
        Assert.Equal(OdeOutcome.StepUnderflow, free.Outcome);
        Assert.InRange(free.State.Time, 0.999, 1.001);
        Assert.True(double.IsFinite(free.State.Y[0]));

        var floored = Run(Pair(1e-8, 1e-3), square, 2, 1);
        Assert.Equal(OdeOutcome.NonFinite, floored.Outcome);
        Assert.True(double.IsFinite(floored.State.Y[0]) && floored.State.Time < 1.1);

        var constant = new OdeProblem(static (_, _, slope) => slope[0] = 1e308);
        Assert.Equal(OdeOutcome.NonFinite, Run(Pair(1e-8, 1e-3), constant, 5, 0).Outcome);
        Assert.Equal(OdeOutcome.NonFinite, Run(Classical(0.1), constant, 5, 0).Outcome);

        Assert.Equal(OdeOutcome.NotConverged, Run(Midpoint(10), new(static (_, y, slope) => slope[0] = -y[0] + Math.Sin(y[0])), 100, 10).Outcome);
        Assert.Equal(OdeOutcome.NonFinite, Run(Midpoint(1), square, 5, 10).Outcome);
    }

    [Fact]
    public void A_cap_of_steps_and_a_run_of_no_time_say_so()
    {
        var method = Pair(1e-8);
        var state = Start(method, Driven, 1, 0);
        var capped = method.Integrate(Driven, state, 5, 3);
        Assert.Equal((OdeOutcome.StepCap, 3L), (capped.Outcome, capped.State.Counts.Accepted));
        var none = method.Integrate(Driven, state, 0);
        Assert.Equal(OdeOutcome.Reached, none.Outcome);
        SameBits(state, none.State);
        Assert.Throws<ArgumentOutOfRangeException>(() => method.Integrate(Driven, capped.State, 0));
    }

    [Fact]
    public void A_retraction_keeps_every_step_on_the_sphere()
    {
        var problem = RigidBody with
        {
            Retract = static y =>
            {
                var norm = Math.Sqrt((y[0] * y[0]) + (y[1] * y[1]) + (y[2] * y[2]));
                foreach (ref var v in y)
                    v /= norm;
            },
        };
        var method = Pair(1e-3);
        var run = new OdeRun(Start(method, problem, 0.6, 0, 0.8), OdeOutcome.StepCap);
        while (run.Outcome == OdeOutcome.StepCap)
        {
            run = method.Step(problem, run.State, 20);
            Assert.Equal(1, Invariants(run.State.Y.Span)[0], 1e-15);
            var slope = new double[3];
            problem.Field(0, run.State.Y.Span, slope);
            Assert.Equal(Vector.Of(slope), run.State.Slope);
        }
    }

    [Fact]
    public void Bad_input_is_an_error_with_advice()
    {
        Assert.True(DormandPrince.Create(0, -1).Match(static _ => 0, static e => e.Count) == 2);
        Assert.True(DormandPrince.Create(double.NaN, double.NaN).IsFail);
        Assert.True(RungeKutta4.Create(-1).IsFail && ImplicitMidpoint.Create(0).IsFail && ImplicitMidpoint.Create(double.PositiveInfinity).IsFail);
        Assert.True(Pair(1e-6).Start(Driven, 0, Vector.Empty).IsLeft);
        Assert.True(Pair(1e-6).Start(Driven, 0, Vector.Of(1, double.NaN)).IsLeft);
        Assert.True(Pair(1e-6).Start(new(static (_, y, slope) => slope[0] = 1 / y[0]), 0, Vector.Of(0)).IsLeft);
    }

    [Fact]
    public void Every_outcome_reads_as_a_sentence()
    {
        string[] sentences =
        [
            .. Enum.GetValues<OdeOutcome>().Select(static o => o.Sentence),
            .. Enum.GetValues<LanczosOutcome>().Select(static o => o.Sentence),
            .. Enum.GetValues<PowerIterationOutcome>().Select(static o => o.Sentence),
        ];
        Assert.All(sentences, static s => Assert.True(char.IsUpper(s[0]) && s[^1] == '.' && s.Length > 20));
        Assert.Equal(sentences.Length, sentences.Distinct().Count());
    }
}
