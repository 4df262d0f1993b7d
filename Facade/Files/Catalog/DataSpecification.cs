using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>What a user writes to name data: a name or a path, and after a colon pairs <c>name=value</c> separated by commas.</summary>
/// <param name="Head">The name or the path.</param>
/// <param name="Options">The pairs, in the order given.</param>
internal sealed record DataSpecification(string Head, Arr<(string Name, string Text)> Options)
{
    /// <summary>Parses; only what follows the last colon and consists of pairs counts as options, so that a path may hold colons.</summary>
    public static Either<Error, DataSpecification> Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var pairs = colon < 0 ? [] : text[(colon + 1)..].Split(',');
        if (pairs.Length == 0 || !pairs.All(IsPair))
            return string.IsNullOrWhiteSpace(text)
                ? new Error.ParameterDomain("data", "(nothing)", "a name such as 'digits' or the path of a file")
                : new DataSpecification(text, Arr<(string, string)>.Empty);
        var options = pairs.Select(static p => (p[..p.IndexOf('=')], p[(p.IndexOf('=') + 1)..])).ToArr();
        var repeated = options.GroupBy(static o => o.Item1).FirstOrDefault(static g => g.Count() > 1);
        return repeated is null
            ? new DataSpecification(text[..colon], options)
            : new Error.ParameterDomain(repeated.Key, string.Join(" and ", repeated.Select(static o => o.Item2)), "each option once");
    }

    /// <summary>The text of an option, if it is given.</summary>
    public Option<string> Option(string name) => Options.Find(o => o.Name == name).Map(static o => o.Text);

    /// <summary>The options that are not in a list of names.</summary>
    public Arr<(string Name, string Text)> Except(Func<string, bool> known) => Options.Filter(o => !known(o.Name));

    private static bool IsPair(string text) =>
        text.IndexOf('=') is > 0 and var equals && text.AsSpan(0, equals).IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz-") < 0;
}
