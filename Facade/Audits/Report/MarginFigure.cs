using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>How the margins are distributed, one panel for each model.</summary>
internal static class MarginFigure
{
    private const int Bins = 30;

    internal static Option<Figure> Of(AuditResult result)
    {
        var panels = result.Models.Choose(static m => m.Margins.Match(s => Some(Panel(m.Name, s)), static _ => Option<Panel>.None)).ToArr();
        return panels.IsEmpty ? None : Some(new Figure(
            "margins", "Margins of the examples", panels,
            "How many examples have which margin: by how much the output of the right class exceeds the best other one. Left of zero are the errors. Measures are divided by the 10 % margin, "
            + "`order(0.1)`: a tenth of the examples lies left of it. Margins of different networks cannot be compared by their size, because scaling the weights scales them."));
    }

    private static Panel Panel(string model, MarginSummary summary)
    {
        var margins = summary.Margins.Increasing.ToArray();
        var (low, width) = Grid(margins[0], margins[^1]);
        var counts = new double[Bins + 1];
        var wrong = new double[Bins + 1];
        foreach (var margin in margins)
        {
            // Zero is an edge, and an edge belongs to the bin below it: a margin of zero is an error.
            var bin = Math.Clamp((int)Math.Ceiling((margin - low) / width) - 1, 0, Bins);
            (margin <= 0 ? wrong : counts)[bin]++;
        }

        var middles = Enumerable.Range(0, Bins + 1).Select(i => low + ((i + 0.5) * width)).ToArray();
        var top = counts.Concat(wrong).Max();
        return new(
            FormattableString.Invariant($"{model}: {summary.ErrorText}; 10 % margin {summary.Gamma:G4}"), new Axis("margin"), new Axis("examples"), Array(
                new Series("right", Vector.Of(middles), Vector.Of(counts), SeriesStyle.Bars),
                // One bin less, so that both are drawn in place and not side by side.
                new Series("wrong", Vector.Of(middles[..^1]), Vector.Of(wrong[..^1]), SeriesStyle.Bars),
                new Series("margin 0", Vector.Of(0, 0), Vector.Of(0, top), SeriesStyle.Dashed),
                new Series("10 % margin", Vector.Of(summary.Gamma, summary.Gamma), Vector.Of(0, top), SeriesStyle.Dashed)).Filter(s => s.Name != "wrong" || summary.Errors > 0));
    }

    // Equal bins of which zero is an edge.
    private static (double Low, double Width) Grid(double first, double last)
    {
        var (low, high) = (Math.Min(first, 0), Math.Max(last, 0));
        var width = high > low ? (high - low) / (Bins - 1) : 1;
        return (Math.Floor(low / width) * width, width);
    }
}
