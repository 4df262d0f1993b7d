namespace Marginalia.Reports;

/// <summary>The style sheet of the drawings.</summary>
internal static class PlotSheet
{
    /// <summary>The colors of light paper, and of dark paper where the reader prefers it; print is always light.</summary>
    internal static string Variables(string selector) =>
        $"{selector}{{{Light}}}\n@media screen and (prefers-color-scheme:dark){{{selector}{{{Dark}}}}}\n";

    internal static string Text =>
        """
        .plot{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;display:block;width:100%;height:auto}
        .plot text{fill:var(--ink);font-size:11px}
        .plot .title{font-size:12.5px;font-weight:600}
        .plot .tick{fill:var(--muted);font-size:11px}
        .plot .tick.x,.plot .label,.plot .sentence{text-anchor:middle}
        .plot .tick.y{text-anchor:end}
        .plot .label{font-size:11.5px}
        .plot .note{fill:var(--muted);font-size:10px}
        .plot .sentence{fill:var(--muted);font-size:12px;font-style:italic}
        .plot .nothing{fill:none;stroke:var(--rule);stroke-dasharray:3 3}
        .plot .grid{fill:none;stroke:var(--grid);stroke-width:.8}
        .plot .axis{fill:none;stroke:var(--axis);stroke-width:.9}
        .plot .line{fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round}
        .plot .mark{fill:currentColor;stroke:currentColor;stroke-width:1.1;stroke-linejoin:round}
        .plot .mark.crowd{fill-opacity:.5;stroke:none}
        .plot .bar:not(.hatched){fill:currentColor}
        .plot .bar{fill-opacity:.75;stroke:currentColor;stroke-width:.7}
        .plot .bar.hatched{fill-opacity:1}
        .plot .legend-box{fill:var(--paper);fill-opacity:.85;stroke:none}

        """ + Palette.Classes;

    private static string Light =>
        $"--paper:{Palette.LightPaper};--ink:#1b1d20;--muted:#555b62;--rule:#c9cdd2;--grid:#e6e8eb;--axis:#70767d;{Palette.Variables(Palette.Light)}";

    private static string Dark =>
        $"--paper:{Palette.DarkPaper};--ink:#e4e6e8;--muted:#a3a9b0;--rule:#3c4249;--grid:#2a2f35;--axis:#7f868e;{Palette.Variables(Palette.Dark)}";
}
