using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary>The options that every command understands.</summary>
public sealed class CommonOptions
{
    /// <summary>One JSON document on standard output.</summary>
    public System.CommandLine.Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document instead of text.", Recursive = true };

    /// <summary>No progress.</summary>
    public System.CommandLine.Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress line and no notes on standard error.", Recursive = true };

    /// <summary>The root key.</summary>
    public System.CommandLine.Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "The root key of all randomness, an integer from 0 to 2^64 - 1.",
        DefaultValueFactory = static _ => 1UL,
        CustomParser = static result => Number<ulong>("--seed", result, 0, "an integer from 0 to 18446744073709551615"),
        Recursive = true,
    };

    /// <summary>The numerics policy.</summary>
    public System.CommandLine.Option<string?> Numerics { get; } = new("--numerics")
    {
        Description = "mkl or portable (default: mkl where Intel MKL is found).",
        Recursive = true,
    };

    /// <summary>Threads of large products.</summary>
    public System.CommandLine.Option<int> Threads { get; } = new("--threads")
    {
        Description = "Threads for large matrix products; the result does not depend on it.",
        DefaultValueFactory = static _ => 1,
        CustomParser = static result => Number("--threads", result, 1, "an integer from 1 to 1024", 1024),
        Recursive = true,
    };

    /// <summary>The run folder.</summary>
    public System.CommandLine.Option<string?> Out { get; } = new("--out", "-o") { Description = "Write a run folder here.", Recursive = true };

    /// <summary>Changes of parameters.</summary>
    public System.CommandLine.Option<string[]> Set { get; } = new("--set")
    {
        Description = "Change a parameter: name=value, or name=value,value for a list; may be repeated.",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<System.CommandLine.Option> All => [Json, Out, Seed, Numerics, Threads, Set, Quiet];

    /// <summary>How the result is to be shown.</summary>
    /// <param name="parse">The parsed command line.</param>
    public OutputView View(ParseResult parse) => new(parse.GetValue(Json), parse.GetValue(Quiet));

    /// <summary>The numerics policy that was asked for, or the default of this machine.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <returns>An error for an unknown word, an absent MKL or a number of threads below 1.</returns>
    public Either<Error, NumericsPolicy> Policy(ParseResult parse) =>
        NumericsPolicies.Named(parse.GetValue(Numerics) ?? NumericsPolicies.Default(1).Word, parse.GetValue(Threads));

    /// <summary>The name=value pairs of <see cref="Set"/>.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <returns>The pairs in order, or an error for each text that is none.</returns>
    public Validation<Error, Arr<(string Name, string Text)>> Changes(ParseResult parse)
    {
        var texts = (parse.GetValue(Set) ?? []).Select(static t => (Text: t, At: t.IndexOf('=', StringComparison.Ordinal))).ToArray();
        var malformed = texts.Where(static t => t.At < 1).Select(static t => (Error)new Error.ParameterDomain("--set", $"'{t.Text}'", "name=value")).ToSeq();
        return malformed.Count == 0
            ? Prelude.Success<Error, Arr<(string, string)>>(texts.Select(static t => (t.Text[..t.At], t.Text[(t.At + 1)..])).ToArr())
            : Validation<Error, Arr<(string, string)>>.Fail(malformed);
    }

    /// <summary>The run folder that was asked for, checked before any work.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <returns>Its path as typed, none when no folder was asked for, or why it cannot be used.</returns>
    public Validation<Error, LanguageExt.Option<string>> Folder(ParseResult parse) => parse.GetValue(Out) is { } path
        ? RunFolder.Probe(path).Map(_ => Prelude.Some(path)).ToValidation()
        : Prelude.Success<Error, LanguageExt.Option<string>>(Prelude.None);

    /// <summary>Reads a whole number, or says in one sentence which are allowed.</summary>
    internal static T Number<T>(string name, ArgumentResult result, T least, string domain, T? most = null)
        where T : struct, IBinaryInteger<T>
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && (most is not { } largest || number <= largest))
            return number;
        result.AddError(new Error.ParameterDomain(name, $"'{text}'", domain).Sentence);
        return least;
    }
}
