using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of a family: every list, parser and law runs over it, so that a new member is one file and one row.</summary>
/// <typeparam name="T">The family.</typeparam>
/// <param name="Word">What a member is called: "rule".</param>
/// <param name="Members">The rows.</param>
/// <param name="Errors">What is wrong with a member's numbers.</param>
public sealed record Family<T>(string Word, Arr<FamilyMember<T>> Members, Func<T, Arr<Error>> Errors)
{
    /// <summary>The names of all members, separated by commas.</summary>
    public string Known => string.Join(", ", Members.Map(static m => m.Name));

    /// <summary>Reads a member: its name, alone or with numbers in parentheses, by position or by name: "momentum(0.9, lambda=1e-4)".</summary>
    /// <param name="text">The text; upper and lower case are the same.</param>
    /// <returns>The member, or every error: unknownName, malformed, parameterDomain.</returns>
    public Validation<Error, T> Parse(string text)
    {
        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0 && !trimmed.EndsWith(')'))
            return Fail<Error, T>(new Error.Malformed($"{Word} '{text}'", "the closing parenthesis is missing", "write for instance " + Members[0].Signature));
        var name = (open < 0 ? trimmed : trimmed[..open]).TrimEnd();
        return Members.Find(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Match(
            member => member.Parse(open < 0 ? "" : trimmed[(open + 1)..^1]).Bind(Checked),
            () => Fail<Error, T>(new Error.UnknownName(Word, name, Known)));
    }

    private Validation<Error, T> Checked(T made)
    {
        var errors = Errors(made);
        return errors.Count == 0 ? Success<Error, T>(made) : Validation<Error, T>.Fail(errors.ToSeq());
    }
}
