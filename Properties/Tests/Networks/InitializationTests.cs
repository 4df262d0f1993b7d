using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

public class InitializationTests
{
    private static readonly Key Key = new(42);

    private static Initialization Valid(Validation<Error, Initialization> created) => created.Match(static i => i, static e => throw new InvalidOperationException(string.Join(" ", e)));

    private static Network Dense(int[] sizes, BiasPlacement bias = BiasPlacement.None) => NetworkInstances.Valid(Network.Dense(sizes, new Activation.Relu(), bias));

    private static Parameters Drawn(Network network, Initialization initialization, Key key) =>
        network.Initialize(initialization, key).Match(static p => p, static e => throw new InvalidOperationException(e.Sentence));

    [Fact]
    public void A_weight_is_the_addressed_draw_times_its_deviation()
    {
        var network = Dense([4, 3, 2], BiasPlacement.All);
        var parameters = Drawn(network, Valid(Initialization.Create(0.5)), Key);
        foreach (var block in network.Layout.Weights)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var expected = new double[block.Columns];
                Draws.Gaussian(Key, RandomStream.Initialization, (ulong)block.Number + ((ulong)row << 32), expected);
                var actual = parameters.MatrixOf(block).Row(row);
                for (var i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i] * (0.5 * Math.Sqrt(2.0 / block.Columns)), actual[i]);
            }
        }

        Assert.All(network.Layout.Blocks.Filter(static b => b.Kind == BlockKind.Bias), b => Assert.All(parameters.Of(b).ToArray(), static x => Assert.Equal(0, x)));
    }

    [Fact]
    public void A_wider_network_keeps_every_earlier_draw()
    {
        var (small, large) = (Dense([4, 3, 2], BiasPlacement.First), Dense([4, 7, 2], BiasPlacement.First));
        var (a, b) = (Drawn(small, Initialization.Standard, Key), Drawn(large, Initialization.Standard, Key));
        for (var row = 0; row < 3; row++)
            Assert.Equal(a.Weight(0).Row(row), b.Weight(0).Row(row));
        // The fan-in of the second layer changed, so its draws agree before they are scaled.
        for (var row = 0; row < 2; row++)
            for (var i = 0; i < 3; i++)
                Assert.Equal(a.Weight(1)[row, i] / Math.Sqrt(2.0 / 3), b.Weight(1)[row, i] / Math.Sqrt(2.0 / 7), 1e-15);
    }

    [Fact]
    public void Layers_have_their_own_scales_and_keys_their_own_draws()
    {
        var network = Dense([50, 40, 30], BiasPlacement.Propagated);
        var parameters = Drawn(network, Valid(Initialization.Create(1, [3, 0.25])), Key);
        var plain = Drawn(network, Initialization.Standard, Key);
        Assert.Equal(plain.Weight(0).Span.ToArray().Select(static x => 3 * x), parameters.Weight(0).Span.ToArray(), static (x, y) => Math.Abs(x - y) <= 1e-15);
        Assert.Equal(plain.Weight(1).Span.ToArray().Select(static x => x / 4), parameters.Weight(1).Span.ToArray());
        Assert.NotEqual(plain.Weight(0), Drawn(network, Initialization.Standard, new Key(43)).Weight(0));
        Assert.Equal(1, parameters.Of(network.Layout.Blocks.Find(static b => b.Kind == BlockKind.Scale).IfNone(() => throw new InvalidOperationException()))[0]);
    }

    [Fact]
    public void A_fresh_network_with_a_propagated_bias_computes_what_the_one_without_computes()
    {
        var (plain, carried) = (Dense([3, 5, 4, 2]), Dense([3, 5, 4, 2], BiasPlacement.Propagated));
        double[] inputs = [0.5, -1, 2, 1, 0, -0.25];
        var expected = ReferenceNetworks.Outputs(plain, Drawn(plain, Initialization.Standard, Key), inputs);
        // Block numbers differ, so weights are copied rather than drawn.
        var theta = Drawn(carried, Initialization.Standard, Key).Flat.ToArray();
        for (var k = 0; k < 3; k++)
            Drawn(plain, Initialization.Standard, Key).Weight(k).Span.CopyTo(theta.AsSpan(carried.Layout.Weights[k].Offset));
        Assert.Equal(expected, ReferenceNetworks.Outputs(carried, ReferenceNetworks.ParametersOf(carried, theta), inputs));
        // A bias b in the second layer adds b, because the carrier is 1 there.
        theta[carried.Layout.Blocks.Find(static b => b.Name == "layer3.b").Map(static b => b.Offset).IfNone(0)] = 0.75;
        Assert.Equal(expected[0] + 0.75, ReferenceNetworks.Outputs(carried, ReferenceNetworks.ParametersOf(carried, theta), inputs)[0], 1e-15);
    }

    [Fact]
    public void Draws_have_the_promised_deviation()
    {
        var network = Dense([200, 300, 1]);
        var weights = Drawn(network, Valid(Initialization.Create(2)), new Key(7)).Weight(0).Span.ToArray();
        var variance = weights.Sum(static x => x * x) / weights.Length;
        // 60,000 draws: the standard error of the variance is sqrt(2 / 60000) = 0.6 %.
        Assert.Equal(1, variance / (4 * 2.0 / 200), 0.03);
        Assert.True(Math.Abs(weights.Average()) < 5 * Math.Sqrt(variance / weights.Length));
    }

    [Fact]
    public void Bad_scales_are_all_reported()
    {
        Initialization.Create(-1, [double.NaN, 1, -2], double.PositiveInfinity).Match(
            static _ => Assert.Fail("accepted"),
            static errors => Assert.Equal(["-1", "NaN", "-2", "Infinity"], errors.Map(static e => ((Error.ParameterDomain)e).Given).ToArray()));
        var network = Dense([2, 2, 1]);
        Assert.Equal("shapeMismatch", network.Initialize(Valid(Initialization.Create(1, [1, 1, 1])), Key).Match(static _ => "accepted", static e => e.Category));
    }
}
