using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>The signed margins of a network on examples: <c>f_y - max over the others</c>, or <c>y f</c> for one output; an error is a margin &lt;= 0, ties included.</summary>
/// <param name="Margins">In the order of the examples, at least one.</param>
/// <remarks>docs/theory/capacity-and-path.md, 1.3.</remarks>
public sealed record MarginDistribution(Vector Margins)
{
    private readonly Vector _sorted = Sorted(Margins);

    /// <summary>The margins of outputs against targets.</summary>
    /// <param name="outputs">One row per example.</param>
    /// <param name="targets">Signs or classes of as many examples.</param>
    /// <returns>An unsupported error for targets that are values.</returns>
    public static Either<Error, MarginDistribution> Of(Matrix outputs, Targets targets) => targets.Match(
        signs => Right<Error, MarginDistribution>(new(Vector.Build(outputs.Rows, m =>
        {
            for (var i = 0; i < m.Length; i++)
                m[i] = signs.Labels[i] * outputs[i, 0];
        }))),
        classes => Right<Error, MarginDistribution>(new(Vector.Build(outputs.Rows, m =>
        {
            for (var i = 0; i < m.Length; i++)
                m[i] = outputs[i, classes.Labels[i]] - outputs[i, BestOther(outputs.Row(i), classes.Labels[i])];
        }))),
        static _ => Left<Error, MarginDistribution>(new Error.Unsupported("A margin", "the targets are values", "use signs or class labels")));

    /// <summary>The number of examples.</summary>
    public int Count => Margins.Length;

    /// <summary>The smallest margin.</summary>
    public double Smallest => _sorted[0];

    /// <summary>The fraction of margins &lt;= 0.</summary>
    public double Error => MarginLoss(0);

    /// <summary>The margins in increasing order.</summary>
    public Vector Increasing => _sorted;

    /// <summary>The <c>max(1, ceil(q m))</c>-th smallest margin.</summary>
    /// <param name="q">From 0 to 1.</param>
    public double Order(double q) => _sorted[Math.Clamp((int)Math.Ceiling(q * Count), 1, Count) - 1];

    /// <summary>Linear interpolation between the margins in order at rank <c>q (m - 1)</c>.</summary>
    /// <param name="q">From 0 to 1.</param>
    public double Linear(double q)
    {
        var rank = Math.Clamp(q, 0, 1) * (Count - 1);
        var below = (int)Math.Floor(rank);
        return below + 1 >= Count ? _sorted[Count - 1] : _sorted[below] + ((rank - below) * (_sorted[below + 1] - _sorted[below]));
    }

    /// <summary>The fraction of margins &lt;= gamma; a margin that is no number counts.</summary>
    /// <param name="gamma">Any threshold.</param>
    public double MarginLoss(double gamma)
    {
        var count = 0;
        foreach (var margin in Margins.Span)
            count += margin > gamma ? 0 : 1;
        return (double)count / Count;
    }

    /// <summary>The mean of <c>clip(1 - margin / gamma, 0, 1)</c>, between the 0/1 loss and the margin loss.</summary>
    /// <param name="gamma">Positive.</param>
    public double RampLoss(double gamma)
    {
        var sum = 0.0;
        foreach (var margin in Margins.Span)
            sum += Math.Clamp(1 - (margin / gamma), 0, 1);
        return sum / Count;
    }

    /// <summary>Lower fence, first quartile, median, third quartile, upper fence; linear quartiles, fences 1.5 interquartile ranges away but not beyond the data.</summary>
    public Vector Signature
    {
        get
        {
            var (q1, q3) = (Linear(0.25), Linear(0.75));
            var reach = 1.5 * (q3 - q1);
            return Vector.Of(Math.Max(_sorted[0], q1 - reach), q1, Linear(0.5), q3, Math.Min(_sorted[Count - 1], q3 + reach));
        }
    }

    /// <summary>The first of the largest outputs that are not the label's.</summary>
    internal static int BestOther(ReadOnlySpan<double> outputs, int label)
    {
        var best = label == 0 ? 1 : 0;
        for (var k = best + 1; k < outputs.Length; k++)
        {
            if (k != label && !(outputs[k] <= outputs[best]))
                best = k;
        }

        return best;
    }

    private static Vector Sorted(Vector margins)
    {
        var sorted = margins.ToArray();
        System.Array.Sort(sorted);
        return Vector.Own(sorted);
    }
}
