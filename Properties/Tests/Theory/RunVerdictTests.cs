using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;

namespace Marginalia.Tests;

public sealed class RunVerdictTests
{
    private static VerdictStatus Of(string id, FinishedExperiment run) => run.Verdicts.Find(v => v.Id == id).Map(static v => v.Status).IfNone(() => throw new KeyNotFoundException(id));

    private static Experiment Digits => Experiment.On(ReferenceObjective.Valid(Datasets.Digits().Take(60))).WithHiddenLayers(16).On(NumericsPolicy.Portable()).AtMost(400);

    [Fact]
    public void A_separated_run_of_the_controller_holds_every_law_that_applies()
    {
        var run = Digits.Until(new TargetPsi(3)).Run();
        Assert.All(["N1", "N5", "N6", "N16", "N18"], id => Assert.Equal(VerdictStatus.Holds, Of(id, run)));
        Assert.Equal(VerdictStatus.NotApplicable, Of("N15", run));
    }

    [Fact]
    public void The_entropy_identity_is_asked_of_one_output_only()
    {
        Assert.Equal(VerdictStatus.NotApplicable, Of("N15", Digits.Minimizing(new Loss.Exponential()).AtMost(5).Run()));
        var signs = Experiment.On(ReferenceObjective.Valid(ReferenceObjective.Valid(Datasets.Digits().Take(60)).EvenVersusOdd())).WithHiddenLayers(8).On(NumericsPolicy.Portable()).AtMost(20);
        Assert.Equal(VerdictStatus.Holds, Of("N15", signs.Minimizing(new Loss.Exponential()).Run()));
    }

    [Fact]
    public void Momentum_is_told_why_the_conservation_laws_do_not_apply()
    {
        var run = Digits.By(new Momentum(0.9), 0.001).AtMost(20).Run();
        Assert.Equal(VerdictStatus.NotApplicable, Of("N5", run));
        Assert.Contains("N10", run.Verdicts.Find(static v => v.Id == "N6").Map(static v => v.Reason).IfNone(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_layer_with_biases_keeps_every_law_that_applies()
    {
        var run = Digits.WithBias(Networks.BiasPlacement.First).AtMost(20).Run();
        Assert.All(["N1", "N5", "N6"], id => Assert.Equal(VerdictStatus.Holds, Of(id, run)));
    }

    [Fact]
    public void A_violation_that_a_monitor_found_is_the_verdict_of_the_run_whatever_its_end_says()
    {
        var run = Digits.AtMost(20).Monitoring().Run();
        Assert.All(["N1", "N5", "N6", "N8", "N11"], id => Assert.Equal(VerdictStatus.Holds, Of(id, run)));
        var broken = run with
        {
            Monitored = run.Monitored.Map(static m => m with
            {
                Findings = m.Findings.Map(static f => f.Monitor.Id == "N5" ? f with { State = f.State.After(20, new Deviation(0.5, 1), f.Monitor.Tolerance) } : f),
            }),
        };
        Assert.Equal(VerdictStatus.Violated, Of("N5", broken));
        Assert.Contains("theta_20 in layer2.W", broken.Verdicts.Find(static v => v.Id == "N5").Map(static v => v.Reason).IfNone(""), StringComparison.Ordinal);
        Assert.Single(broken.Verdicts, static v => v.Id == "N5");
    }

    [Fact]
    public void A_step_size_beyond_stability_violates_the_growth_of_the_smoothed_margin_and_says_where()
    {
        var data = ReferenceObjective.Valid(SeparableGaussians.Create(20, 5, 0.3, new Key(3)));
        var run = Experiment.On(data).WithHiddenLayers().Minimizing(new Loss.Exponential()).By(new LogGradientDescent(), 32 / (data.InputRadius * data.InputRadius))
            .On(NumericsPolicy.Portable()).Observing(new ObservationSchedule.Every(1)).AtMost(300).Run();
        Assert.Equal(VerdictStatus.Violated, Of("N16", run));
        Assert.Contains("too large", run.Verdicts.Find(static v => v.Id == "N16").Map(static v => v.Reason).IfNone(""), StringComparison.Ordinal);
    }
}
