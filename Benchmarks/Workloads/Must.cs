using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Benchmarks;

/// <summary>Values whose making cannot fail here: if it does, the benchmark itself is wrong.</summary>
internal static class Must
{
    internal static T Be<T>(Validation<Error, T> made) => made.Match(static v => v, static e => throw new InvalidOperationException(string.Join(" ", e.Map(static x => x.Sentence))));

    internal static T Be<T>(Either<Error, T> made) => made.Match(static v => v, static e => throw new InvalidOperationException(e.Sentence));
}
