using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>Generated data sets and the short ways to unwrap results.</summary>
internal static class Generated
{
    /// <summary>Runs a law over keys; a failure names the seed that replays it.</summary>
    public static void ForKeys(int count, Action<Key> law) => Sample.ForAll(count, sample => law(sample.Key));

    public static int Integer(Key key, string name, int from, int to) => from + Draws.Index(key.For(name), RandomStream.Data, 0, 0, to - from + 1);

    /// <summary>1 to 12 examples of 1 to 5 features; integers, ties, zeros, subnormals and large numbers are likely.</summary>
    public static Matrix Inputs(Key key)
    {
        int n = Integer(key, "n", 1, 12), d = Integer(key, "d", 1, 5);
        double[] special = [0, -0.0, 1, -1, 2, double.Epsilon, 1e-300, 1e150, -1e150, 0.1];
        return Matrix.Build(n, d, target =>
        {
            Draws.Gaussian(key, RandomStream.Data, 7, target);
            for (var i = 0; i < target.Length; i++)
                if (Integer(key.At(i), "kind", 0, 2) == 0)
                    target[i] = special[Integer(key.At(i), "value", 0, special.Length - 1)];
        });
    }

    public static Dataset WithClasses(Key key)
    {
        var inputs = Inputs(key);
        var count = Integer(key, "classes", 2, 5);
        return DatasetTests.Valid(Dataset.Create("generated", inputs, new Targets.Classes(Labels.Build(inputs.Rows, i => Integer(key.At(i), "label", 0, count - 1)), count), ""));
    }

    public static Dataset WithSigns(Key key)
    {
        var inputs = Inputs(key);
        return DatasetTests.Valid(Dataset.Create("generated", inputs, new Targets.Signs(Vector.Build(inputs.Rows, t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = Integer(key.At(i), "label", 0, 1) == 0 ? -1 : 1;
        })), ""));
    }

    public static Dataset WithValues(Key key)
    {
        var inputs = Inputs(key);
        return DatasetTests.Valid(Dataset.Create("generated", inputs, new Targets.Values(Matrix.Build(inputs.Rows, 2, t => Draws.Gaussian(key, RandomStream.Data, 9, t))), ""));
    }

    public static Dataset Any(Key key) => Integer(key, "targets", 0, 2) switch { 0 => WithClasses(key), 1 => WithSigns(key), _ => WithValues(key) };

    public static T Right<T>(LanguageExt.Either<Error, T> either) => either.Match(static r => r, static e => throw new InvalidOperationException(e.Sentence));

    public static Error Left<T>(LanguageExt.Either<Error, T> either) => either.Match(static r => throw new InvalidOperationException($"accepted: {r}"), static e => e);
}
