using System.Text.Json;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class RandomReferenceTests
{
    [Fact]
    public void Blocks_and_their_images_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("label-noise", "rng.json"))
        {
            var id = reference.GetProperty("id").GetString();
            var input = reference.GetProperty("input");
            var expected = reference.GetProperty("expected");
            var counter = UnsignedIntegers(input.GetProperty("counter"));
            var key = UnsignedIntegers(input.GetProperty("key"));
            var words = Philox.Block(new Key(key[0] | ((ulong)key[1] << 32)), counter[0], counter[1], counter[2], counter[3]);
            uint[] all = [words.W0, words.W1, words.W2, words.W3];
            var (cosine, sine) = WordMaps.Gaussians(words);

            Compare("words", Tolerance.Exact, [.. all.Select(static w => (double)w)]);
            Compare("uniform", Tolerance.Exact, [WordMaps.Uniform(words.W0, words.W1), WordMaps.Uniform(words.W2, words.W3)]);
            Compare("rademacher", Tolerance.Exact, [.. all.Select(WordMaps.Sign)]);
            Compare("indexOf7", Tolerance.Exact, [.. all.Select(static w => (double)WordMaps.Index(w, 7))]);
            Compare("gaussian", new(0, reference.GetProperty("tolerance").GetProperty("gaussianRelative").GetDouble()), [cosine, sine]);

            void Compare(string member, Tolerance tolerance, double[] actual)
            {
                if (expected.TryGetProperty(member, out var e))
                    Assert.True(tolerance.FirstDifference(actual, ReferenceFiles.Flat(e)) < 0, $"{id}: {member} is {string.Join(", ", actual)}, expected {e}");
            }
        }
    }

    private static uint[] UnsignedIntegers(JsonElement e) => [.. e.EnumerateArray().Select(static x => x.GetUInt32())];

    [Fact]
    public void Child_keys_equal_the_known_answers()
    {
        Assert.Equal(0xfa3bfcddcc97cef4, new Key(0).At(0).Value);
        Assert.Equal(0xd21390a983d2a8fc, new Key(0).At(1).Value);
        Assert.Equal(0x9d15fb1e1b553037, new Key(0).For("init").Value);
        Assert.Equal(0xb581401b18f224dbUL, new Key(1).For("data").Value);
    }

    [Fact]
    public void The_extreme_words_give_one_and_half_an_ulp_and_never_zero()
    {
        Assert.Equal(1.0, WordMaps.Uniform(uint.MaxValue, uint.MaxValue));
        Assert.Equal(Math.ScaleB(1, -54), WordMaps.Uniform(0, 0));
        var (cosine, sine) = WordMaps.Gaussians(new(0, 0, 0, 0));
        Assert.InRange(cosine, 8.6, 8.7);
        Assert.InRange(sine / cosine / (2 * Math.PI * Math.ScaleB(1, -54)), 1 - 1e-15, 1 + 1e-15);
    }
}
