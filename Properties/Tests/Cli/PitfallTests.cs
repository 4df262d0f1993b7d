using System.Text.Json.Nodes;
using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>The table of docs/theory/normalized-flow.md, section 6, row by row, where a user meets it: on the command line.</summary>
public sealed class PitfallTests
{
    private static readonly string[] MarginLaws = ["N16", "N18", "N20", "N22"];

    private static JsonNode Run(params string[] args)
    {
        var run = CommandLine.Run(["train", "--json", "--quiet", "--numerics", "portable", .. args]);
        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Success, run.Code);
        return run.Document;
    }

    private static JsonNode On(string csv, params string[] args)
    {
        using var folder = new TemporaryFolder();
        return Run(["--data", folder.Write("set.csv", csv) + ":targets=signs", .. args]);
    }

    private static JsonNode Verdict(JsonNode run, string id) => run["verdicts"]!.AsArray().Single(v => (string?)v!["id"] == id)!;

    private static string Outcome(JsonNode run, string kind)
    {
        Assert.Equal(kind, (string?)run["outcome"]!["kind"]);
        return (string)run["outcome"]!["sentence"]!;
    }

    private static double End(JsonNode run, string column) => (double)(run["end"]![column] is JsonObject o ? o["value"]! : run["end"]![column]!);

    private static void NotApplicable(JsonNode run, string id, params string[] words)
    {
        var verdict = Verdict(run, id);
        Assert.Equal("not-applicable", (string?)verdict["status"]);
        Assert.All(words, word => Assert.Contains(word, (string)verdict["reason"]!, StringComparison.Ordinal));
    }

    private static void Refused(string[] args, params string[] words)
    {
        var run = CommandLine.Run(["train", .. args]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("", run.Out);
        Assert.All(words, word => Assert.Contains(word, Assert.Single(run.Sentences), StringComparison.Ordinal));
    }

    [Fact]
    public void Data_that_no_linear_model_separates_are_trained_on_and_margin_laws_say_why_they_do_not_apply()
    {
        var run = Run("--data", "xor", "--hidden", "none", "--loss", "exponential", "--rule", "gradientDescent", "--steps", "2000");
        Outcome(run, "stationary");
        Assert.All(MarginLaws, id => NotApplicable(run, id, "the data are not separable through the origin"));
        Assert.Equal(-Math.Log(4), End(run, "psi"), 1e-6);
    }

    [Fact]
    public void Data_that_are_not_yet_separated_leave_margin_laws_without_application_and_psi_and_threshold_are_told()
    {
        var run = Run("--data", "digits:take=60", "--hidden", "4", "--steps", "3");
        Assert.All(MarginLaws, id => NotApplicable(run, id, FormattableString.Invariant($"psi = {End(run, "psi"):G6}"), "0.366513"));
        var signs = Run("--data", "separable", "--hidden", "3", "--loss", "exponential", "--steps", "1");
        Assert.All(MarginLaws, id => NotApplicable(signs, id, FormattableString.Invariant($"psi = {End(signs, "psi"):G6}"), "needed above 0"));
    }

    [Theory]
    [InlineData("0,0,1\n1,2,-1\n")]
    [InlineData("1,2,1\n-1,-2,1\n")]
    public void A_zero_example_or_an_example_and_its_opposite_with_one_label_cannot_be_separated(string csv)
    {
        var run = On(csv, "--hidden", "none", "--loss", "exponential", "--steps", "20");
        Assert.All(MarginLaws, id => NotApplicable(run, id, "not separable through the origin"));
    }

    [Fact]
    public void Weights_of_zero_are_refused()
    {
        Refused(["--scale", "0"], "'0'");
        Refused(["--data", "separable", "--scale", "-1"], "'-1'");
    }

    [Fact]
    public void A_dead_relu_network_is_stationary_for_want_of_an_active_path_with_the_loss_of_n_zero_margins()
    {
        var found = Enumerable.Range(0, 20).Select(seed => On("1,0.2,1\n0.3,1,1\n", "--hidden", "1", "--loss", "exponential", "--rule", "gradientDescent", "--steps", "300", "--seed", $"{seed}"))
            .First(static r => End(r, "psi") <= 0);
        Assert.Contains("no active path", Outcome(found, "stationary"), StringComparison.Ordinal);
        Assert.Equal(-Math.Log(2), End(found, "psi"), 1e-15);
        Assert.Equal(1, End(found, "deadUnits.layer1"));
    }

    [Fact]
    public void Dead_units_are_counted_and_break_nothing()
    {
        var run = On("1,0.2,1\n0.3,1,1\n-0.2,-1,-1\n", "--hidden", "40", "--loss", "exponential", "--stop", "targetPsi(5)", "--seed", "3");
        Assert.InRange(End(run, "deadUnits.layer1"), 1, 39);
        Assert.All(run["verdicts"]!.AsArray(), static v => Assert.NotEqual("violated", (string?)v!["status"]));
        Assert.False(Run("--data", "separable", "--hidden", "4", "--activation", "tanh", "--steps", "3")["end"]!.AsObject().ContainsKey("deadUnits.layer1"));
    }

    [Fact]
    public void Labels_outside_the_domain_of_their_loss_are_refused_with_the_domain()
    {
        using var folder = new TemporaryFolder();
        var zero = folder.Write("zero.csv", "1,2,0\n3,4,1\n");
        var three = folder.Write("three.csv", "1,2,3\n3,4,1\n");
        Refused(["--data", zero + ":targets=signs"], "Label 0 of example 0", "-1 or +1");
        Refused(["--data", three + ":targets=classes,classes=3"], "Label 3 of example 0", "0 to 2");
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused_in_data_and_end_a_run_at_its_last_finite_state()
    {
        using var folder = new TemporaryFolder();
        Refused(["--data", folder.Write("nan.csv", "1,nan,0\n3,4,1\n")], "NaN");
        Refused(["--data", folder.Write("infinite.csv", "1,Infinity,0\n3,4,1\n")], "Infinity");
        var run = Run("--data", "curve", "--hidden", "5", "--loss", "half", "--rule", "gradientDescent", "--schedule", "1e6", "--steps", "500", "--out", folder["run"]);
        Assert.Contains("the last finite state", Outcome(run, "diverged"), StringComparison.Ordinal);
        Assert.True(double.IsFinite(End(run, "totalNorm")));
        Assert.True(File.Exists(folder["run/state.npz"]));
    }

    [Fact]
    public void Too_large_a_step_violates_N16_which_names_the_step_and_the_bound()
    {
        var run = CommandLine.Run(
            "train", "--json", "--quiet", "--data", "separable", "--hidden", "none", "--loss", "exponential", "--rule", "logGradientDescent", "--schedule", "5", "--steps", "200", "--observe", "1");
        Assert.Equal(ExitCode.Violated, run.Code);
        var verdict = Verdict(run.Document, "N16");
        Assert.Equal("violated", (string?)verdict["status"]);
        Assert.All(["the step size 5 is too large", "a <= 2/R_x^2 = "], words => Assert.Contains(words, (string)verdict["reason"]!, StringComparison.Ordinal));
    }

    [Fact]
    public void Plain_descent_far_beyond_separation_stalls_and_is_pointed_to_rules_that_go_on()
    {
        var run = On("60,0,1\n", "--hidden", "none", "--loss", "exponential", "--rule", "gradientDescent", "--steps", "20000");
        Assert.All(["logGradientDescent", "unitLogLossDescent", "marginSafeController"], rule => Assert.Contains(rule, Outcome(run, "stalled"), StringComparison.Ordinal));
        Assert.InRange(End(run, "psi"), 36, double.PositiveInfinity);
        Outcome(On("60,0,1\n", "--hidden", "none", "--loss", "exponential", "--rule", "unitLogLossDescent", "--stop", "targetPsi(1000)", "--steps", "200000"), "targetReached");
    }

    [Fact]
    public void Forced_steps_at_kinks_are_counted_and_the_residual_is_read_over_a_window()
    {
        var run = Run("--data", "separable:n=12,d=5", "--hidden", "10", "--loss", "exponential", "--stop", "targetPsi(20)", "--steps", "20000");
        Assert.InRange(End(run, "forced"), 0, End(run, "accepted"));
        Assert.Equal("holds", (string?)Verdict(run, "N20")["status"]);
        Assert.Contains("windowedKkt", (string)Verdict(run, "N20")["measured"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_examples_are_fine_and_nearly_degenerate_duals_are_told()
    {
        var run = On("1,1,1\n1,1,1\n1,-0.25,1\n", "--hidden", "none", "--loss", "exponential", "--rule", "unitLogLossDescent", "--stop", "targetPsi(100)", "--steps", "20000");
        Assert.Equal("holds", (string?)Verdict(run, "N24")["status"]);
        NotApplicable(run, "N23", "the smallest dual weight is", "the nearest other point", "beyond the margin");
    }

    [Fact]
    public void Biases_switch_margin_laws_off()
    {
        foreach (var bias in (string[])["all", "output"])
        {
            var run = Run("--data", "separable", "--hidden", "3", "--bias", bias, "--loss", "exponential", "--steps", "10");
            Assert.All(MarginLaws.Append("N1"), id => NotApplicable(run, id, "the network is not homogeneous"));
        }

        Assert.Equal("holds", (string?)Verdict(Run("--data", "separable", "--hidden", "3", "--bias", "propagated", "--loss", "exponential", "--steps", "10"), "N1")["status"]);
    }

    [Fact]
    public void A_mean_is_converted_and_margin_laws_are_evaluated_on_the_sum()
    {
        string[] args = ["--data", "separable", "--hidden", "none", "--loss", "exponential", "--rule", "logGradientDescent", "--schedule", "0.05", "--steps", "400", "--observe", "1"];
        var (sum, mean) = (Run(args), Run([.. args, "--reduction", "mean"]));
        Assert.Equal("holds", (string?)Verdict(mean, "N16")["status"]);
        Assert.Contains("evaluated on the sum", (string)Verdict(mean, "N16")["measured"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("evaluated on the sum", (string)Verdict(sum, "N16")["measured"]!, StringComparison.Ordinal);
        Assert.Equal(End(sum, "psi"), End(mean, "psi"), 1e-10);
        Assert.Equal(End(sum, "loss") / 20, End(mean, "loss"), 1e-12 * End(sum, "loss"));
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("adam")]
    public void Momentum_and_Adam_leave_the_conservation_laws_without_application(string rule)
    {
        var run = Run("--data", "separable", "--hidden", "3", "--rule", rule, "--schedule", "0.001", "--steps", "20");
        Assert.All(["N5", "N6"], id => NotApplicable(run, id, "N10"));
    }

    [Fact]
    public void Numbers_outside_their_domain_are_refused_with_the_number()
    {
        Refused(["--rule", "pNormDescent(1)"], "p = 1", "above 1");
        Refused(["--rule", "pNormDescent(0.5)"], "p = 0.5");
        Refused(["--rule", "pNormDescent(Infinity)"], "Infinity");
        Refused(["--schedule", "-0.1"], "-0.1");
        Refused(["--data", "digits:take=0"], "0");
        Refused(["--data", "separable:n=0"], "0");
        using var folder = new TemporaryFolder();
        Refused(["--data", folder.Write("ragged.csv", "1,2,0\n3,4\n")], "line 2");
    }
}
