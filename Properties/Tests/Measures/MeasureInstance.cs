using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>A generated network with initial weights and examples that it classifies right, and the changes that measures may claim not to see.</summary>
public sealed record MeasureInstance(Sample Sample, int[] Sizes, bool Bias, MeasureInput Input)
{
    public static MeasureInstance Of(Sample sample)
    {
        int[] sizes = [sample.Integer(2, 4), .. Enumerable.Range(0, sample.Integer(1, 2)).Select(_ => sample.Integer(3, 5)), sample.Integer(2, 3)];
        var bias = sample.Integer(0, 1) == 1;
        var network = NetworkOf(sizes, bias);
        var inputs = Matrix.Of(9, sizes[0], sample.Gaussian(9 * sizes[0]));
        var parameters = ReferenceNetworks.ParametersOf(network, sample.Gaussian(network.ParameterCount));
        var outputs = ReferenceNetworks.Outputs(network, parameters, inputs.Span.ToArray());
        // The network's own decisions as labels: margins are positive, so that ratios over the margin exist.
        var labels = Labels.Build(9, i => Enumerable.Range(0, sizes[^1]).MaxBy(k => outputs[(i * sizes[^1]) + k]));
        var data = Unwrap.Valid(Dataset.Create("generated", inputs, new Targets.Classes(labels, sizes[^1]), ""));
        return new(sample, sizes, bias, new(network, parameters, Some(ReferenceNetworks.ParametersOf(network, sample.Gaussian(network.ParameterCount))), Some(data), NumericsPolicy.Portable(), sample.Key));
    }

    /// <summary>The input after a change, which is applied to the initial weights too.</summary>
    public MeasureInput Changed(Invariances change, bool dyadic)
    {
        double Factor() => dyadic ? Math.ScaleB(1, Sample.Integer(-4, 4)) : Math.Pow(10, Sample.Uniform(-1, 1));
        var factors = Sizes[1..^1].Select(h => Enumerable.Range(0, h).Select(_ => Factor()).ToArray()).ToArray();
        switch (change)
        {
            case Invariances.NodeRescaling:
                return Both(p => Rescaled(p, factors));
            case Invariances.LayerRescaling:
                return Both(p => Rescaled(p, [.. factors.Select(static f => System.Array.ConvertAll(f, _ => f[0]))]));
            case Invariances.UnitPermutation:
                var orders = Sizes[1..^1].Select(h => Enumerable.Range(0, h).OrderBy(_ => Sample.Word()).ToArray()).ToArray();
                return Both(p => orders.Select(static (order, k) => (order, k)).Aggregate(p, (q, o) => Unwrap.Right(Input.Network.PermuteUnits(q, o.k, o.order))));
            case Invariances.ZeroPadding:
                int[] wider = [Sizes[0], .. Sizes[1..^1].Select(h => h + Sample.Integer(1, 3)), Sizes[^1]];
                var network = NetworkOf(wider, Bias);
                return Both(p => Padded(p, network)) with { Network = network };
            case Invariances.GlobalScaling:
                var factor = Factor();
                return Both(p => ReferenceNetworks.ParametersOf(Input.Network, [.. p.Flat.ToArray().Select(w => factor * w)]));
            default:
                throw new ArgumentOutOfRangeException(nameof(change));
        }
    }

    public Parameters Rescaled(Parameters parameters, double[][] factors)
    {
        for (var k = 0; k < factors.Length; k++)
            for (var j = 0; j < factors[k].Length; j++)
                parameters = Unwrap.Right(Input.Network.RescaleNode(parameters, k, j, factors[k][j]));
        return parameters;
    }

    private MeasureInput Both(Func<Parameters, Parameters> change) => Input with { Parameters = change(Input.Parameters), Initial = Input.Initial.Map(change) };

    private static Parameters Padded(Parameters parameters, Network network)
    {
        var flat = new double[network.ParameterCount];
        foreach (var (from, to) in parameters.Layout.Blocks.Zip(network.Layout.Blocks))
            for (var r = 0; r < from.Rows; r++)
                parameters.Of(from).Slice(r * from.Columns, from.Columns).CopyTo(flat.AsSpan(to.Offset + (r * to.Columns)));
        return ReferenceNetworks.ParametersOf(network, flat);
    }

    private static Network NetworkOf(int[] sizes, bool bias) => NetworkInstances.Valid(Network.Dense(sizes, new Activation.Relu(), bias ? BiasPlacement.All : BiasPlacement.None));
}
