using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>Directions and differences along them.</summary>
internal static class Probing
{
    /// <summary>The step of differences, relative to the weights of each unit.</summary>
    private const double Relative = 2e-5;

    /// <summary>The smallest relative argument of an activation that differences with <see cref="Relative"/> may start from.</summary>
    internal const double Clear = 2e-3;

    /// <summary>A Gaussian direction whose size in every row of a block is that of the row, so that every unit moves by the same fraction.</summary>
    internal static Vector Direction(Parameters parameters, Key key) => Vector.Build(parameters.Flat.Length, target =>
    {
        Draws.Gaussian(key, RandomStream.Measurement, 0, target);
        foreach (var block in parameters.Layout.Blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var from = block.Offset + (row * block.Columns);
                var square = 0.0;
                for (var i = from; i < from + block.Columns; i++)
                    square += parameters.Flat[i] * parameters.Flat[i];
                for (var i = from; i < from + block.Columns; i++)
                    target[i] *= Math.Sqrt(square / block.Columns);
            }
        }
    });

    /// <summary>theta + step * direction.</summary>
    internal static Parameters Moved(Parameters parameters, Vector direction, double step) =>
        Parameters.Create(parameters.Layout, Vector.Build(parameters.Flat.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = Math.FusedMultiplyAdd(step, direction[i], parameters.Flat[i]);
        })).Made();

    /// <summary>A step that changes no output by more than about <see cref="Relative"/>, so that losses are smooth over it.</summary>
    internal static double Step(Objective objective, Matrix outputs) => Relative / Steepness(objective, outputs);

    /// <summary>1 + D max |f|: how fast losses change when weights change by a fraction of themselves.</summary>
    internal static double Steepness(Objective objective, Matrix outputs) =>
        1 + (objective.Network.TotalDegree.IfNone(3L * objective.Network.Depth) * Terms.Size(outputs.Span));

    /// <summary>Why differences around a point say nothing about derivatives there, or null.</summary>
    /// <param name="objective">A chain of dense layers.</param>
    /// <param name="parameters">The point.</param>
    /// <param name="evaluation">The objective there.</param>
    /// <param name="largest">The largest output allowed.</param>
    /// <param name="order">The order of the derivative.</param>
    internal static string? Objection(Objective objective, Parameters parameters, Evaluation evaluation, double largest, int order)
    {
        if (!(Terms.Size(evaluation.Outputs.Span) <= largest))
            return FormattableString.Invariant($"an output exceeds {largest}");
        if (Terms.Objection(objective, parameters, evaluation.Outputs, 10) is { } because)
            return because;
        return Kinks.Nearest(objective, parameters, order) < Clear ? "the argument of an activation is near its kink" : null;
    }

    /// <summary>The slope of a function at 0 by differences of fourth order.</summary>
    internal static double[] Slope(Func<double, double[]> function, double step)
    {
        var (near, far) = (function(step), function(2 * step));
        var (near2, far2) = (function(-step), function(-2 * step));
        var slope = new double[near.Length];
        for (var i = 0; i < slope.Length; i++)
            slope[i] = ((8 * (near[i] - near2[i])) - (far[i] - far2[i])) / (12 * step);
        return slope;
    }

    /// <summary>The slope of the line through the logarithms by least squares.</summary>
    internal static double LogLogSlope(double[] x, double[] y)
    {
        var (a, b) = (x.Select(Elementary.Log).ToArray(), y.Select(Elementary.Log).ToArray());
        var (ma, mb) = (a.Average(), b.Average());
        return a.Zip(b, (u, v) => (u - ma) * (v - mb)).Sum() / a.Sum(u => (u - ma) * (u - ma));
    }

    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    internal static double SumOfSizes(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += Math.Abs(x[i] * y[i]);
        return sum;
    }

    internal static bool IsFinite(ReadOnlySpan<double> x)
    {
        foreach (var value in x)
        {
            if (!double.IsFinite(value))
                return false;
        }

        return true;
    }
}
