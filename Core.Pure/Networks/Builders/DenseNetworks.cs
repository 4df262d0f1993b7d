using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Builds fully connected networks.</summary>
public static class DenseNetworks
{
    extension(Network)
    {
        /// <summary>A fully connected network whose hidden layers share one activation and whose last layer is linear.</summary>
        /// <param name="sizes">Input size, hidden widths, number of outputs; each 1 or more, at least two of them.</param>
        /// <param name="hidden">The activation of the hidden layers.</param>
        /// <param name="bias">Which layers have a bias.</param>
        /// <returns>The network with nodes layer1, layer2, ..., or every error at once.</returns>
        public static Validation<Error, Network> Dense(ReadOnlySpan<int> sizes, Activation hidden, BiasPlacement bias)
        {
            var activations = new Activation[Math.Max(sizes.Length - 1, 0)];
            System.Array.Fill(activations, hidden);
            if (activations.Length > 0)
                activations[^1] = new Activation.Linear();
            return Network.Dense(sizes, activations, bias);
        }

        /// <summary>A fully connected network with an activation for each layer.</summary>
        /// <param name="sizes">Input size, hidden widths, number of outputs; each 1 or more, at least two of them.</param>
        /// <param name="activations">One for each layer, the last included: one fewer than sizes.</param>
        /// <param name="bias">Which layers have a bias.</param>
        /// <returns>The network with nodes layer1, layer2, ..., or every error at once.</returns>
        public static Validation<Error, Network> Dense(ReadOnlySpan<int> sizes, ReadOnlySpan<Activation> activations, BiasPlacement bias)
        {
            var errors = Errors(sizes, activations);
            if (errors.Count > 0)
                return Validation<Error, Network>.Fail(errors.ToSeq());
            var depth = activations.Length;
            var nodes = new Node[depth];
            for (var k = 0; k < depth; k++)
                nodes[k] = new Node($"layer{k + 1}", Layer(sizes[k + 1], activations[k], bias, k, depth), Prelude.Array(k));
            return Network.Create(Shape.Of(sizes[0]), new Arr<Node>(nodes));
        }
    }

    private static Operation Layer(int width, Activation activation, BiasPlacement bias, int k, int depth) => bias switch
    {
        BiasPlacement.First => new Dense(width, k == 0, activation),
        BiasPlacement.All => new Dense(width, true, activation),
        BiasPlacement.Propagated => new CarriedDense(width, activation, ReadsCarrier: k > 0, WritesCarrier: k < depth - 1),
        BiasPlacement.Output => new Dense(width, k == depth - 1, activation),
        _ => new Dense(width, false, activation),
    };

    private static List<Error> Errors(ReadOnlySpan<int> sizes, ReadOnlySpan<Activation> activations)
    {
        var errors = new List<Error>();
        if (sizes.Length < 2)
            errors.Add(new Error.ParameterDomain("The list of sizes", $"[{string.Join(", ", sizes.ToArray())}]", "at least an input size and a number of outputs"));
        for (var k = 0; k < sizes.Length; k++)
        {
            if (sizes[k] < 1)
                errors.Add(new Error.ParameterDomain(k == 0 ? "The input size" : $"The width of layer {k}", $"{sizes[k]}", "1 or more"));
        }

        if (sizes.Length >= 2 && activations.Length != sizes.Length - 1)
            errors.Add(new Error.ShapeMismatch("The list of activations", $"{activations.Length}", $"{sizes.Length - 1}, one for each layer,"));
        var seen = new System.Collections.Generic.HashSet<Activation>();
        foreach (var activation in activations)
        {
            if (seen.Add(activation))
                errors.AddRange(activation.Errors);
        }

        return errors;
    }
}
