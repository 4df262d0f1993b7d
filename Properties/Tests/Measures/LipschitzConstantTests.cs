using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Lipschitz constants of networks with convolutions, pools, sums and recurrences against pairs of inputs, and those of pools against what they are the maximum of.</summary>
public sealed class LipschitzConstantTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    [Fact]
    public void NoPairOfInputsMovesTheOutputsFurtherThanTheConstantAllows() => Sample.ForAll(40, static sample =>
    {
        var network = Graph(sample);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var constant = Constant(network, parameters, sample.Key);
        var inputs = Matrix.Of(40, network.InputSize, sample.Gaussian(40 * network.InputSize));
        var outputs = network.Outputs(parameters, inputs, Numerics.Kernels);
        for (var i = 0; i + 1 < inputs.Rows; i += 2)
            Assert.True(Distance(outputs.Row(i), outputs.Row(i + 1)) <= constant * Distance(inputs.Row(i), inputs.Row(i + 1)) * (1 + 1e-12), network.Text);
    });

    [Fact]
    public void TheConstantOfAMaxPoolIsAttainedByASingleBrightPixel() => Sample.ForAll(60, static sample =>
    {
        var pool = new MaxPool(Window(sample));
        var network = Alone(pool, sample);
        var (parameters, largest) = (Unwrap.Valid(Parameters.Create(network.Layout, Vector.Empty)), 0.0);
        for (var pixel = 0; pixel < network.InputSize; pixel++)
            largest = Math.Max(largest, Numerics.Kernels.Norm(network.Outputs(parameters, Matrix.Build(1, network.InputSize, x => x[pixel] = 1), Numerics.Kernels).Span));
        CapacityCases.Check(pool.Text, largest, Constant(network, parameters, sample.Key), 1e-14);
    });

    [Fact]
    public void TheConstantOfAnAveragePoolIsNoLessThanItsNormAndEqualWhereWindowsAreApart() => Sample.ForAll(60, static sample =>
    {
        var pool = new AveragePool(Window(sample), sample.Integer(0, 1) == 1);
        var network = Alone(pool, sample);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Empty));
        var unrolled = network.Outputs(parameters, Matrix.Build(network.InputSize, network.InputSize, static x =>
        {
            for (var i = 0; i * i < x.Length; i++)
                x[i * ((int)Math.Sqrt(x.Length) + 1)] = 1;
        }), Numerics.Kernels);
        var (exact, constant) = (Unwrap.Right(Numerics.Decompositions.SingularValues(unrolled))[0], Constant(network, parameters, sample.Key));
        Assert.True(constant >= exact * (1 - 1e-12), pool.Text);
        if (pool.Window.StrideY >= pool.Window.Height && pool.Window.StrideX >= pool.Window.Width)
            CapacityCases.Check(pool.Text, exact, constant, 1e-12);
    });

    [Fact]
    public void ResidualBlocksWithoutOverflowAddTheirBranches()
    {
        // x + W x with W = 2: the constant 3 to the power of 800 has a logarithm and no double.
        var nodes = Enumerable.Range(0, 800).SelectMany(static k => new[]
        {
            new Node($"d{k}", new Dense(1, false, new Activation.Linear()), Array(2 * k)),
            new Node($"s{k}", new Sum(), Array(2 * k, (2 * k) + 1)),
        }).ToArr();
        var network = Unwrap.Valid(Network.Create(Shape.Of(1), nodes));
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Build(800, static w => w.Fill(2))));
        var value = Measured(network, parameters, new Key(1));
        CapacityCases.Check("logarithm", 800 * Math.Log(3), value.Log.IfNone(double.NaN), 1e-12);
        Assert.Equal(double.PositiveInfinity, value.Value.OrNaN);
    }

    [Fact]
    public void AnActivationWithoutAConstantIsNamed()
    {
        var network = Unwrap.Valid(Network.Dense([2, 3, 1], new Activation.Power(3), BiasPlacement.None));
        var value = Measured(network, Unwrap.Right(network.Initialize(Initialization.Standard, new Key(1))), new Key(1));
        Assert.Contains("layer1", Assert.IsType<Number.Undefined>(value.Value).Reason, StringComparison.Ordinal);
    }

    private static Network Graph(Sample sample) => sample.Integer(0, 2) switch
    {
        0 => Unwrap.Valid(Network.Create(Shape.Of(2, 6, 6), Array(
            new Node("c1", new Convolution(4, Marginalia.Networks.Window.Square(3, sample.Integer(1, 2), 1), true, sample.Integer(1, 2), sample.Element(Padding.Zero, Padding.Circular)), Array(0)),
            new Node("a1", new Elementwise(sample.Element<Activation>(new Activation.Relu(), new Activation.Tanh(), new Activation.LeakyRelu(-1.5))), Array(1)),
            new Node("c2", new Convolution(4, Marginalia.Networks.Window.Square(3, 1, 1), true), Array(2)),
            new Node("sum", new Sum(), Array(3, 2)),
            new Node("affine", new AffineChannel(), Array(4)),
            new Node("pool", sample.Element<Operation>(new MaxPool(Marginalia.Networks.Window.Square(3, 2, 1)), new AveragePool(Marginalia.Networks.Window.Square(2, 1), true), new GlobalAveragePool()), Array(5)),
            new Node("d", new Dense(5, true, new Activation.Relu()), Array(6)),
            new Node("join", new Concatenate(0), Array(7, 7)),
            new Node("out", new Dense(3, true, new Activation.Linear()), Array(8))))),
        1 => Unwrap.Valid(Network.Create(Shape.Of(4, 3), Array(
            new Node("r", new Recurrent(5, true, sample.Element<Activation>(new Activation.Relu(), new Activation.Tanh()), sample.Integer(0, 1) == 1), Array(0)),
            new Node("out", new Dense(2, true, new Activation.Linear()), Array(1))))),
        _ => Unwrap.Valid(Network.Dense([4, 6, 5, 2], new Activation.Relu(), BiasPlacement.Propagated)),
    };

    private static Window Window(Sample sample)
    {
        var size = sample.Integer(1, 3);
        var padding = sample.Integer(0, size - 1);
        return Marginalia.Networks.Window.Square(size, sample.Integer(1, 3), padding) with { Width = sample.Integer(Math.Max(1, padding + 1), 3) };
    }

    private static Network Alone(Operation pool, Sample sample) =>
        Unwrap.Valid(Network.Create(Shape.Of(1, sample.Integer(3, 6), sample.Integer(3, 6)), Array(new Node("pool", pool, Array(0)))));

    private static double Constant(Network network, Parameters parameters, Key key) => Measured(network, parameters, key).Value.Match(static v => v, static why => throw new InvalidOperationException(why));

    private static MeasureValue Measured(Network network, Parameters parameters, Key key) => MeasureTable.Evaluate(
        new(network, parameters, Option<Parameters>.None, Option<Data.Dataset>.None, Numerics, key), static m => m.Id == "lipschitz.l2-l2.spectral")[0].Value;

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
