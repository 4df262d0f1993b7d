using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Reports;

/// <summary>A document: what was asked, what was found, and how to get it again.</summary>
/// <remarks>Nothing in it depends on the clock, the machine or a path, unless a value given to it does.</remarks>
/// <param name="Kind">What made it, for the line above the title: "study after-zero-error", "audit of mlp.onnx".</param>
/// <param name="Title">The title.</param>
/// <param name="Question">The question that it answers; may be empty.</param>
/// <param name="Summary">The finding in one or two sentences; may be empty.</param>
/// <param name="Sections">The parts, in reading order.</param>
public sealed record Report(string Kind, string Title, string Question, string Summary, Arr<Section> Sections)
{
    /// <summary>The report of a study.</summary>
    /// <param name="name">The name of the study, as on the command line.</param>
    /// <param name="title">The title.</param>
    /// <param name="question">The question that the study answers.</param>
    /// <param name="sources">The works that it rests on.</param>
    /// <param name="result">What it found.</param>
    /// <param name="record">What determined the result.</param>
    /// <param name="command">The exact command that makes it again.</param>
    /// <param name="note">What to expect of a second run; may be empty.</param>
    public static Report OfStudy(
        string name,
        string title,
        string question,
        Arr<Source> sources,
        StudyResult result,
        Arr<RecordGroup> record,
        string command,
        string note = "") => new(
            "study " + name,
            title,
            question,
            result.Summary,
            Array(
                Of("Verdicts", result.Verdicts.IsEmpty ? Nothing : One(new Section.VerdictList(result.Verdicts))),
                Of("Figures", result.Figures.Map(static f => (Section)new Section.FigureSection(f))),
                Of("Tables", result.Tables.Map(static t => (Section)new Section.TableSection(t))),
                Of("Caveats", result.Caveats.IsEmpty ? Nothing : One(new Section.CaveatList(result.Caveats))),
                Of("How to reproduce", One(new Section.Reproduction(command, note))),
                Of("Record", record.IsEmpty ? Nothing : One(new Section.RecordSection(record))),
                Of("Sources", sources.IsEmpty ? Nothing : One(new Section.SourceList(sources)))));

    /// <summary>Every verdict of the report, chapters included, in reading order.</summary>
    public Arr<Verdict> Verdicts => Sections.Bind(VerdictsOf).ToArr();

    private static Arr<Section> Nothing => Arr<Section>.Empty;

    private static Arr<Section> One(Section section) => Array(section);

    private static Section Of(string title, Arr<Section> sections) => new Section.Chapter(title, sections);

    private static Arr<Verdict> VerdictsOf(Section section) => section switch
    {
        Section.Chapter c => c.Sections.Bind(VerdictsOf).ToArr(),
        Section.VerdictList v => v.Verdicts,
        _ => Arr<Verdict>.Empty,
    };
}
