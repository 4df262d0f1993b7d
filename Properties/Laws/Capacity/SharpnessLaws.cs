using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C43, C44: sharpness is ordered, and in proportion to the weights it does not see rescaling.</summary>
public static class SharpnessLaws
{
    // A linear model with more parameters has too many corners.
    private const int MostParameters = 7;

    /// <summary>C43.</summary>
    public static Law<ArchitectureRecipe> Order { get; } = new(
        "C43",
        "sharpness is never negative and grows with the box",
        "The largest loss found in a box is at least the loss at its center and does not fall as the box grows; for a model that is convex in its weights it is at most the largest loss at a corner, and equal to it in a small box.",
        "0 <= S(alpha) <= S(2 alpha); linear model: S(alpha) = max over corners",
        "equality: linear model with at most 7 weights whose gradients are not small beside the largest",
        "none; corners 1e-12 relative",
        LawKind.Inequality,
        CapacitySources.Keskar("C43"),
        ArchitectureRecipes.Bare,
        CheckOrder,
        static r => r.ToString());

    /// <summary>C44.</summary>
    public static Law<ArchitectureRecipe> Invariance { get; } = new(
        "C44",
        "sharpness under dyadic rescaling",
        "Sharpness in boxes in proportion to the weights and noise in proportion to the weights, with the same draws, keep their values under dyadic rescaling; those of one size for all weights change, in the box or in the mean over the noise, by more than 5 %.",
        "magnitude: equal; isotropic: |S'/S - 1| > 0.05 for 2^10 or 2^-10 on one unit",
        "control: a hidden unit whose gradients are a hundredth of the largest or more",
        "1e-12 relative; control: more than 5 %",
        LawKind.Exact,
        CapacitySources.Exploring("C44"),
        ArchitectureRecipes.Layered,
        CheckInvariance,
        static r => r.ToString());

    private static Outcome CheckOrder(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        double[] alphas = [5e-4, 1e-3, 2e-3, 1e-2];
        return Outcome.All(new[] { NoiseKind.Isotropic, NoiseKind.Magnitude }.SelectMany(kind =>
        {
            var points = Sharpness.Boxes(objective, parameters, alphas, kind);
            return points.SelectMany((point, k) => new[]
            {
                Outcome.AtMost(k == 0 ? point.Loss : points[k - 1].Largest, point.Largest, 0, $"{kind}, alpha = {point.Alpha}"),
                recipe.Units.Count == 0 && parameters.Flat.Length <= MostParameters ? Corners(objective, parameters, kind, point) : new Outcome.NotApplicable("the model is not a small linear one"),
            });
        }));
    }

    private static Outcome Corners(Objective objective, Parameters parameters, NoiseKind kind, SharpnessPoint point)
    {
        var flat = parameters.Flat;
        double Reach(int i) => point.Alpha * (Math.Abs(flat[i]) + (kind == NoiseKind.Isotropic ? 1 : 0));
        var largest = Enumerable.Range(0, 1 << flat.Length).Max(code => objective.Value(Close.At(parameters, i => flat[i] + ((code >> i & 1) == 0 ? Reach(i) : -Reach(i)))));
        var gradient = objective.Gradient(parameters);
        var isClear = gradient.ToArray().Where((_, i) => Reach(i) > 0).All(g => Math.Abs(g) > 0.1 * Terms.Size(gradient.Span));
        return isClear && point.Alpha <= 2e-3
            ? Close.Equal(point.Largest, largest, 1e-12, $"{kind}, alpha = {point.Alpha}, corners")
            : Close.AtMost(point.Largest, largest, 1e-12, $"{kind}, alpha = {point.Alpha}, corners");
    }

    private static Outcome CheckInvariance(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        if (recipe.Units.Count == 0)
            return new Outcome.NotApplicable("there are no hidden units");
        var (objective, parameters, key) = (recipe.Objective(numerics), recipe.Parameters, new Key(recipe.Seed));
        var scaled = recipe.Rescaled(parameters, Close.Dyadic(key.For("factors"), recipe.Units.Count, 4));
        var noise = FrozenNoise.Of(key.For("noise"), 4, recipe.Network.Layout);
        double Box(Parameters p, NoiseKind kind) => Sharpness.Boxes(objective, p, [1e-2], kind)[0].Increase;
        double Noisy(Parameters p, NoiseKind kind) => Enumerable.Range(0, noise.Draws).Sum(r => objective.Value(noise.Perturb(p, r, 0.1, kind)));
        var gradient = objective.Gradient(parameters);
        bool Matters(int i) => Math.Abs(gradient[i]) > 0.01 * Terms.Size(gradient.Span);
        var unit = recipe.Units.Find(u => u.Outgoing.Exists(Matters) && u.Incoming.Exists(Matters));
        return Outcome.All([
            Close.Equal(Box(scaled, NoiseKind.Magnitude), Box(parameters, NoiseKind.Magnitude), 1e-12, "box in proportion"),
            Close.Equal(Noisy(scaled, NoiseKind.Magnitude), Noisy(parameters, NoiseKind.Magnitude), 1e-12, "noise in proportion"),
            unit.Match(
                found =>
                {
                    Parameters One(double factor) => recipe.Rescaled(parameters, [.. recipe.Units.Map(u => u == found ? factor : 1)]);
                    double Change(Func<Parameters, double> of) => Math.Max(Math.Abs((of(One(1024)) / of(parameters)) - 1), Math.Abs((of(One(1.0 / 1024)) / of(parameters)) - 1));
                    var (box, noisy) = (Change(p => Box(p, NoiseKind.Isotropic)), Change(p => Noisy(p, NoiseKind.Isotropic) - (noise.Draws * objective.Value(p))));
                    return Outcome.AtMost(0.05, Math.Max(box, noisy), 0, "box and noise of one size");
                },
                static () => new Outcome.NotApplicable("no hidden unit matters enough to the loss")),
        ]);
    }
}
