using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N4, negative parts: which symmetries of the network do change normalized margins.</summary>
public static class RescalingUnitsMovesMargins
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "N4",
        "rescalings that move margins",
        "Normalized margins do not change under rescalings that leave the classifier as it is.",
        "The margin over the total norm changes under uneven factors of layers, and both normalized margins change under factors of single units, which do not even change f.",
        "first layer times 5, second divided by 5: q_min / rho_tot^D falls by more than half, q_min / P stays; first unit times 5, its outgoing weight divided by 5: both change by a tenth or more, f stays",
        "what stays: 1e-12 relative",
        Sources.LyuLi("N4"),
        "4-3-1 relu network on sep(10, 4, 0.3), initialization scale 1",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Separable(10, 4, 0.3, 4), [3], new Activation.Relu());
        var start = Instances.Draw(objective, 1, 4);
        var before = Margins(objective, start);
        var layers = Margins(objective, objective.Network.RescaleLayers(start, [5, 0.2]).Made());
        yield return Outcome.Equal(layers.Product / before.Product, 1, 1e-12, "q_min / P with uneven factors");
        yield return Outcome.AtMost(layers.Total / before.Total, 0.5, 0, "q_min / rho_tot^D with uneven factors");
        var unit = objective.Network.RescaleNode(start, 0, 0, 5).Made();
        var (f, same) = (objective.Evaluate(start).Outputs, objective.Evaluate(unit).Outputs);
        yield return Outcome.Equal(same.Span, f.Span, 1e-12 * Terms.Size(f.Span), "f with a unit rescaled");
        var units = Margins(objective, unit);
        yield return Outcome.AtMost(0.1, Math.Abs((units.Product / before.Product) - 1), 0, "change of q_min / P with a unit rescaled");
        yield return Outcome.AtMost(0.1, Math.Abs((units.Total / before.Total) - 1), 0, "change of q_min / rho_tot^D with a unit rescaled");
    }

    private static (double Product, double Total) Margins(Objective objective, Parameters parameters)
    {
        var margins = objective.NormalizedMargins(parameters);
        return (margins.MinProduct.OrNaN, margins.MinTotal.OrNaN);
    }
}
