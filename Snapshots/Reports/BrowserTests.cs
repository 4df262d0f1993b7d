using System.Diagnostics;
using System.Reflection;
using LanguageExt;
using Marginalia.Reports;
using Xunit;

namespace Marginalia.Snapshots;

public sealed class BrowserTests
{
    public static TheoryData<string> Pages => ["report", "index"];

    [ChromiumTheory]
    [MemberData(nameof(Pages))]
    public void A_browser_finds_no_text_upon_text_and_no_sideways_scrolling_on_a_desktop_or_a_phone(string page)
    {
        var folder = Directory.CreateTempSubdirectory("marginalia-report-").FullName;
        try
        {
            var file = Path.Combine(folder, page + ".html");
            var report = SampleReport.Report;
            File.WriteAllText(file, page == "report"
                ? ReportHtml.Render(report)
                : IndexHtml.Render("All studies", "./run.sh study run all", Prelude.Array(IndexEntry.Of("after-zero-error", report, "after-zero-error/report.html"))));
            var (code, output) = Check(file);
            Assert.True(code == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int Code, string Output) Check(string file)
    {
        var project = typeof(BrowserTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "ProjectDirectory").Value!;
        var script = Path.GetFullPath(Path.Combine(project, "..", "eng", "report-check.sh"));
        using var process = Process.Start(new ProcessStartInfo("bash", [script, file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}

/// <summary>A theory that is skipped, visibly, where Chromium is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(static f => File.Exists(Path.Combine(f, "chromium")) || File.Exists(Path.Combine(f, "chromium-browser"))))
            Skip = "Chromium is not installed; eng/report-check.sh needs it.";
    }
}
