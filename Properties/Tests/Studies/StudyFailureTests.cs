using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using Marginalia.Training;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Outcomes are measured, not asserted: where the settings or the runs are wrong, their verdicts say so.</summary>
public sealed class StudyFailureTests
{
    /// <summary>Study, settings that its outcomes cannot hold at, and the verdicts that must be violated.</summary>
    public static TheoryData<string, string, string> BadSettings => new()
    {
        { "margin-race", "steps=40 gd-steps=40 flow-psi=4 wn-flow-psi=3", "margin-race.ordering margin-race.slope-log margin-race.slope-dual margin-race.constant-dual margin-race.constant-flow margin-race.limit-flow" },
        { "norm-growth", "psi=12", "norm-growth.slope-4 norm-growth.delta-1 norm-growth.delta-2 norm-growth.delta-3 norm-growth.delta-4 norm-growth.spread-3" },
        { "conservation", "control-steps=2", "conservation.heavy-ball-linear conservation.adam-linear conservation.heavy-ball-relu conservation.adam-relu conservation.heavy-ball-leaky-relu conservation.adam-leaky-relu" },
        { "conservation", "scale=3 control-steps=2 time=0.1", "conservation.order-linear conservation.order-relu conservation.order-leaky-relu" },
        { "after-zero-error", "replicates=1 evaluations=60 train=60 width=16", "after-zero-error.test-loss" },
        { "initialization-scale", "scales=1,1.05 replicates=2 train=60 width=12 loss=0.05", "initialization-scale.correlation initialization-scale.margin" },
        { "initialization-scale", "scales=1.4,1 replicates=1 train=60 width=12 loss=0.05", "initialization-scale.monotone" },
        { "initialization-scale", "scales=1,2 replicates=1 train=60 width=12 steps=40", "initialization-scale.interpolation" },
        { "random-labels", "corruption=0.8,0 replicates=1 train=60 width=12 loss=0.05", "random-labels.norm random-labels.margin" },
        { "random-labels", "corruption=0,1 replicates=1 train=60 width=12 steps=60", "random-labels.interpolation" },
        { "corrupted-pretraining", "corruption=0,0.5 replicates=1 train=60 width=12 loss=0.05 pretrain-loss=2", "corrupted-pretraining.accuracy corrupted-pretraining.margin" },
        { "corrupted-pretraining", "corruption=0,0.5 replicates=1 train=60 width=12 steps=60", "corrupted-pretraining.interpolation" },
        { "weight-normalization", "scales=1,3 replicates=1 train=60 width=16 evaluations=300 psi=0.5", "weight-normalization.margin-3" },
        { "norm-minimizing", "scales=1,1.01 replicates=1 train=60 width=12 steps=100 least-squares-steps=20", "norm-minimizing.control N35 N35.halpern norm-minimizing.summable norm-minimizing.constant" },
        { "norm-minimizing", "scales=1,3 replicates=1 train=60 width=12 steps=400 least-squares-steps=20 delay=1000000", "norm-minimizing.agreement" },
        { "generalization-gap", "examples=10,12 replicates=1 test=100 steps=5", "N39 generalization-gap.factor" },
        { "geometry-of-bias", "steps=20 psi=3 relu-psi=1 norm=2", "geometry-of-bias.l1 geometry-of-bias.l1.5 geometry-of-bias.l4 geometry-of-bias.shared N32.l4 N38.dead" },
        { "constrained-spectrum", "time=0.01", "constrained-spectrum.trained-4-4-1 constrained-spectrum.trained-4-3-2-1 constrained-spectrum.trained-4-6-1 constrained-spectrum.trained-4-5-3-2-1" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void WrongSettingsViolateWhatTheyMust(string study, string settings, string violated)
    {
        var result = StudyRuns.Run(Unwrap.Right(StudyCatalog.Find(study)), 1, [.. settings.Split(' ').Select(static s => (s.Split('=')[0], s.Split('=')[1]))]);
        foreach (var id in violated.Split(' '))
            Assert.True(StudyRuns.Verdict(result, id).Status == VerdictStatus.Violated, $"{id} {StudyRuns.Verdict(result, id).Status.Word}: {StudyRuns.Verdict(result, id).Measured}");
        Assert.False(result.Holds);
    }

    [Fact]
    public void EveryStudyIsSeenToFail() =>
        Assert.Equal(StudyCatalog.All.Map(static s => s.Name).Order(StringComparer.Ordinal), BadSettings.Select(static r => (string)r[0]).Distinct().Order(StringComparer.Ordinal));

    /// <summary>A healthy run of the main study, then with one recorded quantity spoiled from the middle on.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("test.loss", "after-zero-error.test-loss")]
    [InlineData("test.error", "after-zero-error.test-error")]
    [InlineData("test.normalizedLoss", "after-zero-error.normalized-test-loss")]
    [InlineData("productNorm", "after-zero-error.product-norm")]
    [InlineData("smoothedMargin", "after-zero-error.smoothed-margin")]
    [InlineData("normalizedMargin", "N18")]
    public void ASpoiledQuantityOfTheMainStudyIsFound(string column, string violated)
    {
        var run = Healthy.Value;
        var half = run.Rows.Count / 2;
        var result = AfterZeroErrorResult.Of(Prelude.Array(Spoiled(run, column, (row, value) => column switch
        {
            "test.loss" => 1,
            "test.error" => row > half ? value + 0.03 : value,
            "test.normalizedLoss" => row > half ? value + 1e-3 : value,
            "productNorm" => row > half ? 2 * value : value,
            "smoothedMargin" => row == half ? value - 0.01 : value,
            _ => row == half ? value / 4 : value,
        })), 100, 10);
        if (violated.Length == 0)
            Assert.All(result.Verdicts, static v => Assert.True(v.Status == VerdictStatus.Holds, $"{v.Id} {v.Measured}"));
        else
            Assert.Equal(VerdictStatus.Violated, StudyRuns.Verdict(result, violated).Status);
    }

    [Fact]
    public void ADropOfTheSmoothedMarginIsFoundInWeightNormalizationToo()
    {
        var context = StudyRuns.Context(WeightNormalization.Study, 1, ("scales", "1"), ("replicates", "1"), ("train", "60"), ("width", "16"), ("evaluations", "600"), ("psi", "3"));
        var runs = Unwrap.Right(WeightNormalization.Runs(context));
        Verdict Judged(Arr<DigitsRun> of) => StudyRuns.Verdict(WeightNormalizationResult.Of(of, Prelude.Array(1.0)), "weight-normalization.smoothed-margin");
        Assert.Equal(VerdictStatus.Holds, Judged(runs).Status);
        var last = runs[0].Run.Rows.Count - 1;
        var spoiled = runs.SetItem(0, runs[0] with { Run = Spoiled(runs[0].Run, "smoothedMargin", (row, value) => row == last ? value / 2 : value) });
        Assert.Equal(VerdictStatus.Violated, Judged(spoiled).Status);
    }

    private static Lazy<Trajectory> Healthy { get; } = new(static () => Unwrap.Right(AfterZeroError.Runs(
        StudyRuns.Context(AfterZeroError.Study, 1, ("replicates", "1"), ("train", "100"), ("width", "32"), ("evaluations", "1500"))))[0]);

    private static Trajectory Spoiled(Trajectory run, string column, Func<int, double, double> spoil) => run.IndexOf(column).Match(
        index => run with
        {
            Rows = run.Rows.Map((i, row) => row with { Numbers = Vector.Of([.. row.Numbers.ToArray().Select((value, j) => j == index ? spoil(i, value) : value)]) }).ToArr(),
        },
        () => run);
}
