namespace Marginalia.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Names">Scenarios; all when empty.</param>
/// <param name="Rounds">Rounds of each.</param>
/// <param name="Json">Whether one JSON document goes to the standard output instead of tables.</param>
internal sealed record Options(IReadOnlyList<string> Names, int Rounds, bool Json)
{
    internal const string Usage = "usage: dotnet run -c Release --project Benchmarks -- [scenario ...] [--rounds n] [--json] [--list]";

    /// <summary>Reads the arguments.</summary>
    /// <returns>The options, or one sentence on what is wrong.</returns>
    internal static (Options? Options, string? Error) Parse(IReadOnlyList<string> args, IReadOnlyList<string> known)
    {
        var (names, rounds, json) = (new List<string>(), 15, false);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--json")
                json = true;
            else if (args[i] == "--rounds" && i + 1 < args.Count && int.TryParse(args[i + 1], out rounds) && rounds > 0)
                i++;
            else if (args[i] == "--rounds")
                return (null, $"The number of rounds is '{(i + 1 < args.Count ? args[i + 1] : "")}'; give a whole number of 1 or more.");
            else if (args[i].StartsWith('-'))
                return (null, $"There is no option '{args[i]}'; {Usage}.");
            else if (known.Contains(args[i]))
                names.Add(args[i]);
            else
                return (null, $"There is no scenario '{args[i]}'; choose among {string.Join(", ", known)}.");
        }

        return (new(names, rounds, json), null);
    }
}
