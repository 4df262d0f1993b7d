using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The network <c>f(x) = sum_i u_i v_i x_i</c> under the exponential loss, whose gradient flow tends to the largest margin in the l1 norm.</summary>
/// <remarks>A layer of its own would be needed to train it like the others; its flow is written out here. Gunasekar, Lee, Soudry, Srebro, Implicit Bias of Gradient Descent
/// on Linear Convolutional Networks, arXiv:1806.00468; docs/theory/normalized-flow.md, N29.</remarks>
public static class DiagonalNetwork
{
    private const double RelativeTolerance = 1e-9;
    private const long LargestSteps = 1_000_000;

    /// <summary>The end-to-end weights <c>w_i = u_i v_i</c> where gradient flow from a start with equal entries has come to a given psi.</summary>
    /// <param name="points">One z_n = y_n x_n per row, at least one.</param>
    /// <param name="u">Every u_i at the start.</param>
    /// <param name="v">Every v_i at the start; not both may be 0, which is a saddle.</param>
    /// <param name="psi">Where to stop, at least psi of the start.</param>
    /// <returns>w, or an error for a start that cannot be followed.</returns>
    public static Either<Error, Vector> Follow(Matrix points, double u, double v, double psi)
    {
        var d = points.Columns;
        var gain = psi - LinearMargins.Of(points, Enumerable.Repeat(u * v, d).ToArray()).Psi;
        if (!(gain >= 0) || double.IsInfinity(gain))
            return new Error.ParameterDomain("psi", FormattableString.Invariant($"{psi:R}"), FormattableString.Invariant($"a finite number of at least {psi - gain:G6}, that of the start"));
        var problem = new OdeProblem((_, y, slope) => Slope(points, y, slope));
        return DormandPrince.Create(RelativeTolerance, 0).ToEither().MapLeft(static errors => errors[0]).Bind(method => method
            .Start(problem, 0, Vector.Build(2 * d, y =>
            {
                y[..d].Fill(u);
                y[d..].Fill(v);
            }))
            .Bind(state => End(method.Integrate(problem, state, gain, LargestSteps), d)));
    }

    private static Either<Error, Vector> End(OdeRun run, int d) => run.Outcome == OdeOutcome.Reached
        ? Vector.Build(d, w =>
        {
            for (var i = 0; i < d; i++)
                w[i] = run.State.Y[i] * run.State.Y[d + i];
        })
        : new Error.Unsupported("The flow of the diagonal network", run.Outcome.Sentence, "ask for a smaller gain of psi");

    // In the clock in which psi grows at rate 1; g = sum omega_n z_n, and grad psi = (g v, g u) entry by entry.
    private static void Slope(Matrix points, ReadOnlySpan<double> y, Span<double> slope)
    {
        var d = points.Columns;
        var w = new double[d];
        for (var i = 0; i < d; i++)
            w[i] = y[i] * y[d + i];
        var omega = LinearMargins.Of(points, w).ExampleWeights;
        var square = 0.0;
        for (var i = 0; i < d; i++)
        {
            var g = 0.0;
            for (var n = 0; n < omega.Length; n++)
                g = Math.FusedMultiplyAdd(omega[n], points[n, i], g);
            (slope[i], slope[d + i]) = (g * y[d + i], g * y[i]);
            square += (slope[i] * slope[i]) + (slope[d + i] * slope[d + i]);
        }

        foreach (ref var s in slope)
            s /= square;
    }
}
