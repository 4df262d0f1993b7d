using System.CommandLine;
using Marginalia.Numerics;

namespace Marginalia.Cli;

/// <summary><c>marginalia completion bash|zsh|fish</c>: prints a script that lets a shell complete commands, options and names.</summary>
/// <remarks>The scripts ask the program itself through the directive <c>[suggest:POSITION]</c>, so they need no change when commands do.</remarks>
public static class CompletionCommand
{
    private const string Bash = """
        # marginalia: completion for bash; put it into ~/.bashrc as  source <(marginalia completion bash)
        _marginalia() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE:0:COMP_POINT}"
            line="marginalia ${line#* }"
            COMPREPLY=($(compgen -W "$(marginalia "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _marginalia marginalia

        """;

    private const string Zsh = """
        #compdef marginalia
        # marginalia: completion for zsh; put it into ~/.zshrc after compinit as  source <(marginalia completion zsh)
        _marginalia() {
            local line="marginalia ${(j: :)words[2,CURRENT]}"
            local -a found
            found=("${(@f)$(marginalia "[suggest:${#line}]" "$line" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then compadd -a found; else _files; fi
        }
        compdef _marginalia marginalia

        """;

    private const string Fish = """
        # marginalia: completion for fish; save it as  ~/.config/fish/completions/marginalia.fish
        function __marginalia_complete
            set -l line (commandline --cut-at-cursor)
            set line "marginalia "(string replace --regex '^\s*\S+\s*' '' -- $line)
            marginalia "[suggest:"(string length -- $line)"]" $line 2>/dev/null
        end
        complete --command marginalia --arguments '(__marginalia_complete)'

        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish)];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add(static _ => Scripts.Select(static s => new System.CommandLine.Completions.CompletionItem(s.Shell)));
        var command = new Command("completion", "Print a script for shell completion; for instance, in ~/.bashrc: source <(marginalia completion bash).") { shell };
        command.SetAction(parse => (int)Print(parse.GetValue(shell)!, terminal));
        return command;
    }

    private static ExitCode Print(string shell, Terminal terminal)
    {
        var script = Scripts.FirstOrDefault(s => s.Shell == shell).Script;
        if (script is null)
            return terminal.Fail(new Error.UnknownName("shell", shell, string.Join(", ", Scripts.Select(static s => s.Shell))));
        terminal.Out.Write(script.ReplaceLineEndings("\n"));
        return ExitCode.Success;
    }
}
