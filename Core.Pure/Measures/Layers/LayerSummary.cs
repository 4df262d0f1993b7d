using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>What is left of a layer when its numbers are dropped: enough for every measure that is a product or a sum over layers.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Rows">The number of output units or channels.</param>
/// <param name="Count">The number of weights.</param>
/// <param name="Frobenius">The Euclidean norm of all weights.</param>
/// <param name="Spectral">The largest singular value, kernels reshaped; NaN where it is not known.</param>
/// <param name="Groups">The norms l_p over incoming weights, l_q over units, in the order of <see cref="Exponents"/>.</param>
public sealed record LayerSummary(string Name, int Rows, long Count, double Frobenius, double Spectral, Arr<double> Groups)
{
    /// <summary>The pairs (p, q) of the group norms.</summary>
    public static Arr<(double P, double Q)> Exponents { get; } = Array<(double, double)>(
        (1, double.PositiveInfinity), (2, double.PositiveInfinity), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1.5));

    /// <summary>The summary of a matrix whose largest singular value is known.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="weights">Rows are output units or channels.</param>
    /// <param name="spectral">The largest singular value.</param>
    /// <param name="kernels">The arithmetic.</param>
    public static LayerSummary Of(string name, Matrix weights, double spectral, Kernels kernels) =>
        new(name, weights.Rows, weights.Span.Length, kernels.Norm(weights.Span), spectral, Exponents.Map(e => GroupNorm.Of(weights, e.P, e.Q)));

    /// <summary>The summary of a matrix.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="weights">Rows are output units or channels.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="key">Draws the starts of iterations: <c>key.For("layers").At(k)</c> for layer k gives the norms of <see cref="MeasureTable"/>.</param>
    /// <returns>An error when the matrix is not finite.</returns>
    public static Either<Error, LayerSummary> Of(string name, Matrix weights, NumericsPolicy numerics, Key key) =>
        SpectralNorm.Of(weights, numerics, key).Map(s => Of(name, weights, s.Value, numerics.Kernels));
}
