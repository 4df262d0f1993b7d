using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Canonical representatives of the class of networks that differ by rescaling hidden units.</summary>
/// <remarks>Stock, Graham, Gribonval, Jegou, Equi-normalization of Neural Networks, arXiv:1902.10416; docs/theory/capacity-and-path.md, 1.2.</remarks>
public static class CanonicalForms
{
    extension(Network network)
    {
        /// <summary>The minimizer of the sum of all squared weights and biases, by coordinate descent over hidden units and channels.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <returns>The form, or an unsupported error for networks that are no chain of dense layers, convolutions and pools with activations of degree 1.</returns>
        public Either<Error, BalancedForm> Balanced(Parameters parameters) => RescalableUnits.Of(network, "The balanced form").Map(units => Balance(units, parameters));

        /// <summary>The representative whose hidden units and channels have incoming l_p norm 1, biases included; one forward sweep.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="p">1 or more, or infinity.</param>
        /// <param name="biases">Whether a bias counts as an incoming weight; it is rescaled in any case.</param>
        /// <returns>The form, or an unsupported error for networks that are no chain of dense layers, convolutions and pools with activations of degree 1.</returns>
        public Either<Error, UnitForm> UnitNormalized(Parameters parameters, double p, bool biases = true) =>
            RescalableUnits.Of(network, "The unit-normalized form").Map(units => Normalize(units, parameters, p, biases));
    }

    private static BalancedForm Balance(RescalableUnit[] units, Parameters parameters)
    {
        var flat = parameters.Flat.ToArray();
        var (dead, sweeps) = Descend(units, flat);
        var square = Square(flat);
        return new(parameters.With(Vector.Own(flat)), square, dead.IsEmpty ? square : Pruned(units, parameters), sweeps, dead);
    }

    private static (Arr<(int, int)> Dead, int Sweeps) Descend(RescalableUnit[] units, double[] flat)
    {
        var (factors, dead, sweeps) = Balancing.Run(units, flat);
        for (var u = 0; u < units.Length; u++)
            Scale(units[u], factors[u], flat);
        return (dead, sweeps);
    }

    // The least sum of squares without the weights of dead units; their removal can make more units dead.
    private static double Pruned(RescalableUnit[] units, Parameters parameters)
    {
        var flat = parameters.Flat.ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var unit in units)
            {
                var (hasInto, hasOutOf) = (System.Array.Exists(unit.Incoming, i => flat[i] != 0), System.Array.Exists(unit.Outgoing, i => flat[i] != 0));
                if (hasInto == hasOutOf)
                    continue;
                changed = true;
                foreach (var i in hasInto ? unit.Incoming : unit.Outgoing)
                    flat[i] = 0;
            }
        }

        Descend(units, flat);
        return Square(flat);
    }

    private static double Square(double[] flat)
    {
        var square = 0.0;
        foreach (var w in flat)
            square += w * w;
        return square;
    }

    private static UnitForm Normalize(RescalableUnit[] units, Parameters parameters, double p, bool biases)
    {
        var flat = parameters.Flat.ToArray();
        var dead = new List<(int, int)>();
        foreach (var unit in units)
        {
            var into = Norm(biases ? unit.Incoming : unit.Weights, flat, p);
            if (into == 0)
                dead.Add((unit.Layer, unit.Unit));
            else
                Scale(unit, 1 / into, flat);
        }

        return new(parameters.With(Vector.Own(flat)), dead.ToArr());
    }

    private static double Norm(int[] places, double[] flat, double p) => GroupNorm.Vector(System.Array.ConvertAll(places, i => flat[i]), p);

    private static void Scale(RescalableUnit unit, double c, double[] flat)
    {
        foreach (var i in unit.Incoming)
            flat[i] *= c;
        foreach (var i in unit.Outgoing)
            flat[i] /= c;
    }
}
