namespace Marginalia.Reports;

/// <summary>The style sheet of the pages: a paper's appendix on a screen, on a phone and in print.</summary>
internal static class PageSheet
{
    internal static string Text { get; } = PlotSheet.Variables(":root") + PlotSheet.Text +
        """
        :root{color-scheme:light dark;--good:#16734f;--bad:#b3261e;--none:#6a6f76}
        @media screen and (prefers-color-scheme:dark){:root{--good:#6fcf9f;--bad:#ff9a8f;--none:#a3a9b0}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0 auto;padding:3rem 1.5rem 4rem;max-width:60rem;background:var(--paper);color:var(--ink);font:1rem/1.55 Charter,"Bitstream Charter","Source Serif 4","Iowan Old Style",Palatino,Georgia,"DejaVu Serif",serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
        p,ul.caveats,ol.sources,.abstract,.question{max-width:42rem}
        p{margin:0 0 .8rem}
        a{color:inherit;text-decoration-color:var(--axis);text-underline-offset:.15em}
        code,pre,.record dt,.record dd{font:.82rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
        sub,sup{font-size:.72em;line-height:0}
        .kind{margin:0 0 .6rem;color:var(--muted);font-size:.9rem;letter-spacing:.02em}
        h1{margin:0 0 .6rem;font-size:1.9rem;line-height:1.2;font-weight:600;max-width:44rem;text-wrap:balance}
        h2{margin:2.6rem 0 .9rem;padding-top:.7rem;border-top:1px solid var(--rule);font-size:1.2rem;line-height:1.3;font-weight:600}
        h3{margin:1.8rem 0 .6rem;font-size:1.05rem;font-weight:600}
        h4{margin:1.2rem 0 .4rem;font-size:.95rem;font-weight:600}
        h2 .no,h3 .no,h4 .no{margin-right:.45em;color:var(--muted);font-weight:400}
        .question{margin:0 0 1.4rem;font-size:1.08rem;font-style:italic;color:var(--muted)}
        .abstract{margin:1.2rem 0;padding:.1rem 0 .1rem 1.1rem;border-left:2px solid var(--rule)}
        .abstract p:last-child{margin:0}
        .tally{white-space:normal}
        .tally .part{white-space:nowrap;margin-right:.7em}
        .sign{width:.8em;height:.8em;margin-right:.35em;vertical-align:-.05em;fill:none;stroke:currentColor;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
        .holds .sign,.part.holds{color:var(--good)}
        .violated .sign,.violated .status,.part.violated{color:var(--bad)}
        .not-applicable .sign,.not-applicable .status,.part.not-applicable{color:var(--none)}
        .holds .status{color:var(--good)}
        nav{margin:2rem 0 0}
        nav ul{margin:0;padding:0;list-style:none;columns:2;column-gap:2.5rem;font-size:.95rem}
        nav li{margin:.15rem 0;break-inside:avoid}
        nav a{text-decoration:none}
        nav a:hover{text-decoration:underline}
        nav span{display:inline-block;min-width:1.6em;color:var(--muted)}
        .level2{padding-left:1.6em}
        .level3,.level4{padding-left:3.2em}
        .verdicts{margin:0;padding:0;list-style:none}
        .verdicts li{display:grid;grid-template-columns:9.2rem minmax(0,1fr);column-gap:1rem;padding:.7rem 0;border-top:1px solid var(--grid)}
        .verdicts li:first-child{border-top:0;padding-top:0}
        .status{font-size:.95rem;font-weight:600;white-space:nowrap}
        .statement{margin:0 0 .25rem}
        .id{color:var(--muted);font-size:.78rem;display:inline-block;max-width:100%}
        .verdicts dl{display:grid;grid-template-columns:5.2rem minmax(0,1fr);margin:0;font-size:.93rem;line-height:1.45}
        .verdicts dt{color:var(--muted)}
        .verdicts dd{margin:0}
        figure{margin:1.6rem 0 2.4rem}
        .panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1.2rem 1.4rem;align-items:start}
        .panels.one{max-width:30rem;grid-template-columns:minmax(0,1fr)}
        figcaption{max-width:46rem;font-size:.93rem;line-height:1.5}
        figure .panels+figcaption{margin-top:.7rem}
        figure.table figcaption{margin-bottom:.5rem}
        .scroll{max-width:100%;overflow-x:auto;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink);width:fit-content}
        .scroll{background:linear-gradient(to right,var(--paper) 40%,transparent) left/2.5rem 100% no-repeat local,linear-gradient(to left,var(--paper) 40%,transparent) right/2.5rem 100% no-repeat local,linear-gradient(to right,var(--rule),transparent) left/.8rem 100% no-repeat scroll,linear-gradient(to left,var(--rule),transparent) right/.8rem 100% no-repeat scroll}
        .scroll.long{max-height:34rem;overflow-y:auto}
        table{border-collapse:collapse;font-size:.9rem;line-height:1.4}
        th,td{padding:.26rem .9rem;text-align:left;vertical-align:baseline}
        th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
        .long th{position:sticky;top:0;background:var(--paper);box-shadow:0 1px 0 var(--ink);border-bottom:0}
        th:first-child,td:first-child{padding-left:.3rem}
        th:last-child,td:last-child{padding-right:.3rem}
        td.words{min-width:6rem;max-width:24rem}
        .widest table{font-size:.84rem}
        .wide th,.wide td{padding-left:.45rem;padding-right:.45rem}
        .wide td.words{min-width:0}
        .number{text-align:right}
        td.number{white-space:nowrap}
        td.none{color:var(--muted);font-style:italic}
        .tail{display:inline-block;text-align:left;white-space:nowrap}
        .notes{margin:.4rem 0 0;padding:0;list-style:none;font-size:.86rem;line-height:1.45;color:var(--muted);max-width:46rem}
        .caveats,.sources{margin:0;padding-left:1.3rem}
        .caveats li,.sources li{margin:.35rem 0}
        pre{margin:0 0 .8rem;padding:.7rem .9rem;border:1px solid var(--rule);border-radius:3px;white-space:pre-wrap;overflow-wrap:anywhere}
        .record dl{display:grid;grid-template-columns:minmax(8rem,16rem) minmax(0,1fr);gap:.1rem 1rem;margin:0}
        .record dt{color:var(--muted);overflow-wrap:anywhere}
        .record dd{margin:0;overflow-wrap:anywhere}
        .record h4:first-child{margin-top:.6rem}
        .index{width:100%}
        .index td{padding-top:.6rem;padding-bottom:.6rem}
        .index td.words{max-width:none}
        .index .name{font-weight:600}
        .index p{margin:.15rem 0 0;font-size:.88rem;color:var(--muted)}
        @media (max-width:40rem){
        body{padding:1.4rem .9rem 3rem;font-size:.97rem}
        h1{font-size:1.5rem}
        h2{margin-top:2rem}
        nav ul{columns:1}
        .verdicts li{grid-template-columns:minmax(0,1fr);row-gap:.15rem}
        .record dl{grid-template-columns:minmax(0,1fr);gap:0}
        .record dd{margin:0 0 .45rem 1rem}
        th,td{padding-left:.55rem;padding-right:.55rem}
        .index,.index tbody,.index tr,.index td{display:block}
        .index thead{display:none}
        .index tr{padding:.5rem 0;border-top:1px solid var(--grid)}
        .index td,.index td.words{padding:.1rem 0;max-width:none}
        }
        @page{margin:18mm 16mm}
        @media print{
        :root{color-scheme:light;--ink:#000;--muted:#333;--grid:#ddd;--axis:#444}
        html{font-size:9.5pt}
        body{padding:0;max-width:none;font-size:1rem;line-height:1.42}
        h1{font-size:17pt}
        h2{font-size:12.5pt;margin-top:1.6rem}
        h2,h3,h4,figure.table figcaption{break-after:avoid}
        .verdicts li,.plot,pre,tr,.abstract,.caveats li,.sources li{break-inside:avoid}
        figure:not(.table){break-inside:avoid}
        .panels{grid-template-columns:repeat(2,minmax(0,1fr))}
        .panels.one{grid-template-columns:minmax(0,1fr);max-width:9.5cm}
        .scroll,.scroll.long{max-height:none;overflow:visible;background:none}
        .wide table{font-size:7pt}
        .widest table{font-size:5.5pt}
        .wide th,.wide td{padding:.15rem .3rem}
        .widest th,.widest td{padding:.12rem .18rem}
        .wide td.words{min-width:0}
        .long th{position:static;box-shadow:none;border-bottom:1px solid #000}
        thead{display:table-header-group}
        a{text-decoration:none}
        }

        """;
}
