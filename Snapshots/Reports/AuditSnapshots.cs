using Marginalia.Cli;
using Xunit;

namespace Marginalia.Snapshots;

/// <summary>A small audit under the portable policy: the same text, document and report on every machine.</summary>
public sealed class AuditSnapshots : IDisposable
{
    private const string Network = """
        {"layers": [
          {"W": [[1, -0.5], [0.25, 2], [-1, 0.75], [0, 0]]},
          {"W": [[2, 0.5, -0.25, 1], [-0.5, 1.5, 0.25, 1], [0.125, -1, 1, 0]]}
        ]}
        """;

    private const string Data = "1,0,0\n0,1,1\n-1,0.5,2\n2,0.25,0\n0.25,2,1\n-2,-0.5,2\n1,1,0\n-0.5,1.5,1\n1.5,-1,0\n-1,-1,2\n0.5,0.25,1\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("marginalia-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_audit_as_text() => Snapshot.Verify(Run());

    [Fact]
    public void An_audit_as_a_document() => Snapshot.Verify(Run("--json"), "json");

    /// <summary>The style sheet is left out: it is no result, and it would hide what changed.</summary>
    [Fact]
    public void An_audit_as_a_report()
    {
        Run("--quiet", "--out", Path.Combine(_folder, "run"));
        var html = File.ReadAllText(Path.Combine(_folder, "run", "report.html"));
        var style = (From: html.IndexOf("<style>", StringComparison.Ordinal), To: html.IndexOf("</style>", StringComparison.Ordinal));
        Snapshot.Verify(html[..style.From] + html[style.To..], "html");
    }

    private string Run(params string[] more)
    {
        var (model, data) = (Path.Combine(_folder, "small.json"), Path.Combine(_folder, "small.csv"));
        File.WriteAllText(model, Network);
        File.WriteAllText(data, Data);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(["audit", model, "--data", data, "--training-sample", "--numerics", "portable", .. more], new Terminal(output, error, IsInteractive: false));
        Assert.Equal("", error.ToString());
        Assert.Equal(ExitCode.Success, code);
        return output.ToString();
    }
}
