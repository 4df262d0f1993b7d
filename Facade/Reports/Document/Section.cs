using System.Diagnostics;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>One part of a report; the closed set of things that a report can show.</summary>
/// <remarks>Words may hold <c>`code`</c> in backticks, <c>x_i</c> for a subscript of a single letter and <c>10^-3</c> for an exponent.</remarks>
public abstract record Section
{
    private Section() { }

    /// <summary>A numbered heading over sections of its own; chapters may hold chapters.</summary>
    /// <param name="Title">The heading.</param>
    /// <param name="Sections">What stands under it, in reading order; nothing is printed for a chapter without any.</param>
    public sealed record Chapter(string Title, Arr<Section> Sections) : Section;

    /// <summary>Paragraphs.</summary>
    /// <param name="Paragraphs">One string a paragraph.</param>
    public sealed record Text(Arr<string> Paragraphs) : Section;

    /// <summary>Checked statements, each with what was measured and what was expected.</summary>
    /// <param name="Verdicts">The verdicts, in reading order.</param>
    public sealed record VerdictList(Arr<Verdict> Verdicts) : Section;

    /// <summary>A figure, numbered in the order of the report.</summary>
    /// <param name="Figure">The figure.</param>
    public sealed record FigureSection(Figure Figure) : Section;

    /// <summary>A table, numbered in the order of the report.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Caption">What is listed and how to read it; may be empty.</param>
    /// <param name="IsWhole">Whether all rows stand on the page; otherwise a long table scrolls on screens.</param>
    public sealed record TableSection(Table Table, string Caption = "", bool IsWhole = false) : Section;

    /// <summary>What a reader must know before quoting the numbers.</summary>
    /// <param name="Caveats">One sentence or two each.</param>
    public sealed record CaveatList(Arr<string> Caveats) : Section;

    /// <summary>The command that makes the report again.</summary>
    /// <param name="Command">The exact command line, or several lines.</param>
    /// <param name="Note">What to expect of a second run: for instance under which policy it gives the same bits; may be empty.</param>
    public sealed record Reproduction(string Command, string Note = "") : Section;

    /// <summary>Names and values that determine the result.</summary>
    /// <param name="Groups">The groups, in reading order.</param>
    public sealed record RecordSection(Arr<RecordGroup> Groups) : Section;

    /// <summary>The works that the report rests on.</summary>
    /// <param name="Sources">The works, in the order of citation.</param>
    public sealed record SourceList(Arr<Source> Sources) : Section;

    /// <summary>Maps every case to one result.</summary>
    /// <param name="chapter">Used for chapters.</param>
    /// <param name="text">Used for paragraphs.</param>
    /// <param name="verdicts">Used for verdicts.</param>
    /// <param name="figure">Used for figures.</param>
    /// <param name="table">Used for tables.</param>
    /// <param name="caveats">Used for caveats.</param>
    /// <param name="reproduction">Used for the command.</param>
    /// <param name="record">Used for the record.</param>
    /// <param name="sources">Used for the sources.</param>
    public T Match<T>(
        Func<Chapter, T> chapter,
        Func<Text, T> text,
        Func<VerdictList, T> verdicts,
        Func<FigureSection, T> figure,
        Func<TableSection, T> table,
        Func<CaveatList, T> caveats,
        Func<Reproduction, T> reproduction,
        Func<RecordSection, T> record,
        Func<SourceList, T> sources) => this switch
        {
            Chapter s => chapter(s),
            Text s => text(s),
            VerdictList s => verdicts(s),
            FigureSection s => figure(s),
            TableSection s => table(s),
            CaveatList s => caveats(s),
            Reproduction s => reproduction(s),
            RecordSection s => record(s),
            SourceList s => sources(s),
            _ => throw new UnreachableException(),
        };
}
