using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>The empirical Rademacher complexity of a class, exact or estimated by drawing signs.</summary>
/// <remarks>Bartlett, Mendelson, Rademacher and Gaussian Complexities: Risk Bounds and Structural Results, JMLR 3, 2002; docs/theory/normalized-flow.md, N36, and
/// capacity-and-path.md, 2.12.</remarks>
/// <param name="Value">The complexity, or its estimate.</param>
/// <param name="StandardError">The standard error of an estimate; 0 for an exact value.</param>
/// <param name="Draws">The sign vectors drawn; 0 for an exact value, which enumerates all.</param>
public sealed record RademacherComplexity(double Value, double StandardError, int Draws)
{
    /// <summary>Whether all sign vectors were enumerated.</summary>
    public bool IsExact => Draws == 0;

    /// <summary>That of the class scaled by a number: <c>R(rho F) = rho R(F)</c>.</summary>
    /// <param name="rho">0 or more.</param>
    public RademacherComplexity Scaled(double rho) => this with { Value = rho * Value, StandardError = rho * StandardError };

    /// <summary>Linear functions with |w|_p at most 1: exact up to <see cref="LinearClass.ExactLimit"/> examples, drawn above.</summary>
    /// <param name="inputs">Examples in rows, at least one.</param>
    /// <param name="p">1 or more, finite.</param>
    /// <param name="key">Draws the signs: draw i is the sign vector of step i of the measurement stream.</param>
    /// <param name="draws">How many sign vectors, 2 or more, where they are drawn; memory does not grow with them.</param>
    /// <returns>The complexity, or an error: emptyData, parameterDomain.</returns>
    public static Either<Error, RademacherComplexity> OfLinear(Matrix inputs, double p, Key key, int draws = 1000) =>
        inputs.Rows == 0 ? new Error.EmptyData("The sample of a Rademacher complexity")
        : !(p >= 1 && double.IsFinite(p)) ? new Error.ParameterDomain("p", FormattableString.Invariant($"{p:R}"), "1 or more, finite")
        : draws < 2 ? new Error.ParameterDomain("The number of sign vectors", $"{draws}", "2 or more")
        : inputs.Rows <= LinearClass.ExactLimit ? LinearClass.Exact(inputs, p).Map(static value => new RademacherComplexity(value, 0, 0))
        : Sampled(inputs, LinearClass.Dual(p), key, draws);

    // The mean and its error by Welford's recurrence.
    private static RademacherComplexity Sampled(Matrix inputs, double dual, Key key, int draws)
    {
        var (signs, combination) = (new double[inputs.Rows], new double[inputs.Columns]);
        var (mean, squares) = (0.0, 0.0);
        for (var draw = 0; draw < draws; draw++)
        {
            Numerics.Draws.Signs(key, RandomStream.Measurement, (ulong)draw, signs);
            System.Array.Clear(combination);
            for (var i = 0; i < signs.Length; i++)
            {
                var row = inputs.Row(i);
                for (var j = 0; j < combination.Length; j++)
                    combination[j] += signs[i] * row[j];
            }

            var value = GroupNorm.Vector(combination, dual) / inputs.Rows;
            var difference = value - mean;
            mean += difference / (draw + 1);
            squares += difference * (value - mean);
        }

        return new(mean, Math.Sqrt(squares / (draws - 1) / draws), draws);
    }
}
