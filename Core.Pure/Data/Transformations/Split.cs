using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Data;

/// <summary>A data set cut into a part to train on and a part to test on.</summary>
/// <param name="Train">The training part.</param>
/// <param name="Test">The other examples.</param>
public sealed record Split(Dataset Train, Dataset Test);

/// <summary>Seeded splits.</summary>
public static class SplitModule
{
    extension(Dataset data)
    {
        /// <summary>Cuts after a seeded permutation: its first <paramref name="trainCount"/> examples train, the rest test.</summary>
        /// <param name="trainCount">The size of the training part, from 1 to n - 1.</param>
        /// <param name="key">The key of the split, by convention a child key: <c>run.For("split")</c>.</param>
        /// <returns>Both parts in the order of the permutation, or a parameterDomain error.</returns>
        /// <remarks>Permutation on stream 5 at step 0 (docs/theory/conventions.md, section 5, rule 7). A larger training part with the same key begins with
        /// the smaller one.</remarks>
        public Either<Error, Split> SplitAt(int trainCount, Key key)
        {
            if (data.Count < 2)
                return new Error.EmptyData("The test part of a split of one example");
            if (trainCount < 1 || trainCount >= data.Count)
                return new Error.ParameterDomain("number of training examples", $"{trainCount}", $"1 to {data.Count - 1}, so that '{data.Name}' leaves a test part");
            var order = Order(data.Count, key);
            var words = FormattableString.Invariant($"of {data.Count} examples permuted by key {key.Value:x16}");
            return new Split(
                data.Rows(order.AsSpan(0, trainCount), $"the first {trainCount} {words}"),
                data.Rows(order.AsSpan(trainCount), $"the last {data.Count - trainCount} {words}"));
        }

        /// <summary>The same examples in a seeded random order.</summary>
        /// <param name="key">The key of the permutation.</param>
        public Dataset Shuffled(Key key) =>
            data.Rows(Order(data.Count, key), FormattableString.Invariant($"permuted by key {key.Value:x16}"));
    }

    /// <summary>The seeded permutation of splits: stream 5, step 0.</summary>
    internal static int[] Order(int count, Key key)
    {
        var order = new int[count];
        Permutations.Shuffle(key, 0, order);
        return order;
    }
}
