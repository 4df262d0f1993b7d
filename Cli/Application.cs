using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Marginalia.Cli;

/// <summary>The program as a function of its arguments and its terminal.</summary>
public static class Application
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Ends the command as Ctrl-C does.</param>
    public static ExitCode Run(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        var common = new CommonOptions();
        var root = Tree(common, terminal);
        // A file's name may begin with @, which would else be read as a file of arguments.
        var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0)
        {
            // A word that nobody knows also leaves its place without a command; the word is what the user must hear about.
            var messages = parse.Errors.Select(static e => e.Message.TrimEnd('.')).Distinct().ToArray();
            foreach (var error in parse.UnmatchedTokens.Count > 0 ? messages.Where(static m => !m.StartsWith("Required command", StringComparison.Ordinal)) : messages)
                terminal.Error.Write($"marginalia: {error}; see 'marginalia {Path(parse)}--help'.\n");
            return ExitCode.BadInput;
        }

        try
        {
            // Signals arrive through the token: the parser's own handler starts to listen only when a command that runs synchronously has ended.
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return (ExitCode)parse.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            terminal.Progress("");
            terminal.Error.Write("marginalia: cancelled.\n");
            return ExitCode.Cancelled;
        }
        catch (IOException e)
        {
            // Whatever concerns files is an error value before it gets here, so this is the output itself.
            terminal.Progress("");
            terminal.Error.Write($"marginalia: The result cannot be written: {e.Message.TrimEnd('.')}; check where the output goes and the free space.\n");
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            terminal.Progress("");
            terminal.Error.Write($"marginalia: internal failure, please report it with the command you typed: {e}\n");
            return ExitCode.Internal;
        }
    }

    /// <summary>The tree of commands.</summary>
    /// <param name="common">The options shared by all.</param>
    /// <param name="terminal">Where they write.</param>
    public static RootCommand Tree(CommonOptions common, Terminal terminal)
    {
        var root = new RootCommand("Marginalia: implicit regularization of deep networks, measured.");
        // Without the aliases that begin with a slash: here that is how a path begins.
        if (root.Options.OfType<HelpOption>().SingleOrDefault() is { } help)
            root.Options[root.Options.IndexOf(help)] = new HelpOption("--help", "-h", "-?");
        foreach (var option in common.All)
            root.Options.Add(option);
        foreach (var command in CommandTable.All(common, terminal))
            root.Subcommands.Add(command);
        return root;
    }

    // The words of the command that was understood, to point at its help.
    private static string Path(ParseResult parse)
    {
        var path = "";
        for (var result = parse.CommandResult; result is { Command: not RootCommand }; result = (CommandResult)result.Parent!)
            path = result.Command.Name + " " + path;
        return path;
    }
}
