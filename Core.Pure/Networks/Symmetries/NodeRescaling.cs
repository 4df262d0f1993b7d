using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The symmetries of single hidden units: they change the parameters but not the function.</summary>
public static class NodeRescaling
{
    extension(Network network)
    {
        /// <summary>
        /// Multiplies the incoming weights and the bias of one hidden unit by c and divides its outgoing weights by c^p, p the power of its activation. The outputs do not change.
        /// </summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="layer">The hidden layer, from 0 to the number of hidden layers - 1.</param>
        /// <param name="unit">The unit; in a network with propagated biases the last one is the carrier.</param>
        /// <param name="factor">c, positive and finite.</param>
        /// <returns>The new parameters; an unsupported error for networks that are no chain of dense layers with homogeneous activations, else a parameterDomain error.</returns>
        /// <remarks>Neyshabur, Salakhutdinov, Srebro, Path-SGD: Path-Normalized Optimization in Deep Neural Networks, arXiv:1506.02617; docs/theory/normalized-flow.md, N4.</remarks>
        public Either<Error, Parameters> RescaleNode(Parameters parameters, int layer, int unit, double factor) =>
            from chain in DenseChain.Homogeneous(network, "Rescaling a unit")
            from _ in UnitErrors(chain, layer, unit)
            from __ in RescalingFactors.IsValid(factor) ? Right<Error, Unit>(LanguageExt.Unit.Default) : Left<Error, Unit>(RescalingFactors.Invalid(factor))
            select Rescaled(chain, parameters, layer, unit, factor);

        /// <summary>Puts the units of one hidden layer into another order. The outputs do not change, up to the order of summation.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="layer">The hidden layer, from 0 to the number of hidden layers - 1.</param>
        /// <param name="order">New unit j is old unit <c>order[j]</c>: every index of an ordinary unit once; a carrier stays where it is.</param>
        /// <returns>The new parameters; an unsupported error for networks that are no chain of dense layers, else a parameterDomain error.</returns>
        public Either<Error, Parameters> PermuteUnits(Parameters parameters, int layer, ReadOnlySpan<int> order)
        {
            var indices = order.ToArray();
            return from chain in DenseChain.Of(network, "Permuting units")
                   from _ in UnitErrors(chain, layer, 0)
                   from __ in OrderErrors(chain, layer, indices)
                   select Permuted(chain, parameters, layer, indices);
        }
    }

    private static Either<Error, Unit> UnitErrors(DenseChain chain, int layer, int unit)
    {
        var hidden = chain.Layers.Length - 1;
        if (hidden == 0)
            return Left<Error, Unit>(new Error.Unsupported("A symmetry of hidden units", "the network has no hidden layer", "use a network of two layers or more"));
        if (layer < 0 || layer >= hidden)
            return Left<Error, Unit>(new Error.ParameterDomain("The hidden layer", $"{layer}", $"0 to {hidden - 1}"));
        return unit < 0 || unit >= chain.Layers[layer].Units
            ? Left<Error, Unit>(new Error.ParameterDomain("The hidden unit", $"{unit}", $"0 to {chain.Layers[layer].Units - 1}"))
            : Right<Error, Unit>(LanguageExt.Unit.Default);
    }

    private static Either<Error, Unit> OrderErrors(DenseChain chain, int layer, int[] order)
    {
        var units = chain.Layers[layer].OrdinaryUnits;
        return order.Length == units && order.Distinct().Count() == units && order.All(j => j >= 0 && j < units)
            ? Right<Error, Unit>(LanguageExt.Unit.Default)
            : Left<Error, Unit>(new Error.ParameterDomain("The order of units", $"[{string.Join(", ", order)}]", $"every index from 0 to {units - 1} once"));
    }

    private static Parameters Rescaled(DenseChain chain, Parameters parameters, int layer, int unit, double factor)
    {
        var flat = parameters.Flat.ToArray();
        var (own, next) = (chain.Layers[layer], chain.Layers[layer + 1]);
        for (var i = 0; i < own.Inputs; i++)
        {
            if (own.Weight(unit, i) is var at and >= 0)
                flat[at] *= factor;
        }

        if (own.Bias(unit) is var bias and >= 0)
            flat[bias] *= factor;
        var power = ScaledProduct.One.TimesPower(factor, own.Activation.HomogeneityPower.IfNone(1)).Value;
        for (var j = 0; j < next.Units; j++)
        {
            if (next.Weight(j, unit) is var at and >= 0)
                flat[at] /= power;
        }

        return parameters.With(Vector.Own(flat));
    }

    private static Parameters Permuted(DenseChain chain, Parameters parameters, int layer, int[] order)
    {
        var (old, flat) = (parameters.Flat, parameters.Flat.ToArray());
        var (own, next) = (chain.Layers[layer], chain.Layers[layer + 1]);
        for (var j = 0; j < order.Length; j++)
        {
            for (var i = 0; i < own.Inputs; i++)
                flat[own.Weight(j, i)] = old[own.Weight(order[j], i)];
            if (own.Bias(j) is var bias and >= 0)
                flat[bias] = old[own.Bias(order[j])];
            for (var u = 0; u < next.Units; u++)
            {
                if (next.Weight(u, j) is var at and >= 0)
                    flat[at] = old[next.Weight(u, order[j])];
            }
        }

        return parameters.With(Vector.Own(flat));
    }
}
