using System.CommandLine;

namespace Marginalia.Cli;

/// <summary>The table of commands; a new command is one new file and one new row here.</summary>
public static class CommandTable
{
    /// <summary>Every command.</summary>
    /// <param name="common">The options shared by all.</param>
    /// <param name="terminal">Where they write.</param>
    public static IEnumerable<Command> All(CommonOptions common, Terminal terminal) =>
    [
        TrainCommand.Create(common, terminal),
        StudyCommand.Create(common, terminal),
        DataCommand.Create(common, terminal),
        LawsCommand.Create(common, terminal),
        AuditCommand.Create(common, terminal),
        MeasuresCommand.Create(common, terminal),
        VerifyCommand.Create(common, terminal),
        DoctorCommand.Create(common, terminal),
        CompletionCommand.Create(terminal),
    ];
}
