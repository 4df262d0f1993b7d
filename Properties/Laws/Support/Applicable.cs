using LanguageExt;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>Turns what cannot be computed on an instance into the verdict that the law does not apply to it.</summary>
internal static class Applicable
{
    /// <summary>Checks the value, or says why there is none.</summary>
    internal static Outcome Checked<T>(this Either<Error, T> computed, Func<T, Outcome> check) =>
        computed.Match(check, static e => new Outcome.NotApplicable(e.Sentence));

    /// <summary>Checks the value, or gives all reasons why there is none.</summary>
    internal static Outcome Checked<T>(this Validation<Error, T> built, Func<T, Outcome> check) =>
        built.Match(check, static e => new Outcome.NotApplicable(string.Join(" ", e.Map(static x => x.Sentence))));

    /// <summary>The value of something that the recipe of an instance makes valid; anything else is a mistake of the recipe.</summary>
    internal static T Made<T>(this Validation<Error, T> built) => built.IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));

    /// <summary>The same for a computation.</summary>
    internal static T Made<T>(this Either<Error, T> computed) => computed.Match(static v => v, static e => throw new InvalidOperationException(e.Sentence));
}
