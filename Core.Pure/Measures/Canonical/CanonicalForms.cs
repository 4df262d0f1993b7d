using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Canonical representatives of the class of networks that differ by rescaling hidden units.</summary>
/// <remarks>Stock, Graham, Gribonval, Jegou, Equi-normalization of Neural Networks, arXiv:1902.10416; docs/theory/capacity-and-path.md, 1.2.</remarks>
public static class CanonicalForms
{
    private const int SweepCap = 10_000;

    extension(Network network)
    {
        /// <summary>The minimizer of the sum of all squared weights and biases, by coordinate descent over hidden units.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <returns>The form, or an unsupported error for networks that are no chain of dense layers of degree 1.</returns>
        public Either<Error, BalancedForm> Balanced(Parameters parameters) => Chain(network, "The balanced form").Map(chain => Balance(chain, parameters));

        /// <summary>The representative whose hidden units have incoming l_p norm 1, biases included; one forward sweep.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="p">1 or more, or infinity.</param>
        /// <param name="biases">Whether a bias counts as an incoming weight; it is rescaled in any case.</param>
        /// <returns>The form, or an unsupported error for networks that are no chain of dense layers of degree 1.</returns>
        public Either<Error, UnitForm> UnitNormalized(Parameters parameters, double p, bool biases = true) => Chain(network, "The unit-normalized form").Map(chain => Normalize(chain, parameters, p, biases));
    }

    private static Either<Error, DenseChain> Chain(Network network, string request) => DenseChain.Homogeneous(network, request).Bind(chain =>
    {
        for (var k = 0; k < chain.Layers.Length - 1; k++)
        {
            if (chain.Layers[k].Activation.HomogeneityPower != Some(1))
                return Left<Error, DenseChain>(new Error.Unsupported(request, $"the activation of node '{network.Nodes[k].Name}' is not of degree 1", "use linear, relu or leakyRelu"));
        }

        return Right<Error, DenseChain>(chain);
    });

    private static BalancedForm Balance(DenseChain chain, Parameters parameters)
    {
        var flat = parameters.Flat.ToArray();
        var (dead, sweeps) = Descend(chain, flat);
        var square = Square(flat);
        return new(parameters.With(Vector.Own(flat)), square, dead.IsEmpty ? square : Pruned(chain, parameters), sweeps, dead);
    }

    private static (Arr<(int, int)> Dead, int Sweeps) Descend(DenseChain chain, double[] flat)
    {
        var dead = new System.Collections.Generic.HashSet<(int, int)>();
        var sweeps = 0;
        for (var largest = double.PositiveInfinity; largest >= 1e-15 && sweeps < SweepCap; sweeps++)
        {
            largest = 0;
            for (var k = 0; k + 1 < chain.Layers.Length; k++)
                for (var j = 0; j < chain.Layers[k].Units; j++)
                {
                    var (into, outOf) = (Norm(Incoming(chain, k, j), flat, 2), Norm(Outgoing(chain, k, j), flat, 2));
                    if (into == 0 || outOf == 0)
                    {
                        dead.Add((k, j));
                        continue;
                    }

                    var c = Math.Sqrt(outOf / into);
                    largest = Math.Max(largest, Math.Abs(Elementary.Log(c)));
                    Scale(chain, k, j, c, flat);
                }
        }

        return (dead.Order().ToArr(), sweeps);
    }

    // The least sum of squares without the weights of dead units; their removal can make more units dead.
    private static double Pruned(DenseChain chain, Parameters parameters)
    {
        var flat = parameters.Flat.ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var k = 0; k + 1 < chain.Layers.Length; k++)
                for (var j = 0; j < chain.Layers[k].Units; j++)
                {
                    int[] into = [.. Incoming(chain, k, j)], outOf = [.. Outgoing(chain, k, j)];
                    var (hasInto, hasOutOf) = (System.Array.Exists(into, i => flat[i] != 0), System.Array.Exists(outOf, i => flat[i] != 0));
                    if (hasInto == hasOutOf)
                        continue;
                    changed = true;
                    foreach (var i in hasInto ? into : outOf)
                        flat[i] = 0;
                }
        }

        Descend(chain, flat);
        return Square(flat);
    }

    private static double Square(double[] flat)
    {
        var square = 0.0;
        foreach (var w in flat)
            square += w * w;
        return square;
    }

    private static UnitForm Normalize(DenseChain chain, Parameters parameters, double p, bool biases)
    {
        var flat = parameters.Flat.ToArray();
        var dead = new List<(int, int)>();
        for (var k = 0; k + 1 < chain.Layers.Length; k++)
            for (var j = 0; j < chain.Layers[k].Units; j++)
            {
                var into = Norm(biases ? Incoming(chain, k, j) : Weights(chain, k, j), flat, p);
                if (into == 0)
                    dead.Add((k, j));
                else
                    Scale(chain, k, j, 1 / into, flat);
            }

        return new(parameters.With(Vector.Own(flat)), dead.ToArr());
    }

    private static IEnumerable<int> Weights(DenseChain chain, int layer, int unit)
    {
        for (var i = 0; i < chain.Layers[layer].Inputs; i++)
        {
            if (chain.Layers[layer].Weight(unit, i) is var at and >= 0)
                yield return at;
        }
    }

    private static IEnumerable<int> Incoming(DenseChain chain, int layer, int unit) =>
        chain.Layers[layer].Bias(unit) is var bias and >= 0 ? Weights(chain, layer, unit).Append(bias) : Weights(chain, layer, unit);

    private static IEnumerable<int> Outgoing(DenseChain chain, int layer, int unit)
    {
        for (var u = 0; u < chain.Layers[layer + 1].Units; u++)
        {
            if (chain.Layers[layer + 1].Weight(u, unit) is var at and >= 0)
                yield return at;
        }
    }

    private static double Norm(IEnumerable<int> places, double[] flat, double p) => GroupNorm.Vector([.. places.Select(i => flat[i])], p);

    private static void Scale(DenseChain chain, int layer, int unit, double c, double[] flat)
    {
        foreach (var i in Incoming(chain, layer, unit))
            flat[i] *= c;
        foreach (var i in Outgoing(chain, layer, unit))
            flat[i] /= c;
    }
}
