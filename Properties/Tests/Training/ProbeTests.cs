using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ProbeTests
{
    private static readonly Tolerance Rounding = new(0, 1e-14);

    [Fact]
    public void What_a_run_records_is_what_the_probes_measure_at_its_states() => Sample.ForAll(60, sample =>
    {
        var rule = Valid(Rules.Parse(sample.Element([.. Rules.All.Members.Map(static m => m.Name)])));
        var (objective, start) = TrainingInstances.Problem(sample, rule);
        var sampler = rule.NeedsFullBatch ? new FullBatch() : sample.Element<Sampler>(new FullBatch(), new Epochs(4));
        var probes = TrainingInstances.AllProbes(objective).Add(new HoldoutProbe(TrainingInstances.Data(sample, objective.Loss, objective.Network.OutputCount, 7), "test"))
            .Add(new CustomProbe("own", Array(new Column("ownLoss", "the loss")), static i => Vector.Of(i.Evaluation.Statistics.Loss)));
        var plan = Valid(Plan.Create(objective, rule, new Constant(0.01), 4, sampler, probes: probes, observations: new ObservationSchedule.Every(1)));
        var run = TrainingInstances.Run(plan, start);
        var state = Valid(Run.Start(plan, start, new Key(1)));
        foreach (var row in run.Rows)
        {
            var at = Valid(Run.Continue(Valid(plan.Until(row.Step)), state));
            var input = new ProbeInput(objective, at.Final.Parameters, row.Step, at.Final.Clocks, at.Last is { } info ? Some(info) : None);
            var measured = probes.SelectMany(p => p.Measure(input).ToArray()).ToArray();
            for (var i = 0; i < measured.Length; i++)
                Assert.True(Same(run.Columns[i].Name, row.Numbers[i], measured[i], rule), $"{rule} {run.Columns[i].Name}: {row.Numbers[i]:R} in the run, {measured[i]:R} by itself");
        }
    });

    [Fact]
    public void Columns_hold_the_quantities_of_the_rooms_below() => Sample.ForAll(100, sample =>
    {
        var (objective, parameters) = ObjectiveInstance.Any(sample);
        var (network, kernels) = (objective.Network, objective.Numerics.Kernels);
        var statistics = objective.Statistics(parameters);
        var norms = network.LayerNorms(parameters, kernels);
        var margins = objective.NormalizedMargins(parameters);
        var gradient = objective.Loss.IsExponentialType ? Valid(objective.LogGradient(parameters)) : objective.Gradient(parameters);
        double[] expected =
        [
            objective.Loss.IsExponentialType ? statistics.Psi : double.NaN, statistics.Loss, statistics.Error.OrNaN, statistics.RadialSum, statistics.WeightEntropy, statistics.SoftMinMargin,
            .. norms.ToArray(), network.ProductNorm(norms).OrNaN, network.LogProductNorm(norms).OrNaN, network.TotalNorm(parameters, kernels),
            statistics.MinMargin, margins.MinProduct.OrNaN, margins.MinTotal.OrNaN, margins.SmoothedProduct.OrNaN, margins.SmoothedTotal.OrNaN,
            kernels.Norm(gradient.Span),
        ];
        var input = new ProbeInput(objective, parameters, 0, Clocks.Zero, None);
        double[] actual = [.. new Probe[] { new LossProbe(), new NormProbe(), new MarginProbe(), new GradientProbe() }.SelectMany(p => p.Measure(input).ToArray())];
        for (var i = 0; i < expected.Length; i++)
            Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Rounding.Accepts(actual[i], expected[i]), $"{i}: {actual[i]:R}, expected {expected[i]:R}");
    });

    [Fact]
    public void The_normalized_holdout_loss_is_that_of_the_network_of_unit_layers() => Sample.ForAll(60, sample =>
    {
        var (objective, parameters) = ObjectiveInstance.Scalable(sample);
        var numbers = new HoldoutProbe(objective.Data).Measure(new(objective, parameters, 0, Clocks.Zero, None));
        var unit = Valid(objective.Network.Decompose(parameters, objective.Numerics.Kernels)).Directions;
        var mean = objective.Reduced(Reduction.Mean);
        Assert.Equal(mean.Value(parameters), numbers[0]);
        Assert.True(new Tolerance(0, 1e-12).Accepts(numbers[2], mean.Value(unit)), $"{numbers[2]:R} and {mean.Value(unit):R}");
    });

    [Fact]
    public void Undefined_numbers_come_with_their_reason()
    {
        var objective = TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear());
        var run = TrainingInstances.Run(Valid(Plan.Create(objective, new GradientDescent(), new Constant(0.1), 1, probes: Probes.All)), TrainingInstances.At(objective, 1, 2));
        Assert.Equal(
            new Number.Undefined("Losses that are not of exponential type have no example weights."),
            run.Number(0, run.IndexOf("weightEntropy").IfNone(-1)));
        Assert.IsType<Number.Value>(run.Number(0, run.IndexOf("loss").IfNone(-1)));
        Assert.Equal(None, run.Column("speed"));
    }

    [Theory]
    [InlineData("loss, NORMS", 2)]
    [InlineData("", 0)]
    [InlineData("loss,norms,margins,gradient,balances,steps", 6)]
    public void Probes_are_read_by_name(string text, int count) => Assert.Equal(count, Valid(Probes.Parse(text)).Count);

    [Fact]
    public void Unknown_probes_are_all_reported() => Assert.Equal(
        ["There is no probe 'speed'; known: loss, norms, margins, gradient, balances, steps.", "There is no probe 'size'; known: loss, norms, margins, gradient, balances, steps."],
        Errors(Probes.Parse("speed, loss, size")).Select(static e => e.Sentence));

    // A point by itself does not know whether the rule of a run computes gradients.
    private static bool Same(string column, double inRun, double alone, Rule rule) =>
        BitConverter.DoubleToInt64Bits(inRun) == BitConverter.DoubleToInt64Bits(alone) || (column == "unitLogLossTime" && !rule.MeasuresGradient && double.IsNaN(inRun));
}
