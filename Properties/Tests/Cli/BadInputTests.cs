using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Bad input: one sentence with the value and what to do, exit code 2, nothing on standard output, nothing written.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string> Words => new()
    {
        { "", "Required command" },
        { "nonsense", "nonsense" },
        { "train --bogus", "--bogus" },
        { "train --steps", "--steps" },
        { "train --hidden 0", "0" },
        { "train --hidden 5,,3", "''" },
        { "train --schedule -0.1", "-0.1" },
        { "train --schedule constant(0)", "0" },
        { "train --schedule nan", "nan" },
        { "train --scale 0", "'0'" },
        { "train --scale 1e999", "1e999" },
        { "train --steps -3", "-3" },
        { "train --steps 99999999999999999999", "99999999999999999999" },
        { "train --set foo", "'foo'" },
        { "train --set =3", "'=3'" },
        { "train --set foo=3", "'foo'" },
        { "train --seed -1", "'-1'" },
        { "train --seed 18446744073709551616", "18446744073709551616" },
        { "train --seed 1.5", "1.5" },
        { "train --threads 0", "'0'" },
        { "train --threads x", "'x'" },
        { "train --numerics quad", "'quad'" },
        { "train --train 5000", "5000" },
        { "train --sampler epochs(0)", "0" },
        { "train --sampler epochs(5000)", "5000" },
        { "train --sampler sometimes", "sometimes" },
        { "train --probes foo", "foo" },
        { "train --stop foo", "foo" },
        { "train --stop windowedKktResidual(0.1,5)", "more than one number" },
        { "train --stop zeroError(3)", "zeroError(3) = a number is not allowed" },
        { "train --observe 0", "0" },
        { "train --rule foo", "foo" },
        { "train --rule momentum(2)", "2" },
        { "train --activation foo", "foo" },
        { "train --bias foo", "foo" },
        { "train --loss foo", "foo" },
        { "train --reduction foo", "foo" },
        { "train --data digits:foo=1", "foo" },
        { "train --data nothing-of-this-name", "nothing-of-this-name" },
        { "train --resume no-such-folder", "no-such-folder" },
        { "verify no-such-folder", "no-such-folder" },
        { "data describe no-such-file.csv", "no-such-file.csv" },
        { "study show nope", "nope" },
        { "study run nope", "nope" },
        { "study run margin-race --set n=x", "x" },
        { "study run margin-race --set nope=1", "nope" },
        { "study run margin-race --set n", "'n'" },
        { "study run all --set n=1", "n=1" },
        { "laws --count 0", "'0'" },
        { "laws ZZ", "ZZ" },
        { "measures explain path.phi2", "path.phi(2)" },
        { "completion tcsh", "tcsh" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void A_wrong_word_is_told_in_one_sentence_that_holds_it(string line, string value)
    {
        using var folder = new TemporaryFolder();
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Refused(CommandLine.Run(args.Length > 0 && args[0] is "train" or "study" && !line.Contains("--resume", StringComparison.Ordinal) ? [args[0], "--out", folder["a/b"], .. args[1..]] : args), value);
        Assert.False(Directory.Exists(folder["a"]));
    }

    [Fact]
    public void Checkpoints_need_a_folder_to_be_written_to() => Refused(CommandLine.Run("train", "--steps", "3", "--checkpoint", "2"), "'2' without --out");

    [Theory]
    [InlineData("kkt")]
    [InlineData("windowedKkt")]
    public void A_probe_of_the_margin_problem_that_there_is_none_of_is_named_and_no_stopping_rule(string probe)
    {
        var run = CommandLine.Run("train", "--hidden", "4", "--bias", "all", "--steps", "3", "--probes", probe);
        Refused(run, $"The probe '{probe}' is not supported");
        Assert.DoesNotContain("stopping", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_empty_name_of_a_file_is_told_in_our_words()
    {
        var run = CommandLine.Run("audit", "");
        Refused(run, "Cannot use '': the name of the file is empty");
        Assert.DoesNotContain("Parameter 'path'", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty.csv", [], "empty" },
        { "nan.csv", "1,2,0\n3,nan,1\n"u8.ToArray(), "NaN" },
        { "ragged.csv", "1,2,0\n3,4\n"u8.ToArray(), "line 2" },
        { "label.csv:targets=classes", "1,2,0.5\n3,4,1\n"u8.ToArray(), "0.5" },
        { "label.csv:targets=signs", "1,2,3\n3,4,1\n"u8.ToArray(), "3" },
        { "truncated.npz", [(byte)'P', (byte)'K', 3, 4, 0, 0], "zip directory" },
        { "image.idx", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 1, 1], "labels" },
        { "magic.bin", [0, 0, 0x18, 1, 0, 0, 0, 2, 0, 1], "zero byte" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_broken_file_is_told_in_one_sentence_that_names_it(string specification, byte[] content, string problem)
    {
        using var folder = new TemporaryFolder();
        folder.Write(specification.Split(':')[0], content);
        foreach (var command in (string[][])[["data", "describe"], ["train", "--steps", "1", "--out", folder["run"], "--data"]])
            Refused(CommandLine.Run([.. command, folder[specification]]), problem);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Inputs_and_labels_of_different_length_do_not_fit()
    {
        using var folder = new TemporaryFolder();
        folder.Write("x.csv", "1,2\n3,4\n5,6\n");
        folder.Write("y.csv", "0\n1\n");
        Refused(CommandLine.Run("train", "--data", $"{folder["x.csv"]},{folder["y.csv"]}"), "3");
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");
        var run = CommandLine.Run(
            "train", "--data", "nothing.csv", "--hidden", "0", "--loss", "foo", "--schedule", "-1", "--steps", "-3", "--scale", "0", "--numerics", "quad", "--out", file, "--observe", "x");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(9, run.Sentences.Length);
        foreach (var value in (string[])["nothing.csv", "'0'", "foo", "-1", "-3", "quad", file, "'x'", "scale"])
            Assert.Contains(value, run.Error, StringComparison.Ordinal);
        Assert.All(run.Sentences, IsSentence);
    }

    public static TheoryData<string, string> Places => new()
    {
        { "file", "it is a file" },
        { "file/below", "below a file" },
        { "full", "other files" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_place_that_is_no_run_folder_is_refused_before_any_work(string place, string problem)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "mine");
        Directory.CreateDirectory(folder["full"]);
        folder.Write("full/letter.txt", "mine");
        foreach (var command in (string[][])[["train", "--steps", "1"], ["study", "run", "margin-race"]])
            Refused(CommandLine.Run([.. command, "--out", folder[place]]), problem);
        Assert.Equal("mine", File.ReadAllText(folder["file"]));
        Assert.Equal([folder["full/letter.txt"]], Directory.EnumerateFileSystemEntries(folder["full"]));
    }

    [Fact]
    public void A_folder_that_the_system_refuses_is_bad_input() => Refused(CommandLine.Run("train", "--steps", "1", "--out", "/proc/marginalia"), "/proc/marginalia");

    [Fact]
    public void A_result_that_cannot_be_written_is_told()
    {
        using var error = new StringWriter();
        using var full = new FullWriter();
        Assert.Equal(ExitCode.BadInput, Application.Run(["laws", "--list"], new Terminal(full, error, IsInteractive: false)));
        Assert.Contains("No space left", error.ToString(), StringComparison.Ordinal);
    }

    private static void Refused(CommandLine run, string value)
    {
        Assert.Equal("", run.Out);
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, run.Code);
        IsSentence(Assert.Single(run.Sentences));
    }

    private static void IsSentence(string line) => Assert.Matches(@"^marginalia: \S.*\.$", line);

    private sealed class FullWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("No space left on device");
    }
}
