using Marginalia.Numerics;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class SamplerTests
{
    [Fact]
    public void Every_batch_is_made_of_exactly_the_addressed_draws_of_the_conventions_and_no_draw_serves_twice() => Sample.ForAll(40, sample =>
    {
        var (key, count, steps) = (sample.Key, sample.Integer(1, 12), 30);
        var size = sample.Integer(1, count);
        var with = new AddressedDraws(key);
        var without = new AddressedDraws(key);
        var epochs = new AddressedDraws(key);
        int[] order = [];
        var place = 0;
        for (var t = 0; t < steps; t++)
        {
            int[] drawn = [.. Enumerable.Range(0, size + 3).Select(slot => with.Index(RandomStream.BatchIndex, t, slot, count))];
            Assert.Equal(drawn, new WithReplacement(size + 3).Batch(key, t, count));
            Assert.Equal(without.Shuffle(RandomStream.BatchIndex, t, count, size)[..size], new WithoutReplacement(size).Batch(key, t, count));
            if (place >= order.Length)
                (order, place) = (epochs.Shuffle(RandomStream.Permutation, t / ((count + size - 1) / size), count, count), 0);
            Assert.Equal(order.Skip(place).Take(size), new Epochs(size).Batch(key, t, count));
            place += size;
        }
    });

    [Fact]
    public void An_epoch_shows_every_example_once() => Sample.ForAll(40, sample =>
    {
        var count = sample.Integer(1, 20);
        var size = sample.Integer(1, count);
        var perEpoch = (count + size - 1) / size;
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = Enumerable.Range(epoch * perEpoch, perEpoch).SelectMany(t => new Epochs(size).Batch(sample.Key, t, count));
            Assert.Equal(Enumerable.Range(0, count), seen.Order());
        }
    });

    [Theory]
    [InlineData("epochs(0)", "the batch size = 0 is not allowed; use 1 to")]
    [InlineData("withoutReplacement(-2)", "the batch size = -2 is not allowed; use 1 to")]
    [InlineData("withReplacement(0)", "the batch size = 0 is not allowed; use 1 or more.")]
    [InlineData("withReplacement(2.5)", "size of withReplacement = 2.5 is not allowed; use a whole number.")]
    [InlineData("epochs", "size of epochs = nothing is not allowed; use the number of examples per step, 1 or more")]
    [InlineData("half", "There is no sampler 'half'; known: full, withReplacement, withoutReplacement, epochs.")]
    public void A_sampler_that_makes_no_sense_is_refused_with_a_sentence(string text, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(Errors(Samplers.Parse(text))).Sentence, StringComparison.Ordinal);

    /// <summary>Draws that remember their addresses and refuse to give one twice.</summary>
    private sealed class AddressedDraws(Key key)
    {
        private readonly HashSet<(RandomStream, long, int)> _used = [];

        public int Index(RandomStream stream, long step, int lane, int count)
        {
            Assert.True(_used.Add((stream, step, lane)), $"drawn twice: {stream}, step {step}, lane {lane}");
            return WordMaps.Index(Philox.At(key, stream, (ulong)step, (uint)lane).W0, count);
        }

        public int[] Shuffle(RandomStream stream, long step, int count, int size)
        {
            int[] pool = [.. Enumerable.Range(0, count)];
            for (var i = 0; i < Math.Min(size, count - 1); i++)
            {
                var other = i + Index(stream, step, i, count - i);
                (pool[i], pool[other]) = (pool[other], pool[i]);
            }

            return pool;
        }
    }
}
