using Marginalia.Numerics;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Small results of draws, losses, decompositions, Krylov spaces and integrations under the portable policy, for the recorded hashes.</summary>
internal static class FloorResults
{
    internal static IEnumerable<(string Name, double[] Values)> All()
    {
        var numerics = NumericsPolicy.Portable();
        double[] normal = new double[301], uniform = new double[301], omega = new double[301];
        Draws.Gaussian(new Key(7).For("hash"), RandomStream.Data, 3, normal);
        Draws.Uniforms(new Key(7).For("hash"), RandomStream.Data, 3, uniform);
        yield return ("gaussian", normal);
        yield return ("uniform", uniform);
        yield return ("exponential-loss", [ExponentialMargins.LogLoss(normal, omega), ExponentialMargins.WeightEntropy(normal), .. omega]);
        yield return ("logistic-loss", [LogisticMargins.LogLoss(normal, omega), .. omega]);

        var a = Matrix.Of(12, 12, normal.AsSpan(0, 144));
        var svd = Right(numerics.Decompositions.Svd(a));
        yield return ("svd", [.. svd.Left.Span, .. svd.Values.Span, .. svd.RightTransposed.Span]);
        var eigen = Right(numerics.Decompositions.SymmetricEigen(a));
        yield return ("symmetric-eigen", [.. eigen.Values.Span, .. eigen.Vectors.Span]);
        yield return ("solve", Right(numerics.Decompositions.Solve(a, Matrix.Of(12, 1, uniform.AsSpan(0, 12)))).Span.ToArray());
        var lanczos = Right(Lanczos.Run(numerics, new LinearOperator(20, Mixing), normal.AsSpan(0, 20), 9));
        yield return ("lanczos", [.. lanczos.RitzValues.Span, .. lanczos.ResidualBounds.Span, .. lanczos.Basis.Span]);

        var problem = new OdeProblem(static (t, y, slope) =>
        {
            for (var i = 0; i < y.Length; i++)
                slope[i] = y[(i + 1) % y.Length] - (y[i] * y[i] * y[i]) + (0.1 * t);
        });
        foreach (var method in new OdeMethod[] { Valid(DormandPrince.Create(1e-7)), Valid(ImplicitMidpoint.Create(0.05)), Valid(RungeKutta4.Create(0.05)) })
        {
            var start = Right(method.Start(problem, 0, Vector.Of(normal.AsSpan(0, 37))));
            yield return (method.Name.Replace(' ', '-'), method.Integrate(problem, start, 1).State.Y.ToArray());
        }
    }

    private static void Mixing(ReadOnlySpan<double> x, Span<double> image)
    {
        for (var i = 0; i < x.Length; i++)
            image[i] = (i * x[i]) + x[x.Length - 1 - i];
    }
}
