using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>H6: a run draws at documented addresses and at none of them twice.</summary>
public static class NoDrawTwice
{
    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "H6",
        "no draw twice",
        "The draws of initialization, batches and noise are those at the addresses that the conventions give them, and no address occurs twice in a run.",
        "(stream, step, lane) is one-to-one on the draws of a key",
        "",
        "none: the same bits; noise, which is seen through the step that it makes: 1e-9 relative",
        LawKind.Exact,
        House.Source("H6"),
        TrainingRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, TrainingRecipe recipe)
    {
        var seen = new System.Collections.Generic.HashSet<(RandomStream, ulong, uint)>();
        return Outcome.All([
            Initialization(recipe.Problem.Network, recipe.Key, seen),
            .. Enumerable.Range(0, recipe.StepCount).Select(t => Batch(recipe.Sampler, recipe.Key, t, recipe.Problem.SampleCount, seen)),
            ParameterNoise.Check(numerics, recipe, seen),
        ]);
    }

    private static Outcome Initialization(Network network, Key key, System.Collections.Generic.HashSet<(RandomStream, ulong, uint)> seen)
    {
        var found = network.Initialize(Marginalia.Networks.Initialization.Standard, key).Made();
        foreach (var block in network.Layout.Weights)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var step = (uint)block.Number + ((ulong)row << 32);
                var expected = new double[block.Columns];
                for (var i = 0; i < expected.Length; i++)
                {
                    var (cosine, sine) = WordMaps.Gaussians(Philox.At(key, RandomStream.Initialization, step, (uint)i / 2));
                    expected[i] = (i % 2 == 0 ? cosine : sine) * Math.Sqrt(2.0 / block.Columns);
                    if (i % 2 == 0 && !seen.Add((RandomStream.Initialization, step, (uint)i / 2)))
                        return new Outcome.Violated(2, 1, $"draws at initialization step {step} lane {i / 2}");
                }

                if (Outcome.Identical(found.Of(block).Slice(row * block.Columns, block.Columns), expected, $"{block.Name} row {row}") is Outcome.Violated v)
                    return v;
            }
        }

        return Outcome.Held;
    }

    private static Outcome Batch(Sampler sampler, Key key, int step, int count, System.Collections.Generic.HashSet<(RandomStream, ulong, uint)> seen)
    {
        var batch = sampler.Batch(key, step, count);
        var isNew = true;
        int Draw(RandomStream stream, ulong at, int lane, int choices)
        {
            isNew &= seen.Add((stream, at, (uint)lane));
            return Draws.Index(key, stream, at, (uint)lane, choices);
        }

        int[]? expected = sampler switch
        {
            FullBatch => [.. Enumerable.Range(0, count)],
            WithReplacement s => [.. Enumerable.Range(0, s.Size).Select(slot => Draw(RandomStream.BatchIndex, (ulong)step, slot, count))],
            WithoutReplacement s => Shuffled(count, s.Size, (lane, choices) => Draw(RandomStream.BatchIndex, (ulong)step, lane, choices))[..s.Size],
            Epochs s => OfEpoch(s, step, count, (lane, choices, epoch, isFirst) =>
                isFirst ? Draw(RandomStream.Permutation, epoch, lane, choices) : Draws.Index(key, RandomStream.Permutation, epoch, (uint)lane, choices)),
            _ => null,
        };
        if (expected is null)
            return new Outcome.NotApplicable($"the addresses of {sampler.Text} are not known to this law");
        if (!isNew)
            return new Outcome.Violated(2, 1, $"draws at one address of the batch of step {step}");
        return Outcome.Equal([.. batch.Map(static i => (double)i)], [.. expected.Select(static i => (double)i)], 0, $"batch of step {step}");
    }

    private static int[] OfEpoch(Epochs sampler, int step, int count, Func<int, int, ulong, bool, int> draw)
    {
        var perEpoch = (count + sampler.Size - 1) / sampler.Size;
        var (epoch, place) = ((ulong)(step / perEpoch), step % perEpoch * sampler.Size);
        var order = Shuffled(count, count, (lane, choices) => draw(lane, choices, epoch, step % perEpoch == 0));
        return order[place..Math.Min(place + sampler.Size, count)];
    }

    private static int[] Shuffled(int count, int size, Func<int, int, int> draw)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < Math.Min(size, count - 1); i++)
        {
            var other = i + draw(i, count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
