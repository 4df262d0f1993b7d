using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N13 (v): what motion of the weights the gradient in gains and directions makes.</summary>
public static class WeightNormVelocity
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N13.v",
        "weights move alike under weight normalization, but tangentially at another speed",
        "Under gradient descent in g_k and v_k the weights move radially as under plain descent and tangentially g_k^2 / |v_k|^2 times as fast; so both come to rest in the same directions.",
        "dg = eta <V, D>; (g / |v|) dv = eta (g^2 / |v|^2) (D - V <V, D>), D = -dL/dW, V = v / |v|",
        "no group of weights is zero",
        "1e-12 relative to eta |D| and to eta (g^2 / |v|^2) |D|, and to the last bits of g and v",
        LawKind.Exact,
        Sources.SalimansKingma("N13"),
        TrainingRecipes.WeightNormalized,
        static (numerics, recipe) => WeightNormalizedStep.Checked(numerics, recipe, Check),
        static r => r.ToString());

    private static Outcome Check(WeightNormalizedStep step) => Outcome.All(step.Groups.Select((group, k) => Group(step, group, k)));

    private static Outcome Group(WeightNormalizedStep normalized, (int Offset, int Size) group, int number)
    {
        var (before, after, step) = (normalized.Before, normalized.After, normalized.Factor);
        var (descent, offset) = (normalized.Descent.Span.Slice(group.Offset, group.Size).ToArray(), normalized.Groups.Length + group.Offset);
        ReadOnlySpan<double> v = before.Span.Slice(offset, descent.Length), next = after.Span.Slice(offset, descent.Length);
        var (length, size, gain) = (Math.Sqrt(Probing.Dot(v, v)), Math.Sqrt(Probing.Dot(descent, descent)), before[number]);
        var along = Probing.Dot(v, descent) / length;
        var (moved, expected) = (new double[descent.Length], new double[descent.Length]);
        var speed = gain / length * (gain / length);
        for (var i = 0; i < moved.Length; i++)
            (moved[i], expected[i]) = (gain / length * (next[i] - v[i]), step * speed * (descent[i] - (v[i] / length * along)));
        var lastBits = 4e-16 * gain / length * Math.Max(Terms.Size(v), Terms.Size(next));
        return Outcome.All([
            Outcome.Equal(after[number] - gain, step * along, (RelativeTolerance * step * size) + (4e-16 * Math.Max(Math.Abs(gain), Math.Abs(after[number]))), $"radial motion of group {number}"),
            Outcome.Equal(moved, expected, (RelativeTolerance * step * speed * size) + lastBits, $"tangential motion of group {number}"),
        ]);
    }
}
