using Marginalia.Reports;
using Xunit;

namespace Marginalia.Snapshots;

public sealed class ReportSnapshots
{
    /// <summary>The style sheet is left out: it is no result, and it would hide what changed.</summary>
    [Fact]
    public void A_report_with_every_kind_of_section()
    {
        var html = ReportHtml.Render(SampleReport.Report);
        var style = (From: html.IndexOf("<style>", StringComparison.Ordinal), To: html.IndexOf("</style>", StringComparison.Ordinal));
        Snapshot.Verify(html[..style.From] + html[style.To..], "html");
    }
}
