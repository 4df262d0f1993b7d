using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Builds recurrent networks with a linear output.</summary>
public static class RecurrentNetworks
{
    extension(Network)
    {
        /// <summary>A recurrent layer and <c>y = Wout h + bo</c> on the last state or on every state; parameters in the order Win, Wrec, bh, Wout, bo.</summary>
        /// <param name="steps">The length of the sequences.</param>
        /// <param name="inputSize">The features of one step.</param>
        /// <param name="hidden">The number of hidden units.</param>
        /// <param name="outputs">The outputs, of each step when <paramref name="everyStep"/>.</param>
        /// <param name="activation">The activation of the hidden units.</param>
        /// <param name="hasBias">Whether there are bh and bo.</param>
        /// <param name="everyStep">Whether there is an output for every step (steps x outputs) or for the last one only.</param>
        /// <returns>The network, or every error at once.</returns>
        public static Validation<Error, Network> Recurrent(int steps, int inputSize, int hidden, int outputs, Activation activation, bool hasBias, bool everyStep)
        {
            var errors = Errors(("The number of steps", steps), ("The input size", inputSize), ("The number of hidden units", hidden), ("The number of outputs", outputs)).Concat(activation.Errors);
            if (!errors.IsEmpty)
                return Validation<Error, Network>.Fail(errors);
            var nodes = Array(new Node("recurrent", new Recurrent(hidden, hasBias, activation, everyStep), Array(0)));
            // Shared output weights for every step are a convolution with a window of one step.
            nodes = everyStep
                ? nodes.AddRange(Array(
                    new Node("units", new Permute(Array(1, 0)), Array(1)),
                    new Node("line", new Reshape(Shape.Of(hidden, 1, steps)), Array(2)),
                    new Node("output", new Convolution(outputs, new Window(1, 1), hasBias), Array(3)),
                    new Node("flat", new Reshape(Shape.Of(outputs, steps)), Array(4)),
                    new Node("steps", new Permute(Array(1, 0)), Array(5))))
                : nodes.Add(new Node("output", new Dense(outputs, hasBias, new Activation.Linear()), Array(1)));
            return Network.Create(Shape.Of(steps, inputSize), nodes);
        }
    }

    private static Seq<Error> Errors(params (string Name, int Value)[] sizes) => sizes
        .Where(static s => s.Value < 1)
        .Select(static s => (Error)new Error.ParameterDomain(s.Name, $"{s.Value}", "1 or more"))
        .ToSeq();
}
