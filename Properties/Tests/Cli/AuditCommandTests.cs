using System.Text.Json.Nodes;
using Marginalia.Audits;
using Marginalia.Cli;
using Marginalia.Files;
using Marginalia.Networks;
using Xunit;

namespace Marginalia.Tests;

/// <summary><c>marginalia audit</c>: documents, folders, exit codes, and one sentence for whatever is wrong.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model { get; }

    private string Start { get; }

    public AuditCommandTests()
    {
        Model = _folder.Write("digits.safetensors", Unwrap.Right(NetworkFiles.ToSafetensors(AuditSample.Network, AuditSample.Parameters)));
        Start = _folder.Write("start.safetensors", Unwrap.Right(NetworkFiles.ToSafetensors(AuditSample.Network, AuditSample.Initial)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_document_holds_the_numbers_of_the_library()
    {
        var run = Audit(Model, "--data", "digits:take=200", "--init", Start, "--json");
        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Equal(AuditJson.Schema, (string?)run.Document["schema"]);
        Assert.DoesNotContain("NaN", run.Out, StringComparison.Ordinal);
        var model = run.Document["models"]!.AsArray().Single()!;
        Assert.Equal("digits.safetensors", (string?)model["name"]);
        var library = AuditSample.Only(AuditSample.Request with
        {
            Data = Unwrap.Valid(DataCatalog.Load("digits:take=200", new(1))),
            Initial = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial),
        });
        Assert.Equal(library.WeightsHash, (string?)model["weightsHash"]);
        Assert.Equal(library.Measures.Count, model["measures"]!.AsArray().Count);
        Assert.Equal(
            library.Measure("path.phi(2)").Map(static v => v.Value.OrNaN).IfNone(0),
            (double)model["measures"]!.AsArray().Single(static m => (string?)m!["id"] == "path.phi(2)")!["value"]!);
        Assert.Equal(library.Margins.Match(static m => m.Gamma, static _ => 0), (double)model["margins"]!["quantiles"]!.AsArray().Single(static q => (string?)q!["name"] == "order(0.1)")!["margin"]!);
        Assert.All(model["layers"]!.AsArray(), static l => Assert.True((double)l!["distance"]! > 0));
    }

    [Fact]
    public void Coverage_comes_first_and_an_unsupported_node_gives_the_code_for_parts()
    {
        var run = CommandLine.Run("audit", Odd(), "--measures", "size");
        Assert.Equal(ExitCode.Partial, run.Code);
        Assert.Contains("Coverage", run.Out.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("unsupported", run.Out, StringComparison.Ordinal);
        Assert.Contains("|W|_F", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--full computes", CommandLine.Run("audit", Odd()).Out, StringComparison.Ordinal);
        var document = CommandLine.Run("audit", Odd(), "--json").Document;
        Assert.False((bool)document["covered"]!);
        Assert.NotEmpty(document["models"]![0]!["layers"]!.AsArray());
    }

    [Theory]
    [InlineData("mlp-f32")]
    [InlineData("mlp-f64")]
    [InlineData("convolution")]
    [InlineData("residual")]
    [InlineData("branches")]
    public void Outputs_of_the_program_that_wrote_the_model_are_reproduced(string name)
    {
        var run = CommandLine.Run("audit", Fixtures.Path(name + ".onnx"), "--reference", Fixtures.Path(name + ".npz"), "--numerics", "portable", "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.True((bool)run.Document["models"]![0]!["reference"]!["agrees"]!);
        Assert.All(run.Document["models"]![0]!["layers"]!.AsArray(), static l => Assert.Equal(System.Text.Json.JsonValueKind.Number, l!["operator"]!.GetValueKind()));
    }

    [Fact]
    public void A_reference_that_does_not_agree_fails_the_gate()
    {
        var logits = Marginalia.Measures.NetworkPasses.Outputs(AuditSample.Network, AuditSample.Parameters, AuditSample.Data.Inputs, Native.NumericsPolicies.Portable().Kernels);
        var moved = logits.Span.ToArray();
        moved[7] += 1;
        var reference = _folder.Write("reference.npz", Npz.ToBytes([("x", NumericArray.Of(AuditSample.Data.Inputs)), ("outputs", NumericArray.Of(Numerics.Matrix.Of(logits.Rows, logits.Columns, moved)))]));
        foreach (var form in (string[][])[[], ["--json"]])
        {
            var run = Audit([Model, "--reference", reference, .. form]);
            Assert.Equal(ExitCode.Violated, run.Code);
            Assert.Contains("violated", run.Out, StringComparison.Ordinal);
        }

        var close = Audit(Model, "--reference", reference, "--reference-tolerance", "0.55");
        Assert.Equal(ExitCode.Success, close.Code);
        Assert.Contains("expected at most 0.55", close.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_complete_repeats_to_the_byte_and_verifies()
    {
        string[] line = [Model, "--data", "digits:take=200", "--init", Start, "--training-sample", "--quiet"];
        Assert.Equal("", Audit([.. line, "--out", _folder["one"]]).Error);
        Audit([.. line, "--out", _folder["two"]]);
        Assert.Equal(["audit.json", "report.html", "run.json", "table.csv"], Directory.EnumerateFiles(_folder["one"]).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        TemporaryFolder.SameFiles(_folder["one"], _folder["two"]);
        Assert.Equal(Audit([.. line, "--json"]).Out, File.ReadAllText(_folder["one/audit.json"]));
        foreach (var file in (string[])["audit.json", "report.html", "table.csv"])
            Assert.DoesNotContain(Path.GetDirectoryName(Model)!, File.ReadAllText(_folder["one/" + file]), StringComparison.Ordinal);
        var verified = CommandLine.Run("verify", _folder["one"]);
        Assert.Equal(ExitCode.Success, verified.Code);
        Assert.Equal("Reproduced to the last digit: audit, seed 1.\n", verified.Out);

        _folder.Write("digits.safetensors", File.ReadAllBytes(Start));
        var changed = CommandLine.Run("verify", _folder["one"]);
        Assert.Equal(ExitCode.Differs, changed.Code);
        Assert.Contains("The record's data digits.safetensors", changed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_is_shown_side_by_side_and_gates_only_with_a_tolerance()
    {
        var before = _folder.Write("before.json", Audit(Start, "--measures", "norm,path", "--json").Out);
        var run = Audit(Model, "--measures", "norm,path", "--baseline", before, "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        var changes = run.Document["baseline"]!["models"]![0]!["measures"]!.AsArray();
        Assert.NotEmpty(changes);
        Assert.All(changes, static c => Assert.Equal((double)c!["now"]! / (double)c["before"]!, (double)c["ratio"]!));
        Assert.Equal(ExitCode.Violated, Audit(Model, "--measures", "norm,path", "--baseline", before, "--baseline-tolerance", "1e-6").Code);
        Assert.Equal(ExitCode.Success, Audit(Start, "--measures", "norm,path", "--baseline", before, "--baseline-tolerance", "0").Code);
        var other = Audit(Model, "--data", "digits:take=50", "--measures", "norm", "--baseline", before, "--baseline-tolerance", "0.1");
        Assert.Equal(ExitCode.BadInput, other.Code);
        Assert.Contains("other data", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_measured_otherwise_is_not_compared_unless_forced()
    {
        var before = _folder.Write("before.json", Audit(Model, "--data", "digits:take=100", "--measures", "norm,explore,bounds", "--fast", "--json").Out);
        string[] line = [Model, "--data", "digits:take=200", "--measures", "norm,explore,bounds", "--fast", "--baseline", before];
        var refused = Audit(line);
        Assert.Equal(ExitCode.Success, refused.Code);
        Assert.Contains("It is not compared: the number of examples is 200 now and 100 before.", refused.Out, StringComparison.Ordinal);
        var model = Audit([.. line, "--json"]).Document["baseline"]!["models"]![0]!;
        Assert.All(new[] { "margins", "bounds" }, kind => Assert.All(model[kind]!.AsArray(), static c => Assert.NotNull(c!["ratio"]!["reason"])));
        Assert.All(model["layers"]!.AsArray(), static c => Assert.Equal(1, (double)c!["ratio"]!));
        Assert.Equal(200, (int)Audit([.. line, "--json"]).Document["models"]![0]!["margins"]!["conditions"]!["examples"]!);
        var forced = Audit([.. line, "--force-comparison"]);
        Assert.Contains("Note: Compared all the same, because --force-comparison says so", forced.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("It is not compared", forced.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measure_that_lost_its_value_since_the_baseline_is_said_to_be_undefined_with_the_reason()
    {
        var before = _folder.Write("with.json", Audit(Model, "--measures", "dist", "--init", Start, "--json").Out);
        var run = Audit(Model, "--measures", "dist", "--baseline", before, "--baseline-tolerance", "0.1");
        Assert.Equal(ExitCode.Violated, run.Code);
        Assert.Contains(" before and is undefined now: the initial weights are not given", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_models_stand_side_by_side()
    {
        var run = Audit(Start, Model, "--data", "digits:take=200", "--fast");
        Assert.Equal(ExitCode.Success, run.Code);
        var line = run.Out.Split('\n').Single(static l => l.StartsWith("  path.phi(2) ", StringComparison.Ordinal));
        Assert.Equal(3, line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void An_undefined_measure_does_not_change_the_exit_code()
    {
        var run = Audit(Start, "--data", "digits:take=50", "--measures", "explore", "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.All(run.Document["models"]![0]!["measures"]!.AsArray(), static m => Assert.Contains("margin", (string)m!["value"]!["reason"]!, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "no-such.onnx", "no-such.onnx" },
        { "MODEL --data nothing-of-this-name", "nothing-of-this-name" },
        { "MODEL --data digits:take=0", "0" },
        { "MODEL --data separable", "64" },
        { "MODEL --data LABELS", "11" },
        { "MODEL --data SIGNS", "-1" },
        { "MODEL --init no-such.npz", "no-such.npz" },
        { "MODEL --init OTHER", "17 x 64" },
        { "MODEL --measures path.phi2", "path.phi(2)" },
        { "MODEL --measures ,", "--measures" },
        { "MODEL --fast --full", "--fast" },
        { "MODEL --weights-only --full", "--weights-only" },
        { "MODEL --baseline RUN", "marginalia/run/1" },
        { "MODEL --baseline TEXT", "JSON" },
        { "MODEL --baseline no-such.json", "no-such.json" },
        { "MODEL --baseline-tolerance 0.1", "--baseline" },
        { "MODEL --force-comparison", "--force-comparison" },
        { "MODEL --reference-tolerance 0.1", "--reference" },
        { "MODEL --training-sample", "--data" },
        { "MODEL --delta 2", "'2'" },
        { "MODEL --delta x", "'x'" },
        { "MODEL --reference no-such.npz", "no-such.npz" },
        { "MODEL --reference LABELS", "outputs" },
        { "MODEL --reference-tolerance -1", "'-1'" },
        { "MODEL --set a=1", "a" },
        { "MODEL --out TEXT", "it is a file" },
        { "TEXT", "format of networks" },
        { "EMPTY", "empty" },
        { "NAN", "NaN" },
        { "NAN --weights-only", "NaN" },
        { "SINGLE --data BITS", "signs=1" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Whatever_is_wrong_is_told_in_one_sentence_that_holds_it(string line, string value)
    {
        var run = CommandLine.Run(["audit", .. line.Split(' ').Select(Place)]);
        Assert.Equal("", run.Out);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(value, Assert.Single(run.Sentences), StringComparison.Ordinal);
        Assert.Matches(@"^marginalia: \S.*\.$", run.Sentences[0]);
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        var run = CommandLine.Run("audit", "no-such.onnx", "--data", "nothing-here", "--init", "no-init.npz", "--measures", "nope", "--delta", "7", "--fast", "--full", "--numerics", "quad");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(7, run.Sentences.Length);
    }

    [Fact]
    public void A_single_output_is_audited_with_signs()
    {
        var run = CommandLine.Run("audit", Place("SINGLE"), "--data", Place("BITS") + ":signs=1", "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Equal(4, (int)run.Document["models"]![0]!["margins"]!["examples"]!);
    }

    [Fact]
    public void The_command_of_the_record_makes_the_same_audit_in_the_folder_of_the_files()
    {
        Audit(Model, "--data", "digits:take=50", "--measures", "norm.group.prod(1,inf),bounds", "--out", _folder["run"], "--quiet");
        var command = (string)JsonNode.Parse(File.ReadAllText(_folder["run/run.json"]))!["command"]!;
        Assert.Equal("marginalia audit digits.safetensors --data digits:take=50 --measures 'norm.group.prod(1,inf),bounds' --seed 1 --numerics portable", command);
    }

    [Fact]
    public void A_cancelled_audit_writes_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var run = CommandLine.Run(source.Token, "audit", Model, "--out", _folder["cancelled"]);
        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.Equal("", run.Out);
        Assert.False(Directory.Exists(_folder["cancelled"]));
    }

    [Theory]
    [InlineData("model.txt")]
    [InlineData("model.onnx")]
    [InlineData("model")]
    public void The_format_is_told_from_the_content_and_not_from_the_name(string name)
    {
        var run = Audit(_folder.Write(name, File.ReadAllBytes(Model)), "--measures", "size", "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.StartsWith("safetensors", (string)run.Document["models"]![0]!["format"]!, StringComparison.Ordinal);
    }

    private static CommandLine Audit(params string[] words) => CommandLine.Run(["audit", "--numerics", "portable", .. words]);

    /// <summary>A file whose network cannot be built: two matrices that fit nowhere.</summary>
    private string Odd() => _folder.Write("odd.npz", Npz.ToBytes([("a.weight", NumericArray.Of(Numerics.Matrix.Of(2, 3, 1, 2, 3, 4, 5, 6))), ("b.weight", NumericArray.Of(Numerics.Matrix.Of(2, 5, new double[10])))]));

    private string Place(string word)
    {
        var (name, options) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (word[..colon], word[colon..]) : (word, "");
        return name switch
        {
            "MODEL" => Model,
            "OTHER" => Written("other.safetensors", AuditSample.Dense(64, 17, 10)),
            "SINGLE" => Written("single.safetensors", AuditSample.Dense(2, 3, 1)),
            "NAN" => _folder.Write("nan.npz", Npz.ToBytes([("a.weight", NumericArray.Of(Numerics.Matrix.Of(1, 2, 1, double.NaN)))])),
            "LABELS" => _folder.Write("labels.npz", Npz.ToBytes([("x", NumericArray.Of(Numerics.Matrix.Of(2, 64, new double[128]))), ("y", NumericArray.Of(Numerics.Vector.Of(0, 11)))])),
            "SIGNS" => _folder.Write("signs.npz", Npz.ToBytes([("x", NumericArray.Of(Numerics.Matrix.Of(2, 64, new double[128]))), ("y", NumericArray.Of(Numerics.Vector.Of(1, -1)))])),
            "BITS" => _folder.Write("bits.csv", "1,2,0\n3,4,1\n5,7,0\n2,2,1\n") + options,
            "RUN" => _folder.Write("run.json", "{\"schema\":\"marginalia/run/1\"}"),
            "TEXT" => _folder.Write("text.onnx", "not a network"),
            "EMPTY" => _folder.Write("empty.onnx", ""),
            _ => word,
        };
    }

    private string Written(string name, Network network) => _folder.Write(name, Unwrap.Right(NetworkFiles.ToSafetensors(network, AuditSample.Drawn(network))));
}
