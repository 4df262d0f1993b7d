using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>Every probe of theory records what the room that it takes the quantity from computes, or what a formula gives.</summary>
public sealed class TheoryProbeTests
{
    [Fact]
    public void Kkt_records_the_conditions_at_the_state() => Sample.ForAll(60, sample =>
    {
        var (objective, parameters) = ObjectiveInstance.Scalable(sample);
        if (new KktProbe().Errors(objective).Count > 0)
            return;
        var row = At(new KktProbe(), objective, parameters);
        var kkt = KktConditions.Of(objective, parameters);
        kkt.Match(
            k =>
            {
                Assert.Equal([k.StationarityResidual, k.Complementarity.OrNaN, k.ComplementarityBound.OrNaN, k.LocalUpperBound.OrNaN, k.LogSmoothedMarginRate.OrNaN], row.ToArray());
                Assert.False(row[1] > row[2] * (1 + 1e-12));
            },
            _ => Assert.All(row.ToArray(), static x => Assert.True(double.IsNaN(x))));
    });

    [Fact]
    public void The_growth_of_the_smoothed_margin_is_its_slope_along_the_gradient_for_every_loss_of_exponential_type()
    {
        var compared = 0;
        Sample.ForAll(300, sample =>
        {
            var (objective, start) = ObjectiveInstance.Scalable(sample);
            if (new KktProbe().Errors(objective).Count > 0 || objective.Network.Nodes.Exists(static n => n.Operation is not Dense { Activation: Activation.Linear or Activation.Power }))
                return;
            // Trained until separated, so that there is a soft-min margin.
            var plan = Valid(Plan.Create(objective, new MarginSafeController(), new Constant(0.2), 60, stoppingRules: Array<StoppingRule>(new TargetPsi(1))));
            var parameters = TrainingInstances.Run(plan, start).Final.Parameters;
            var rate = At(new KktProbe(), objective, parameters)[4];
            if (!(objective.Statistics(parameters).SoftMinMargin > 0.05) || double.IsNaN(rate))
                return;
            var g = Unwrap.Right(objective.LogGradient(parameters));
            var step = 1e-6 / Math.Max(1, objective.Numerics.Kernels.Norm(g.Span));
            var difference = (Logarithm(objective, Moved(parameters, g, step)) - Logarithm(objective, Moved(parameters, g, -step))) / (2 * step);
            var size = objective.Numerics.Kernels.Norm(g.Span) * objective.Numerics.Kernels.Norm(g.Span) / objective.Statistics(parameters).SoftMinMargin;
            Assert.True(Math.Abs(rate - difference) < 1e-4 * size, $"{objective.Loss.Name}: {rate:R}, difference {difference:R}");
            var bound = At(new KktProbe(), objective, parameters)[3];
            Assert.True(bound >= objective.NormalizedMargins(parameters).MinTotal.OrNaN * (1 - 1e-12), $"{objective.Loss.Name}: {bound:R}");
            compared++;
        });
        Assert.True(compared > 20, $"{compared} compared");

        static double Logarithm(Objective objective, Parameters at) => Elementary.Log(objective.Statistics(at).SoftMinMargin)
            - objective.Network.LogProductNorm(objective.Network.LayerNorms(at, objective.Numerics.Kernels)).OrNaN;

        static Parameters Moved(Parameters from, Vector along, double by) => Valid(Parameters.Create(from.Layout, Vector.Build(from.Flat.Length, t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = Math.FusedMultiplyAdd(by, along[i], from.Flat[i]);
        })));
    }

    [Fact]
    public void The_certificate_has_the_margin_of_the_solver_between_its_bounds()
    {
        var closed = 0;
        Sample.ForAll(25, sample =>
        {
            var data = Valid(SeparableGaussians.Create(12, 3, 0.3, sample.Key));
            int[] sizes = [3, .. Enumerable.Range(0, sample.Integer(0, 2)).Select(_ => sample.Integer(2, 4)), 1];
            var loss = sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic());
            var objective = Valid(Objective.Create(Valid(Network.Dense(sizes, new Activation.Linear(), BiasPlacement.None)), data, loss, Reduction.Sum, NumericsPolicy.Portable()));
            var probes = Array<Probe>(new CertificateProbe());
            var plan = Valid(Plan.Create(objective, new UnitLogLossDescent(), new Constant(0.02), 4000, probes: probes, observations: new ObservationSchedule.Every(400)));
            var run = TrainingInstances.Run(plan, Valid(objective.Network.Initialize(Initialization.Standard, sample.Key)));
            var best = (HardMargin.Separable)Unwrap.Right(HardMarginSolver.Solve(data));
            Assert.All(run.Rows, r => Assert.True(r.Numbers[0] <= best.Margin * (1 + 1e-12) && best.Margin * (1 - 1e-12) <= r.Numbers[1], $"{r.Numbers[0]:R} {best.Margin:R} {r.Numbers[1]:R}"));
            closed += run.Rows[^1].Numbers[2] < 0.1 ? 1 : 0;
        });
        Assert.True(closed > 5, $"the gap closed in {closed} of 25 runs");
    }

    [Fact]
    public void Units_alignments_and_supports_are_those_of_their_formulas() => Sample.ForAll(60, sample =>
    {
        var (objective, parameters) = ObjectiveInstance.Scalable(sample);
        var statistics = objective.Statistics(parameters);
        Assert.Equal(statistics.HasWeights ? Elementary.Exp(statistics.WeightEntropy) : double.NaN, At(new SupportProbe(), objective, parameters)[0]);
        var alignment = At(new AlignmentProbe(), objective, parameters);
        for (var k = 0; k < alignment.Length; k++)
        {
            var block = objective.Network.Layout.Weights[k];
            var values = Unwrap.Right(objective.Numerics.Decompositions.SingularValues(Matrix.Of(block.Rows, block.Columns, parameters.Of(block).ToArray())));
            Assert.True(Math.Abs(alignment[k] - (values[0] / Math.Sqrt(values.ToArray().Sum(static s => s * s)))) < 1e-12, $"{alignment[k]:R}");
        }

        objective.Network.NeuronBalances(parameters).IfRight(balances =>
        {
            double[] expected = [.. balances.SelectMany(static v => v.ToArray())];
            Assert.Equal(expected, At(new NeuronBalanceProbe(), objective, parameters).ToArray());
            Assert.Equal(expected.Length, new NeuronBalanceProbe().Columns(objective).Map(static c => c.Name).Distinct().Count());
        });
    });

    [Fact]
    public void Curvatures_on_spheres_are_those_of_the_spectrum_and_above_the_limit_there_is_a_reason()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 4, 1], new Activation.Linear());
        var points = Matrix.Of(4, 2, [1, 0.2, 0.8, -0.4, 1, -0.3, 0.7, 0.5]);
        var minimum = Unwrap.Right(FixedNormSolver.Solve(points, 20, objective.Numerics));
        var theta = DeepLinearMinimum.Of(objective.Network, minimum.Direction, 20, new Key(2));
        var spectrum = Unwrap.Right(SphereSpectrum.Of(objective, theta));
        var row = At(new SphereProbe(), objective, theta);
        Assert.Equal([.. spectrum.SmallestBlocks.ToArray().Select(e => e / spectrum.RadialSum), spectrum.Eigenvalues[0] / spectrum.RadialSum, spectrum.ZeroModes, spectrum.Tangent / spectrum.RadialSum], row.ToArray());
        // N31: a deep linear network has h - 1 zero modes, and no layer of its own is flat.
        Assert.Equal(3, row[3]);
        Assert.True(row[0] > 0.999 && row[1] > 0.999 && row[4] < 1e-10, $"{row}");

        var large = TrainingInstances.Separable(new Loss.Exponential(), [2, 200, 1], new Activation.Linear());
        var start = Valid(large.Network.Initialize(Initialization.Standard, new Key(1)));
        Assert.True(double.IsNaN(At(new SphereProbe(), large, start)[0]));
        Assert.Contains("600 parameters", new SphereProbe().Columns(large)[0].WhenUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawn_signs_give_the_enumerated_complexity_within_their_error() => Sample.ForAll(20, sample =>
    {
        var inputs = Matrix.Of(LinearClass.ExactLimit, 3, sample.Gaussian(3 * LinearClass.ExactLimit));
        var exact = Unwrap.Right(RademacherComplexity.OfLinear(inputs, 2, sample.Key));
        Assert.Equal(Unwrap.Right(LinearClass.Exact(inputs, 2)), exact.Value);
        Assert.True(exact is { IsExact: true, StandardError: 0 });
        // The same points twice have the complexity of the sum of two signs: a sample that has to be drawn, with known bounds.
        var twice = Matrix.Of(2 * inputs.Rows, 3, [.. inputs.Span, .. inputs.Span]);
        var (few, many) = (Unwrap.Right(RademacherComplexity.OfLinear(twice, 2, sample.Key, 250)), Unwrap.Right(RademacherComplexity.OfLinear(twice, 2, sample.Key, 4000)));
        Assert.True(many.StandardError < 0.5 * few.StandardError && !many.IsExact);
        Assert.True(Math.Abs(many.Value - few.Value) < 5 * few.StandardError, $"{many} {few}");
        var upper = Math.Sqrt(twice.Span.ToArray().Sum(static x => x * x)) / twice.Rows;
        Assert.InRange(many.Value, (upper / Math.Sqrt(2)) - (5 * many.StandardError), upper + (5 * many.StandardError));
    });

    [Fact]
    public void A_sample_of_one_direction_has_the_drawn_complexity_of_a_walk()
    {
        // E |sum of 30 signs| / 30 = 0.14446444809436798.
        var inputs = Matrix.Of(30, 1, [.. Enumerable.Repeat(1.0, 30)]);
        var drawn = Unwrap.Right(RademacherComplexity.OfLinear(inputs, 2, new Key(1), 20000));
        Assert.True(Math.Abs(drawn.Value - 0.14446444809436798) < 4 * drawn.StandardError, $"{drawn}");
        Assert.InRange(drawn.StandardError, 0.0005, 0.001);
        Assert.Equal(drawn, Unwrap.Right(RademacherComplexity.OfLinear(inputs, 2, new Key(1), 20000)));
        Assert.Equal(3 * drawn.Value, drawn.Scaled(3).Value);
    }

    [Fact]
    public void A_run_records_the_complexity_of_its_data_and_any_measure()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Relu());
        var parameters = ObjectiveInstance.Point(objective, new Sample(new Key(5)), 0.5);
        var row = At(new RademacherProbe(), objective, parameters);
        var exact = Unwrap.Right(LinearClass.Exact(objective.Data.Inputs, 2));
        Assert.Equal([exact, 0, exact * objective.Network.ProductNorm(objective.Network.LayerNorms(parameters, objective.Numerics.Kernels)).OrNaN], row.ToArray());
        foreach (var measure in MeasureTable.All)
        {
            var direct = measure.Compute(new MeasureInput(objective.Network, parameters, None, objective.Data, objective.Numerics, new Key(0))).Value.OrNaN;
            Assert.Equal(direct, At(new MeasureProbe(measure), objective, parameters)[0]);
        }
    }

    [Theory]
    [InlineData("auto", true, "")]
    [InlineData(" KKT, path.phi(2) ,AUTO", true, "kkt,path.phi(2)")]
    [InlineData("loss,rademacher", false, "loss,rademacher")]
    [InlineData("", false, "")]
    [InlineData("kkt,loss,KKT", false, "kkt,loss")]
    public void Probes_and_measures_are_read_by_name(string text, bool auto, string names)
    {
        var parsed = Valid(RunProbes.Parse(text));
        Assert.Equal((auto, names), (parsed.Auto, string.Join(",", parsed.Named.Map(static p => p.Name))));
    }

    [Fact]
    public void Every_probe_has_a_name_and_columns_of_its_own_with_a_meaning()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Linear());
        var columns = RunProbes.All.Bind(p => p.Columns(objective)).ToArr();
        Assert.Equal(columns.Count, columns.Map(static c => c.Name).Distinct().Count());
        Assert.Equal(RunProbes.All.Count, RunProbes.All.Map(static p => p.Name).Distinct().Count());
        Assert.All(columns, static c => Assert.True(c.Meaning.Length > 3 && c.WhenUndefined.EndsWith('.'), c.Name));
    }

    private static Vector At(Probe probe, Objective objective, Parameters parameters) => probe.Measure(new ProbeInput(objective, parameters, 0, Clocks.Zero, None));
}
