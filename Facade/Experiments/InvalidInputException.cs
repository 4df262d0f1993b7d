using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia;

/// <summary>Thrown by the members of the face that were asked to throw; the message has one sentence per error.</summary>
/// <param name="errors">What is wrong, at least one.</param>
public sealed class InvalidInputException(Seq<Error> errors) : Exception(string.Join(" ", errors.Map(static e => e.Sentence)))
{
    /// <summary>What is wrong, as values.</summary>
    public Arr<Error> Errors { get; } = errors.ToArr();
}
