using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>The value a test expects, or a failure with the sentences of the errors found instead.</summary>
internal static class Unwrap
{
    public static T Right<T>(Either<Error, T> result) => result.Match(static r => r, static e => throw new InvalidOperationException(e.Sentence));

    public static Error Left<T>(Either<Error, T> result) => result.Match(static _ => throw new InvalidOperationException("An error was expected."), static e => e);

    public static T Valid<T>(Validation<Error, T> created) => created.Match(static t => t, static e => throw new InvalidOperationException(string.Join(" ", e)));
}
