using System.CommandLine;
using System.CommandLine.Parsing;

namespace Marginalia.Cli;

/// <summary>The options that every command understands.</summary>
public sealed class CommonOptions
{
    /// <summary>One JSON document on standard output.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document instead of text.", Recursive = true };

    /// <summary>No progress.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress line and no notes on standard error.", Recursive = true };

    /// <summary>The root key.</summary>
    public Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "The root key of all randomness, an integer from 0 to 2^64 - 1 (default 1).",
        DefaultValueFactory = static _ => 1UL,
        Recursive = true,
    };

    /// <summary>The numerics policy.</summary>
    public Option<string?> Numerics { get; } = new("--numerics")
    {
        Description = "mkl or portable (default: mkl where Intel MKL is found).",
        Recursive = true,
    };

    /// <summary>Threads of large products.</summary>
    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "Threads for large matrix products (default 1); the result does not depend on it.",
        DefaultValueFactory = static _ => 1,
        Recursive = true,
    };

    /// <summary>The run folder.</summary>
    public Option<string?> Out { get; } = new("--out", "-o") { Description = "Write a run folder here.", Recursive = true };

    /// <summary>Changes of parameters.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Change a parameter: name=value, or name=value,value for a list; may be repeated.",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Json, Out, Seed, Numerics, Threads, Set, Quiet];

    /// <summary>How the result is to be shown.</summary>
    /// <param name="parse">The parsed command line.</param>
    public OutputView View(ParseResult parse) => new(parse.GetValue(Json), parse.GetValue(Quiet));

    /// <summary>The numerics policy that was asked for, or the default of this machine.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <returns>An error for an unknown word, an absent MKL or a number of threads below 1.</returns>
    public LanguageExt.Either<Marginalia.Numerics.Error, Marginalia.Numerics.NumericsPolicy> Policy(ParseResult parse) =>
        Marginalia.Native.NumericsPolicies.Named(parse.GetValue(Numerics) ?? Marginalia.Native.NumericsPolicies.Default(1).Word, parse.GetValue(Threads));

    /// <summary>The name=value pairs of <see cref="Set"/>.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="malformed">The first text without an equals sign, or null.</param>
    public LanguageExt.Arr<(string Name, string Text)> Changes(ParseResult parse, out string? malformed)
    {
        var texts = parse.GetValue(Set) ?? [];
        malformed = texts.FirstOrDefault(static t => t.IndexOf('=', StringComparison.Ordinal) < 1);
        return new(texts.Where(static t => t.IndexOf('=', StringComparison.Ordinal) >= 1)
            .Select(static t => (t[..t.IndexOf('=', StringComparison.Ordinal)], t[(t.IndexOf('=', StringComparison.Ordinal) + 1)..])));
    }
}
