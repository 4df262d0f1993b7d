using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N4: what rescaling layers and units does to normalized networks and margins.</summary>
public static class RescalingInvariance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N4",
        "rescaling invariance of normalized margins",
        "Positive factors of layers leave the normalized network and every margin over the product norm unchanged; margins over the total norm keep their value under one common factor only. "
            + "A factor of a hidden unit that its outgoing weights undo leaves f unchanged but changes both normalized margins, by the inverse factors of the norms. The product norm is at most a constant times the total norm "
            + "to the total degree, with equality when squared layer norms are as the degrees; so a positive margin over the one is at most that constant times the margin over the other.",
        "f_V(alpha W) = f_V(W); q_n/P and q_n/rho_tot^D as stated; P <= C rho_tot^D and q_min/rho_tot^D <= C q_min/P, C = prod_k (deg_k/D)^(deg_k/2)",
        "homogeneous network without zero layers; outputs that do not cancel to less than a thousandth of their terms",
        "1e-12 relative to the largest output, margin or norm",
        LawKind.Exact,
        Sources.LyuLi("N4"),
        NetworkRecipes.HomogeneousClassifiers,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        var parameters = recipe.Parameters;
        if (Terms.Objection(objective, parameters, objective.Evaluate(parameters).Outputs) is { } because)
            return new Outcome.NotApplicable(because);
        return objective.Network.Homogeneity.Match(
            degrees => objective.Network.Decompose(parameters, numerics.Kernels)
                .Checked(split => Outcome.All(Parts(objective, parameters, split, degrees, new Key(recipe.Seed)))),
            static reason => new Outcome.NotApplicable(reason));
    }

    private static IEnumerable<Outcome> Parts(Objective objective, Parameters parameters, LayerDecomposition split, Arr<int> degrees, Key key)
    {
        var (network, kernels) = (objective.Network, objective.Numerics.Kernels);
        var before = objective.Evaluate(split.Directions);
        var scale = RelativeTolerance * Terms.Size(before.Outputs.Span);
        var factors = Factors.Draw(key.For("factors"), network.Depth);
        var scaled = network.RescaleLayers(parameters, factors).Made();
        yield return network.Decompose(scaled, kernels).Checked(other =>
        {
            var after = objective.Evaluate(other.Directions);
            return Outcome.All([
                Outcome.Equal(after.Outputs.Span, before.Outputs.Span, scale, "f_V"),
                Outcome.Equal(after.Margins.Span, before.Margins.Span, 2 * scale, "q of the normalized network"),
            ]);
        });
        var (margins, margins2) = (objective.NormalizedMargins(parameters), objective.NormalizedMargins(scaled));
        yield return Same(margins2.MinProduct, margins.MinProduct, 2 * scale, "smallest margin over P");
        var product = Factors.Product(factors, degrees);
        yield return Changed(network, parameters, scaled, margins.MinTotal, margins2.MinTotal, product, kernels, RelativeTolerance * TotalSize(before, margins));
        System.Array.Fill(factors, factors[0]);
        var common = objective.NormalizedMargins(network.RescaleLayers(parameters, factors).Made());
        yield return Same(common.MinTotal, margins.MinTotal, 2 * RelativeTolerance * TotalSize(before, margins), "smallest margin over rho_tot^D");
        yield return Unit(objective, parameters, margins, scale, key);
        yield return Bound(degrees, margins);
        yield return TotalNorm(network, parameters, split, degrees, kernels, isEqual: false);
        for (var k = 0; k < factors.Length; k++)
            factors[k] = Math.Sqrt(degrees[k]) / split.LayerNorms[k];
        yield return network.RescaleLayers(parameters, factors).Checked(balanced => network.Decompose(balanced, kernels)
            .Checked(other => TotalNorm(network, balanced, other, degrees, kernels, isEqual: true)));
    }

    // The margin over rho_tot^D times rho_tot^D is the margin itself, which uneven factors multiply by their product and rho_tot^D by something else.
    private static Outcome Changed(Network network, Parameters before, Parameters after, Number margin, Number later, double product, Kernels kernels, double allowance)
    {
        if (margin is not Number.Value { Amount: var a } || later is not Number.Value { Amount: var b })
            return new Outcome.NotApplicable("there is no margin over the total norm");
        var ratio = Elementary.Pow(network.TotalNorm(after, kernels) / network.TotalNorm(before, kernels), network.TotalDegree.IfNone(1)) / product;
        return double.IsFinite(ratio) && ratio > 0
            ? Outcome.Equal(b * ratio, a, 10 * allowance, "smallest margin over rho_tot^D after uneven factors")
            : new Outcome.NotApplicable("powers of norms leave the range of doubles");
    }

    private static Outcome Unit(Objective objective, Parameters parameters, NormalizedMargins margins, double scale, Key key)
    {
        var (network, kernels) = (objective.Network, objective.Numerics.Kernels);
        if (network.Depth < 2)
            return new Outcome.NotApplicable("there are no hidden units");
        var layer = Draws.Index(key.For("layer"), RandomStream.Measurement, 0, 0, network.Depth - 1);
        var width = network.Layout.Weights[layer].Rows;
        var unit = Draws.Index(key.For("unit"), RandomStream.Measurement, 0, 0, width);
        var outputs = objective.Evaluate(parameters).Outputs;
        return network.RescaleNode(parameters, layer, unit, Factors.Draw(key.For("unit factor"), 1)[0]).Checked(scaled =>
        {
            double LogNorm(Parameters at) => network.LogProductNorm(network.LayerNorms(at, kernels)).OrNaN;
            var ratio = Elementary.Exp(LogNorm(scaled) - LogNorm(parameters));
            return Outcome.All([
                Outcome.Equal(objective.Evaluate(scaled).Outputs.Span, outputs.Span, RelativeTolerance * Terms.Size(outputs.Span), $"f with unit {unit} of layer {layer + 1} rescaled"),
                (margins.MinProduct, objective.NormalizedMargins(scaled).MinProduct) is (Number.Value a, Number.Value b) && double.IsFinite(ratio)
                    ? Outcome.Equal(b.Amount * ratio, a.Amount, 10 * scale, $"smallest margin over P with unit {unit} of layer {layer + 1} rescaled")
                    : new Outcome.NotApplicable("there is no margin over the product norm"),
            ]);
        });
    }

    private static Outcome Bound(Arr<int> degrees, NormalizedMargins margins)
    {
        if (margins is not { MinTotal: Number.Value { Amount: var total }, MinProduct: Number.Value { Amount: var product } } || !(product > 0))
            return new Outcome.NotApplicable("the smallest margin is not positive");
        double sum = degrees.Sum();
        var constant = Elementary.Exp(degrees.Fold(0.0, (c, d) => c + (d / 2.0 * Elementary.Log(d / sum))));
        return Outcome.AtMost(total, constant * product, RelativeTolerance * constant * product, "margin over rho_tot^D against margin over P");
    }

    // Compared by logarithms, because powers of norms leave the range of doubles.
    private static Outcome TotalNorm(Network network, Parameters parameters, LayerDecomposition split, Arr<int> degrees, Kernels kernels, bool isEqual)
    {
        double total = degrees.Sum();
        var bound = total * Elementary.Log(network.TotalNorm(parameters, kernels));
        foreach (var degree in degrees)
            bound += degree / 2.0 * Elementary.Log(degree / total);
        return network.LogProductNorm(split.LayerNorms).Match(
            product => isEqual ? Outcome.Equal(product, bound, RelativeTolerance, "log P at the balanced norms") : Outcome.AtMost(product, bound, RelativeTolerance, "log P"),
            static reason => new Outcome.NotApplicable(reason));
    }

    private static Outcome Same(Number after, Number before, double allowance, string where) => (after, before) switch
    {
        (Number.Value a, Number.Value b) => Outcome.Equal(a.Amount, b.Amount, allowance, where),
        (Number.Undefined u, _) => new Outcome.NotApplicable(u.Reason),
        _ => new Outcome.NotApplicable("there is no margin"),
    };

    // The largest output over rho_tot^D, from the margin over P and that over rho_tot^D.
    private static double TotalSize(Evaluation normalized, NormalizedMargins margins) => margins is { MinTotal: Number.Value total, MinProduct: Number.Value product } && product.Amount != 0
        ? Math.Abs(total.Amount / product.Amount) * Terms.Size(normalized.Outputs.Span)
        : 0;
}
