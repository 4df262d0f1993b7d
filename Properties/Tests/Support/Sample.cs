using Marginalia.Numerics;
using Xunit.Sdk;

namespace Marginalia.Tests;

/// <summary>One generated instance of a law: numbers in the order they are asked for, a function of seed and index alone.</summary>
/// <remarks>The seed is 1 unless MARGINALIA_SEED says otherwise; a failure prints seed and index.</remarks>
public sealed class Sample(Key key)
{
    private ulong _asked;

    public Key Key { get; } = key;

    /// <summary>Runs a law on <paramref name="count"/> instances.</summary>
    public static void ForAll(int count, Action<Sample> law)
    {
        var seed = Environment.GetEnvironmentVariable("MARGINALIA_SEED") is { Length: > 0 } given ? ulong.Parse(given) : 1;
        for (var i = 0; i < count; i++)
        {
            try
            {
                law(new Sample(new Key(seed).At(i)));
            }
            catch (Exception e)
            {
                throw new XunitException($"Instance {i} of seed {seed} (set MARGINALIA_SEED={seed} to replay): {e.Message}", e);
            }
        }
    }

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Integer(int least, int most) => least + Draws.Index(Key, RandomStream.Data, _asked++, 0, most - least + 1);

    public ulong Word()
    {
        var words = Philox.At(Key, RandomStream.Data, _asked++, 0);
        return words.W0 | ((ulong)words.W1 << 32);
    }

    public double Uniform(double least, double most) => least + ((most - least) * Draws.Uniform(Key, RandomStream.Data, _asked++, 0));

    public double[] Gaussian(int length)
    {
        var values = new double[length];
        Draws.Gaussian(Key, RandomStream.Data, _asked++, values);
        return values;
    }

    public T Element<T>(params ReadOnlySpan<T> choices) => choices[Integer(0, choices.Length - 1)];
}
