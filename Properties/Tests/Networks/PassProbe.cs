using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>One network with numbers, and S = sum c f + |f|^2 / 2 as the scalar whose derivatives are compared.</summary>
internal sealed class PassProbe
{
    internal const int Count = 5;

    internal PassProbe(Network network, int seed, Kernels? kernels = null)
    {
        var random = new Random(seed);
        (Network, Kernels) = (network, kernels ?? new ReferenceKernels());
        Theta = Numbers(random, network.ParameterCount);
        Inputs = Numbers(random, Count * network.InputSize);
        Coefficients = Numbers(random, Count * network.OutputCount);
        Direction = Numbers(random, network.ParameterCount);
        OtherDirection = Numbers(random, network.ParameterCount);
    }

    internal Network Network { get; }

    internal Kernels Kernels { get; }

    internal double[] Theta { get; }

    internal double[] Inputs { get; }

    internal double[] Coefficients { get; }

    internal double[] Direction { get; }

    internal double[] OtherDirection { get; }

    internal Tape Tape(int capacity = Count, bool withInput = false) => new(Network, capacity, Kernels, withInput);

    internal Tape Run(double[] theta, double[]? inputs = null)
    {
        var tape = Tape();
        tape.Forward(theta, inputs ?? Inputs, Count);
        return tape;
    }

    internal double[] Outputs(double[] theta, double[]? inputs = null) => Run(theta, inputs).Outputs.ToArray();

    internal double Value(double[] theta, double[]? inputs = null)
    {
        var outputs = Outputs(theta, inputs);
        return outputs.Select((f, i) => (Coefficients[i] * f) + (f * f / 2)).Sum();
    }

    internal double[] Cotangent(Tape tape) => [.. tape.Outputs.ToArray().Zip(Coefficients, static (f, c) => f + c)];

    internal double[] Gradient(double[] theta)
    {
        var tape = Run(theta);
        var gradient = new double[theta.Length];
        tape.Backward(Cotangent(tape), Sink.Store(gradient));
        return gradient;
    }

    internal double[] HessianProduct(double[] direction)
    {
        var tape = Run(Theta);
        tape.ForwardTangent(direction);
        var product = new double[Theta.Length];
        tape.BackwardTangent(Cotangent(tape), tape.OutputTangents, Sink.None, Sink.Store(product));
        return product;
    }

    internal static double[] Step(double[] x, double t, double[] v) => [.. x.Zip(v, (a, b) => a + (t * b))];

    internal static double[] Slope(double[] plus, double[] minus, double h) => [.. plus.Zip(minus, (p, m) => (p - m) / (2 * h))];

    internal static double Dot(double[] x, double[] y) => x.Zip(y, static (a, b) => a * b).Sum();

    private static double[] Numbers(Random random, int count)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (2 * random.NextDouble()) - 1;
        return numbers;
    }
}
