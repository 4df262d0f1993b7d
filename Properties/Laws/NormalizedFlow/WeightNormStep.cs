using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N13 (iv): what one gradient step in the coordinates of weight normalization does to directions and gains, exactly.</summary>
public static class WeightNormStep
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N13.iv",
        "one step of weight normalization",
        "A step of gradient descent in gains g_k and directions v_k lengthens every direction by exactly the squared step, and changes g_k^2 - p g_(k+1)^2 by eta^2 times the same expression in the gradients.",
        "|v'|^2 = |v|^2 + eta^2 |dL/dv|^2; (g_k^2 - p g_(k+1)^2)' - (g_k^2 - p g_(k+1)^2) = eta^2 ((dL/dg_k)^2 - p (dL/dg_(k+1))^2)",
        "no group of weights is zero; a tangential gradient of a thousandth of the gradient or more, below which it is round-off; second equation: homogeneous network, one gain per layer",
        "1e-12 relative to the larger of both sides before and after",
        LawKind.Exact,
        Sources.SalimansKingma("N13"),
        TrainingRecipes.WeightNormalized,
        static (numerics, recipe) => WeightNormalizedStep.Checked(numerics, recipe, Check),
        static r => r.ToString());

    private static Outcome Check(WeightNormalizedStep step) => Outcome.All([
        Outcome.All(step.Groups.Select((group, k) => Direction(step, group, k))),
        step.IsPerRow ? Outcome.Held : step.Network.Homogeneity.Match(
            degrees => Gains(step, degrees),
            static reason => new Outcome.NotApplicable(reason)),
    ]);

    private static Outcome Direction(WeightNormalizedStep step, (int Offset, int Size) group, int number)
    {
        var (before, at) = (step.Before, step.Groups.Length + group.Offset);
        var (v, next) = (Part(before, at, group.Size), Part(step.After, at, group.Size));
        var g = Part(step.Descent, group.Offset, group.Size);
        var (square, inner) = (Probing.Dot(v, v), Probing.Dot(v, g));
        var change = 0.0;
        for (var i = 0; i < v.Length; i++)
        {
            var d = before[number] / Math.Sqrt(square) * (g[i] - (v[i] * inner / square));
            change += d * d;
        }

        if (!(change * square > 1e-6 * before[number] * before[number] * Probing.Dot(g, g)))
            return new Outcome.NotApplicable("the tangential gradient is round-off");
        var later = Probing.Dot(next, next);
        return Outcome.Equal(later, square + (step.Factor * step.Factor * change), RelativeTolerance * Math.Max(square, later), $"|v|^2 of group {number}");
    }

    private static double[] Part(Vector y, int offset, int size) => y.Span.Slice(offset, size).ToArray();

    private static Outcome Gains(WeightNormalizedStep step, Arr<int> degrees)
    {
        var (layout, before, after) = (step.Network.Layout, step.Before, step.After);
        double Slope(int k)
        {
            var block = layout.Weights[k];
            var v = before.Span.Slice(layout.Depth + block.Offset, block.Size);
            return Probing.Dot(v, step.Descent.Span.Slice(block.Offset, block.Size)) / Math.Sqrt(Probing.Dot(v, v));
        }

        if (layout.Depth < 2)
            return new Outcome.NotApplicable("there is no hidden layer");
        return Outcome.All(Enumerable.Range(0, layout.Depth - 1).Select(k =>
        {
            double power = degrees[k] / (double)degrees[k + 1];
            double Balance(Vector y) => (y[k] * y[k]) - (power * y[k + 1] * y[k + 1]);
            var largest = new[] { before[k], before[k + 1], after[k], after[k + 1] }.Max(static x => x * x);
            var change = (Slope(k) * Slope(k)) - (power * Slope(k + 1) * Slope(k + 1));
            return Outcome.Equal(Balance(after) - Balance(before), step.Factor * step.Factor * change, RelativeTolerance * Math.Max(1, power) * largest, $"gains of layers {k + 1} and {k + 2}");
        }));
    }
}
