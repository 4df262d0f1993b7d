using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Moments of the Gibbs density <c>exp(-F(V) / T)</c> on the unit circle, <c>F(V) = sum_n exp(-rho z_n . V)</c>: what Langevin dynamics of a linear model with two
/// inputs has for a stationary law.</summary>
/// <remarks>docs/theory/normalized-flow.md, A11 and N34. The trapezoidal rule on a periodic analytic integrand converges faster than any power; the number of
/// places is doubled until no place has much of the mass and nothing changes any more.</remarks>
/// <param name="MeanCosine">E V_1.</param>
/// <param name="MeanSine">E V_2.</param>
/// <param name="MeanSquaredCosine">E V_1^2.</param>
public sealed record CircleMoments(double MeanCosine, double MeanSine, double MeanSquaredCosine)
{
    private const int Most = 1 << 20;

    /// <summary>Computes the moments.</summary>
    /// <param name="points">One z_n = y_n x_n per row, two columns.</param>
    /// <param name="rho">The norm of the model, 0 or more.</param>
    /// <param name="temperature">T, positive.</param>
    /// <returns>The moments, or an error: shapeMismatch, parameterDomain, unsupported when the density is too narrow to be integrated.</returns>
    public static Either<Error, CircleMoments> Of(Matrix points, double rho, double temperature)
    {
        if (points.Columns != 2)
            return Left<Error, CircleMoments>(new Error.ShapeMismatch("The points", $"{points.Rows} x {points.Columns}", $"{points.Rows} x 2"));
        if (!(rho >= 0 && double.IsFinite(rho)))
            return Left<Error, CircleMoments>(new Error.ParameterDomain("rho", FormattableString.Invariant($"{rho:R}"), "0 or a positive number"));
        if (!(temperature > 0 && double.IsFinite(temperature)))
            return Left<Error, CircleMoments>(new Error.ParameterDomain("the temperature", FormattableString.Invariant($"{temperature:R}"), "a positive number"));
        var last = At(points, rho, temperature, 64, out _);
        for (var places = 128; places <= Most; places *= 2)
        {
            var next = At(points, rho, temperature, places, out var largest);
            if (largest < 0.125 && Math.Abs(next.MeanCosine - last.MeanCosine) + Math.Abs(next.MeanSine - last.MeanSine) + Math.Abs(next.MeanSquaredCosine - last.MeanSquaredCosine) <= 1e-14)
                return Right<Error, CircleMoments>(next);
            last = next;
        }

        return Left<Error, CircleMoments>(new Error.Unsupported("A density this narrow", $"{Most} places do not resolve it", "take a higher temperature"));
    }

    private static CircleMoments At(Matrix points, double rho, double temperature, int places, out double largest)
    {
        var logs = new double[places];
        for (var k = 0; k < places; k++)
        {
            var (cosine, sine) = Place(k, places);
            for (var n = 0; n < points.Rows; n++)
                logs[k] -= Elementary.Exp(-rho * ((points[n, 0] * cosine) + (points[n, 1] * sine))) / temperature;
        }

        LogDomain.Softmax(logs, logs);
        largest = logs.Max();
        double c = 0, s = 0, cc = 0;
        for (var k = 0; k < places; k++)
        {
            var (cosine, sine) = Place(k, places);
            (c, s, cc) = (c + (logs[k] * cosine), s + (logs[k] * sine), cc + (logs[k] * cosine * cosine));
        }

        return new(c, s, cc);
    }

    private static (double Cosine, double Sine) Place(int k, int places)
    {
        var angle = 2 * Math.PI * ((double)k / places);
        return (Elementary.Cos(angle), Elementary.Sin(angle));
    }
}
