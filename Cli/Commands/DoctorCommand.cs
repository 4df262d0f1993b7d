using System.CommandLine;
using System.Text.Json.Nodes;
using Marginalia.Native;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary><c>marginalia doctor</c>: what was found on this machine, and why the default numerics policy is what it is.</summary>
public static class DoctorCommand
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var command = new Command("doctor", "Show what was found on this machine: Intel MKL, instruction sets, the default numerics policy and why.");
        command.SetAction(parse => (int)Run(parse.GetValue(common.Json), terminal));
        return command;
    }

    private static ExitCode Run(bool json, Terminal terminal)
    {
        var diagnosis = Diagnosis.Run();
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/doctor/1",
                ["version"] = diagnosis.Version,
                ["runtime"] = diagnosis.Runtime,
                ["system"] = diagnosis.System,
                ["processor"] = diagnosis.Processor.Name,
                ["threads"] = diagnosis.Processor.Count,
                ["instructionSets"] = Json.List(diagnosis.Processor.InstructionSets, static s => JsonValue.Create(s)),
                ["mkl"] = diagnosis.Mkl.Match<JsonNode>(
                    static found => new JsonObject { ["found"] = true, ["version"] = found.Library.Version, ["path"] = found.Library.Path, ["branch"] = found.Library.Branch.ToString() },
                    static missing => new JsonObject { ["found"] = false, ["reason"] = missing.Reason, ["advice"] = missing.Advice }),
                ["mathNetProvider"] = diagnosis.MathNetProvider,
                ["defaultPolicy"] = diagnosis.DefaultPolicy == Numerics.PolicyKind.Mkl ? "mkl" : "portable",
                ["reason"] = diagnosis.Reason,
                ["warnings"] = Json.List(diagnosis.Warnings, static w => JsonValue.Create(w)),
            });
            return ExitCode.Success;
        }

        foreach (var line in diagnosis.Lines)
            terminal.Line(line);
        return ExitCode.Success;
    }
}
