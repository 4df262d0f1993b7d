using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class RandomLawTests
{
    private static (Key Key, RandomStream Stream, ulong Step) Address(Sample sample) =>
        (sample.Key, (RandomStream)sample.Integer(0, 6), sample.Element(0UL, 1UL, uint.MaxValue, 1UL << 32, sample.Word()));

    private static double[] Filled(int length, Action<double[]> fill)
    {
        var values = new double[length];
        fill(values);
        return values;
    }

    [Fact]
    public void Coordinates_and_slots_take_the_lane_and_words_of_the_rule() => Sample.ForAll(100, static sample =>
    {
        var (key, stream, step) = Address(sample);
        var length = sample.Element(sample.Integer(0, 20), sample.Integer(120, 300));
        var gaussian = Filled(length, v => Draws.Gaussian(key, stream, step, v));
        var uniforms = Filled(length, v => Draws.Uniforms(key, stream, step, v));
        var signs = Filled(length, v => Draws.Signs(key, stream, step, v));
        var indices = new int[length];
        Draws.Indices(key, stream, step, 11, indices);
        for (var i = 0; i < length; i++)
        {
            var pair = Philox.Block(key, (uint)step, (uint)(step >> 32), (uint)i / 2, (uint)stream);
            var (cosine, sine) = WordMaps.Gaussians(pair);
            Assert.Equal(i % 2 == 0 ? cosine : sine, gaussian[i]);
            Assert.Equal(i % 2 == 0 ? WordMaps.Uniform(pair.W0, pair.W1) : WordMaps.Uniform(pair.W2, pair.W3), uniforms[i]);

            var four = Philox.Block(key, (uint)step, (uint)(step >> 32), (uint)i / 4, (uint)stream);
            uint[] words = [four.W0, four.W1, four.W2, four.W3];
            Assert.Equal(words[i % 4] >= 0x80000000 ? -1 : 1, signs[i]);

            var own = Philox.Block(key, (uint)step, (uint)(step >> 32), (uint)i, (uint)stream);
            Assert.Equal((int)((own.W0 * 11UL) >> 32), indices[i]);
            Assert.Equal(WordMaps.Uniform(own.W0, own.W1), Draws.Uniform(key, stream, step, (uint)i));
            Assert.Equal(WordMaps.Sign(own.W0), Draws.Rademacher(key, stream, step, (uint)i));
            Assert.Equal(WordMaps.Gaussians(own).Cosine, Draws.Gaussian(key, stream, step, (uint)i));
        }
    });

    [Fact]
    public void A_longer_vector_begins_with_the_shorter_one() => Sample.ForAll(100, static sample =>
    {
        var (key, stream, step) = Address(sample);
        int few = sample.Integer(0, 30), many = few + sample.Integer(0, 10);
        foreach (var fill in new Action<double[]>[]
        {
            v => Draws.Gaussian(key, stream, step, v), v => Draws.Uniforms(key, stream, step, v), v => Draws.Signs(key, stream, step, v),
        })
        {
            Assert.Equal(Filled(few, fill), Filled(many, fill)[..few]);
        }
    });

    [Fact]
    public void A_shuffle_is_a_bijection_and_follows_the_exchanges_of_the_rule() => Sample.ForAll(200, static sample =>
    {
        var length = sample.Element(0, 1, 2, sample.Integer(3, 100));
        var epoch = sample.Word();
        var permutation = new int[length];
        Permutations.Shuffle(sample.Key, epoch, permutation);
        Assert.Equal(Enumerable.Range(0, length), permutation.Order());

        var expected = Enumerable.Range(0, length).ToArray();
        for (var i = 0; i <= length - 2; i++)
        {
            var other = i + Draws.Index(sample.Key, RandomStream.Permutation, epoch, (uint)i, length - i);
            (expected[i], expected[other]) = (expected[other], expected[i]);
        }

        Assert.Equal(expected, permutation);
    });

    [Fact]
    public void A_batch_without_replacement_begins_every_larger_batch_of_its_step() => Sample.ForAll(100, static sample =>
    {
        var count = sample.Integer(1, 50);
        int small = sample.Integer(0, count), large = sample.Integer(small, count);
        var step = sample.Word();
        int[] few = new int[count], many = new int[count];
        Permutations.Batch(sample.Key, step, small, few);
        Permutations.Batch(sample.Key, step, large, many);
        Assert.Equal(few[..small], many[..small]);
        Assert.Equal(Enumerable.Range(0, count), few.Order());
    });

    [Fact]
    public void Every_order_of_four_is_as_frequent_as_any_other()
    {
        const int draws = 24_000;
        var counts = new Dictionary<string, int>();
        var order = new int[4];
        for (var epoch = 0UL; epoch < draws; epoch++)
        {
            Permutations.Shuffle(new Key(7), epoch, order);
            counts[string.Concat(order)] = counts.GetValueOrDefault(string.Concat(order)) + 1;
        }

        Assert.Equal(24, counts.Count);
        var chiSquare = counts.Values.Sum(static n => (n - 1000.0) * (n - 1000.0) / 1000.0);
        Assert.InRange(chiSquare, 4, 60);
    }

    [Fact]
    public void Gaussian_draws_have_the_moments_of_a_standard_normal()
    {
        var z = Filled(200_000, static v => Draws.Gaussian(new Key(3), RandomStream.Measurement, 0, v));
        double Moment(int power) => z.Average(x => Math.Pow(x, power));
        Assert.InRange(Moment(1), -0.01, 0.01);
        Assert.InRange(Moment(2), 0.985, 1.015);
        Assert.InRange(Moment(3), -0.04, 0.04);
        Assert.InRange(Moment(4), 2.9, 3.1);
        Assert.InRange(z.Chunk(2).Average(static p => p[0] * p[1]), -0.015, 0.015);
    }

    [Fact]
    public void Names_and_indices_give_different_child_keys() => Sample.ForAll(100, static sample =>
    {
        var children = Enumerable.Range(0, 50).Select(i => sample.Key.At(i)).Concat(Enumerable.Range(0, 50).Select(i => sample.Key.For(i.ToString()))).ToHashSet();
        Assert.Equal(100, children.Count);
    });
}
