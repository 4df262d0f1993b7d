using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Measures;

/// <summary>The largest loss found in a neighbourhood of the parameters.</summary>
/// <param name="Alpha">The size of the neighbourhood.</param>
/// <param name="Loss">The loss at its center.</param>
/// <param name="Largest">The largest loss visited, the center included: a lower estimate of the maximum.</param>
/// <param name="Maximizer">Where it was found.</param>
public sealed record SharpnessPoint(double Alpha, double Loss, double Largest, Parameters Maximizer)
{
    /// <summary>The increase, 0 or more.</summary>
    public double Increase => Largest - Loss;

    /// <summary>100 times the increase over 1 plus the loss.</summary>
    public double KeskarPercent => 100 * Increase / (1 + Loss);
}

/// <summary>Sharpness by projected sign-gradient ascent with warm starts from smaller neighbourhoods, so that it is never negative and never decreases.</summary>
/// <remarks>Keskar et al., arXiv:1609.04836; Kwon et al., arXiv:2102.11600; docs/theory/capacity-and-path.md, 2.8.</remarks>
public static class Sharpness
{
    private const int Steps = 20;

    /// <summary>The largest losses in boxes <c>|v_i| &lt;= alpha (|w_i| + 1)</c> (isotropic, Keskar) or <c>alpha |w_i|</c> (magnitude).</summary>
    /// <param name="objective">The loss.</param>
    /// <param name="parameters">The center w.</param>
    /// <param name="alphas">Increasing sizes.</param>
    /// <param name="kind">Which box.</param>
    /// <param name="weightsOnly">Whether biases and scales stay as they are.</param>
    public static Arr<SharpnessPoint> Boxes(Objective objective, Parameters parameters, ReadOnlySpan<double> alphas, NoiseKind kind, bool weightsOnly = false)
    {
        var reach = Reach(parameters, kind, weightsOnly);
        var loss = objective.Value(parameters);
        var (best, place) = (loss, new double[reach.Length]);
        var points = new List<SharpnessPoint>();
        foreach (var alpha in alphas)
        {
            foreach (var start in new[] { new double[reach.Length], (double[])place.Clone() })
                Ascend(objective, parameters, reach, alpha, start, ref best, ref place);
            points.Add(new(alpha, loss, best, Moved(parameters, place)));
        }

        return points.ToArr();
    }

    /// <summary>The largest loss in the ball <c>|v / |w||_2 &lt;= rho</c>, by steps to the point of the ball that the gradient points to.</summary>
    /// <param name="objective">The loss.</param>
    /// <param name="parameters">The center w.</param>
    /// <param name="rho">The radius, relative to the weights.</param>
    public static SharpnessPoint Adaptive(Objective objective, Parameters parameters, double rho)
    {
        var reach = Reach(parameters, NoiseKind.Magnitude, false);
        var loss = objective.Value(parameters);
        var (best, place, v) = (loss, new double[reach.Length], new double[reach.Length]);
        for (var step = 0; step < Steps; step++)
        {
            var gradient = objective.Gradient(Moved(parameters, v));
            for (var i = 0; i < v.Length; i++)
                v[i] = reach[i] * gradient[i];
            var norm = objective.Numerics.Kernels.Norm(v);
            if (!(norm > 0))
                break;
            for (var i = 0; i < v.Length; i++)
                v[i] = rho * reach[i] * v[i] / norm;
            Keep(objective, parameters, v, ref best, ref place);
        }

        return new(rho, loss, best, Moved(parameters, place));
    }

    // Half of the steps go to corners, which is where a convex loss is largest; the rest refine from the best point with smaller steps.
    private static void Ascend(Objective objective, Parameters parameters, double[] reach, double alpha, double[] v, ref double best, ref double[] place)
    {
        for (var step = 0; step < Steps; step++)
        {
            if (step == Steps / 2)
                v = (double[])place.Clone();
            var gradient = objective.Gradient(Moved(parameters, v));
            var length = step < Steps / 2 ? 2 : 0.25;
            for (var i = 0; i < v.Length; i++)
            {
                var box = alpha * reach[i];
                v[i] = gradient[i] == 0 ? v[i] : Math.Clamp(v[i] + (length * box * Math.Sign(gradient[i])), -box, box);
            }

            Keep(objective, parameters, v, ref best, ref place);
        }
    }

    private static void Keep(Objective objective, Parameters parameters, double[] v, ref double best, ref double[] place)
    {
        var loss = objective.Value(Moved(parameters, v));
        if (loss > best)
            (best, place) = (loss, (double[])v.Clone());
    }

    private static double[] Reach(Parameters parameters, NoiseKind kind, bool weightsOnly)
    {
        var reach = new double[parameters.Flat.Length];
        foreach (var block in parameters.Layout.Blocks)
        {
            for (var i = block.Offset; i < block.Offset + block.Size; i++)
                reach[i] = weightsOnly && block.Kind != BlockKind.Weight ? 0 : Math.Abs(parameters.Flat[i]) + (kind == NoiseKind.Isotropic ? 1 : 0);
        }

        return reach;
    }

    private static Parameters Moved(Parameters parameters, double[] v) => parameters.With(Vector.Build(v.Length, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = parameters.Flat[i] + v[i];
    }));
}
