using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>The portable policy promises bits: these were recorded under AVX-512 and are the same without it, without AVX2 and without any intrinsics.</summary>
public sealed class NumericsBitsTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    private static double[] Gaussian()
    {
        var z = new double[1001];
        Draws.Gaussian(new Key(5), RandomStream.Measurement, 3, z);
        return z;
    }

    private static void Bits(string recorded, params double[][] numbers) =>
        Assert.Equal(recorded, Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(numbers.SelectMany(static n => n).ToArray().AsSpan())))[..16]);

    [Fact]
    public void Draws_have_the_recorded_bits()
    {
        var uniforms = new double[1001];
        Draws.Uniforms(new Key(5), RandomStream.Measurement, 4, uniforms);
        Bits("CB1EB624DAC02699", Gaussian(), uniforms);
    }

    [Fact]
    public void Losses_have_the_recorded_bits()
    {
        double[] logistic = new double[1001], exponential = new double[1001];
        Bits("D64ADE42F601E645", [LogisticMargins.LogLoss(Gaussian(), logistic), ExponentialMargins.LogLoss(Gaussian(), exponential), ExponentialMargins.WeightEntropy(Gaussian())], logistic, exponential);
    }

    [Fact]
    public void Decompositions_and_Krylov_spaces_have_the_recorded_bits()
    {
        var z = Gaussian();
        var a = Matrix.Of(20, 20, z.AsSpan(0, 400));
        var svd = Right(Numerics.Decompositions.Svd(a));
        var eigen = Right(Numerics.Decompositions.SymmetricEigen(a));
        var lanczos = Right(Lanczos.Run(Numerics, new LinearOperator(20, (x, image) =>
        {
            for (var i = 0; i < 20; i++)
                image[i] = (i * x[i]) + x[19 - i];
        }), z.AsSpan(500, 20), 9));
        Bits("5883AF6A40424523", svd.Left.Span.ToArray(), svd.Values.ToArray(), eigen.Vectors.Span.ToArray(), lanczos.RitzValues.ToArray(), lanczos.Basis.Span.ToArray());
    }

    [Fact]
    public void Integrations_have_the_recorded_bits()
    {
        var problem = new OdeProblem(static (t, y, slope) =>
        {
            for (var i = 0; i < y.Length; i++)
                slope[i] = y[(i + 1) % y.Length] - (y[i] * y[i] * y[i]) + (0.1 * t);
        });
        OdeMethod[] methods = [Valid(DormandPrince.Create(1e-7)), Valid(ImplicitMidpoint.Create(0.05)), Valid(RungeKutta4.Create(0.05))];
        Bits("7B7C7F89CBE5DDB4", [.. methods.Select(m => m.Integrate(problem, Right(m.Start(problem, 0, Vector.Of(Gaussian().AsSpan(0, 37)))), 3).State.Y.ToArray())]);
    }
}
