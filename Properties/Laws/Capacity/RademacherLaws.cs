using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C39, C40: exact Rademacher complexities of small classes against their bounds.</summary>
public static class RademacherLaws
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>C39.</summary>
    public static Law<PointsRecipe> Order { get; } = new(
        "C39",
        "exact Rademacher complexities below their bounds",
        "The exact complexity of two layers on points in the plane is at most twice that of the linear class, which is at most every upper estimate from the data.",
        "exact <= 2 Rhat_lin <= 2 data bound, 2 worst case; p = 1, 2",
        "points in the plane",
        "1e-12 relative",
        LawKind.Inequality,
        CapacitySources.NormBased("C39"),
        PointsRecipe.Any,
        static (_, recipe) => CheckOrder(recipe with { Dimension = 2 }),
        static r => (r with { Dimension = 2 }).ToString());

    /// <summary>C40.</summary>
    public static Law<PointsRecipe> Width { get; } = new(
        "C40",
        "width law of the l_2 path norm",
        "The complexity of two-layer networks with H units and l_2 path norm at most 1 is sqrt(H) times that of one unit: H copies of the best unit attain it and no drawn network exceeds it.",
        "Rhat(phi_2 <= 1, H units) = sqrt(H) Rhat(one unit)",
        "at most 5 points in the plane",
        "1e-12 relative",
        LawKind.Exact,
        CapacitySources.NormBased("C40"),
        PointsRecipe.Any,
        static (numerics, recipe) => CheckWidth(recipe with { Dimension = 2, Count = Math.Min(recipe.Count, 5) }),
        static r => (r with { Dimension = 2, Count = Math.Min(r.Count, 5) }).ToString());

    private static Outcome CheckOrder(PointsRecipe recipe)
    {
        var inputs = recipe.Points(recipe.Radius);
        return Outcome.All(new[] { 1, 2 }.SelectMany(p =>
        {
            var (exact, linear) = (TwoLayerClass.ExactInPlane(inputs, p).Made(), LinearClass.Exact(inputs, p).Made());
            return new[]
            {
                Close.AtMost(exact, 2 * linear, RelativeTolerance, $"p = {p}: two layers and twice the linear class"),
                Close.AtMost(linear, LinearClass.DataBound(inputs, p), RelativeTolerance, $"p = {p}: linear class and data bound"),
                Close.AtMost(linear, LinearClass.WorstCase(inputs, p), RelativeTolerance, $"p = {p}: linear class and worst case"),
            };
        }));
    }

    // The best unit for every sign vector among the exact candidates is not public, so that units are drawn and the class is that of the drawn units.
    private static Outcome CheckWidth(PointsRecipe recipe)
    {
        const int candidates = 12;
        var inputs = recipe.Points(1);
        var key = new Key(recipe.Seed).For("units");
        var width = 2 + (int)(recipe.Seed % 4);
        var units = Enumerable.Range(0, candidates).Select(i => (X: Draws.Gaussian(key, RandomStream.Measurement, (ulong)i, 0), Y: Draws.Gaussian(key, RandomStream.Measurement, (ulong)i, 1))).ToArray();
        var (one, many, drawn) = (0.0, 0.0, 0.0);
        for (var code = 0; code < 1 << inputs.Rows; code++)
        {
            double Correlation(Network network, Parameters parameters) => Math.Abs(Enumerable.Range(0, inputs.Rows).Sum(i => ((code >> i & 1) == 0 ? 1 : -1) * Output(parameters, inputs.Row(i))));
            var single = units.Select(u => Of([u], [1])).ToArray();
            var values = single.Select(n => Correlation(n.Network, n.Parameters)).ToArray();
            var best = System.Array.IndexOf(values, values.Max());
            one += values[best];
            var copies = Of([.. Enumerable.Repeat(units[best], width)], [.. Enumerable.Repeat(1.0, width)]);
            many += Correlation(copies.Network, copies.Parameters);
            var other = Of([.. Enumerable.Range(0, width).Select(h => units[(code + h) % candidates])], [.. Enumerable.Range(0, width).Select(h => Draws.Gaussian(key, RandomStream.Measurement, 1000, (uint)h))]);
            drawn = Math.Max(drawn, Correlation(other.Network, other.Parameters) - (Math.Sqrt(width) * values[best]));
        }

        return Outcome.All([
            Close.Equal(many, Math.Sqrt(width) * one, RelativeTolerance, $"{width} copies of the best unit"),
            Outcome.AtMost(drawn, 0, RelativeTolerance * Math.Max(one, 1), $"a drawn network of {width} units"),
        ]);
    }

    // A two-layer network of the given units with path norm 1, measured by the path recursion.
    private static (Network Network, Parameters Parameters) Of((double X, double Y)[] units, double[] outgoing)
    {
        var network = Network.Dense([2, units.Length, 1], new Activation.Relu(), BiasPlacement.None).Made();
        double[] flat = [.. units.SelectMany(static u => new[] { u.X, u.Y }), .. outgoing];
        var parameters = Parameters.Create(network.Layout, Vector.Of(flat)).Made();
        var norm = network.PathSums(parameters, 2).Made();
        // phi_2 counts every coordinate of a unit as a path: sum_h w_h^2 |v_h|_2^2.
        var phi = norm.Norm;
        return (network, Close.At(parameters, i => i < 2 * units.Length ? flat[i] : flat[i] / phi));
    }

    private static double Output(Parameters parameters, ReadOnlySpan<double> x)
    {
        var (u, v) = (parameters.Weight(0), parameters.Weight(1));
        var sum = 0.0;
        for (var h = 0; h < u.Rows; h++)
            sum += v[0, h] * Math.Max(0, Probing.Dot(u.Row(h), x));
        return sum;
    }
}
