using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Data;

/// <summary>What a corrupted label is replaced by.</summary>
public enum Replacement
{
    /// <summary>A label drawn uniformly among all, the true one included: "random labels".</summary>
    AnyLabel,

    /// <summary>A label drawn uniformly among the wrong ones: every corrupted label is wrong.</summary>
    WrongLabel,
}

/// <summary>Seeded corruption of labels.</summary>
public static class LabelCorruption
{
    extension(Dataset data)
    {
        /// <summary>Replaces the labels of a seeded choice of exactly <c>round(fraction * n)</c> examples (halves away from zero).</summary>
        /// <param name="fraction">From 0 to 1.</param>
        /// <param name="key">The key of the corruption, by convention a child key: <c>run.For("corruption")</c>.</param>
        /// <param name="replacement">What a corrupted label is replaced by.</param>
        /// <returns>The data set, itself when nothing is replaced; a parameterDomain error; an error for targets that are values.</returns>
        /// <remarks>
        /// The examples are the first of the permutation of stream 5 at step 0; the new label of example i is drawn on stream 4 at step i. So with
        /// one key a larger fraction corrupts the same examples in the same way, and more.
        /// </remarks>
        public Either<Error, Dataset> Corrupted(double fraction, Key key, Replacement replacement = Replacement.AnyLabel)
        {
            if (!(fraction is >= 0 and <= 1))
                return new Error.ParameterDomain("corruption", fraction.ToString("R", CultureInfo.InvariantCulture), "a fraction from 0 to 1");
            var count = (int)Math.Round(fraction * data.Count, MidpointRounding.AwayFromZero);
            if (data.Targets is Targets.Values)
                return new Error.Unsupported("Label corruption of values", "it is defined for signs and classes", "add noise to the values instead");
            if (count == 0)
                return data;
            var chosen = SplitModule.Order(data.Count, key).AsSpan(0, count);
            return data.Trusted(data.Inputs, Corrupt(data.Targets, chosen, key, replacement), string.Create(CultureInfo.InvariantCulture,
                $"{count} of {data.Count} labels replaced by {(replacement == Replacement.AnyLabel ? "random" : "wrong")} ones with key {key.Value:x16}"));
        }
    }

    private static Targets Corrupt(Targets targets, ReadOnlySpan<int> chosen, Key key, Replacement replacement)
    {
        if (targets is Targets.Classes classes)
        {
            var labels = classes.Labels.ToArray();
            foreach (var i in chosen)
                labels[i] = Draw(key, i, classes.Count, labels[i], replacement);
            return new Targets.Classes(Labels.Own(labels), classes.Count);
        }

        var signs = ((Targets.Signs)targets).Labels.ToArray();
        foreach (var i in chosen)
            signs[i] = Draw(key, i, 2, signs[i] > 0 ? 1 : 0, replacement) == 1 ? 1 : -1;
        return new Targets.Signs(Vector.Own(signs));
    }

    /// <summary>Wrong labels: a draw among C - 1, shifted past the true one.</summary>
    private static int Draw(Key key, int example, int count, int truth, Replacement replacement)
    {
        var step = (ulong)example;
        if (replacement == Replacement.AnyLabel)
            return Draws.Index(key, RandomStream.Data, step, 0, count);
        var wrong = Draws.Index(key, RandomStream.Data, step, 0, count - 1);
        return wrong < truth ? wrong : wrong + 1;
    }
}
