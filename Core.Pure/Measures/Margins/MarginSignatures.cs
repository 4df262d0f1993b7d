using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Distances to the decision boundary in one representation, over the spread of that representation.</summary>
/// <param name="Representation">0 for the input, k for the output of node k - 1.</param>
/// <param name="TotalVariance">nu, the sum over coordinates of the population variance.</param>
/// <param name="Distances">One for each example, over sqrt(nu); undefined where the gradient vanishes.</param>
/// <param name="Excluded">The number of undefined distances.</param>
/// <param name="Signature">Five numbers of the distances that exist; none without any.</param>
public sealed record MarginSignature(int Representation, double TotalVariance, Arr<Number> Distances, int Excluded, Option<Vector> Signature);

/// <summary>Margin signatures of a chain of layers.</summary>
/// <remarks>
/// Jiang, Krishnan, Mobahi, Bengio, Predicting the Generalization Gap in Deep Networks with Margin Distributions, arXiv:1810.00113;
/// docs/theory/capacity-and-path.md, 2.10. The input's signature does not change under rescaling of units, those of hidden layers only not under rescaling of layers.
/// </remarks>
public static class MarginSignatures
{
    /// <summary>The signatures of the input and of the output of every node but the last.</summary>
    /// <param name="network">A network whose nodes follow one another.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="data">Examples with class labels or signs.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <returns>One signature per representation, or an unsupported or shapeMismatch error.</returns>
    public static Either<Error, Arr<MarginSignature>> Of(Network network, Parameters parameters, Dataset data, Kernels kernels)
    {
        if (data.InputSize != network.InputSize)
            return Left<Error, Arr<MarginSignature>>(new Error.ShapeMismatch("An example", $"{data.InputSize}", $"{network.InputSize}, the input size of the network,"));
        if (data.OutputCount != network.OutputCount || data.Targets is Targets.Values)
            return Left<Error, Arr<MarginSignature>>(new Error.Unsupported("A margin signature", "the targets do not fit the outputs", "use one class per output, or signs for one output"));
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            if (network.Nodes[i].Inputs != Array(i))
                return Left<Error, Arr<MarginSignature>>(new Error.Unsupported("A margin signature", $"node '{network.Nodes[i].Name}' does not follow the node before it alone", "use a chain of layers"));
        }

        var signatures = new List<MarginSignature>();
        var representation = data.Inputs;
        for (var k = 0; k < network.Nodes.Count; k++)
        {
            var (rest, restParameters) = Part(network, parameters, k, network.Nodes.Count);
            signatures.Add(At(k, rest, restParameters, representation, data.Targets, kernels));
            var (step, stepParameters) = Part(network, parameters, k, k + 1);
            representation = Passes.Outputs(step, stepParameters, representation, kernels);
        }

        return Right<Error, Arr<MarginSignature>>(signatures.ToArr());
    }

    private static MarginSignature At(int index, Network network, Parameters parameters, Matrix inputs, Targets targets, Kernels kernels)
    {
        var logits = Passes.Outputs(network, parameters, inputs, kernels);
        var cotangents = new double[logits.Rows * logits.Columns];
        var margins = MarginDistribution.Of(logits, targets).Match(static m => m.Margins, static _ => throw new ArgumentException("Checked before."));
        for (var i = 0; i < logits.Rows; i++)
        {
            if (targets is Targets.Classes classes)
            {
                cotangents[(i * logits.Columns) + classes.Labels[i]] = 1;
                cotangents[(i * logits.Columns) + MarginDistribution.BestOther(logits.Row(i), classes.Labels[i])] = -1;
            }
            else if (targets is Targets.Signs signs)
                cotangents[i] = signs.Labels[i];
        }

        var gradients = Passes.InputGradients(network, parameters, inputs, Matrix.Own(logits.Rows, logits.Columns, cotangents), kernels);
        var variance = TotalVariance(inputs);
        var spread = Math.Sqrt(variance);
        var distances = new Number[logits.Rows];
        for (var i = 0; i < distances.Length; i++)
        {
            var slope = kernels.Norm(gradients.Row(i));
            distances[i] = slope > 0 && spread > 0
                ? Number.Of(margins[i] / slope / spread)
                : new Number.Undefined(slope > 0 ? "The representation does not vary over the examples." : "The gradient of the margin vanishes.");
        }

        double[] defined = [.. distances.OfType<Number.Value>().Select(static v => v.Amount)];
        return new(index, variance, distances.ToArr(), distances.Length - defined.Length, defined.Length == 0 ? None : Some(new MarginDistribution(Vector.Own(defined)).Signature));
    }

    private static double TotalVariance(Matrix x)
    {
        var total = 0.0;
        for (var j = 0; j < x.Columns; j++)
        {
            var (mean, sum) = (0.0, 0.0);
            for (var i = 0; i < x.Rows; i++)
                mean += x[i, j];
            mean /= x.Rows;
            for (var i = 0; i < x.Rows; i++)
                sum += (x[i, j] - mean) * (x[i, j] - mean);
            total += sum / x.Rows;
        }

        return total;
    }

    // Nodes first to last - 1 as a network of their own.
    private static (Network Network, Parameters Parameters) Part(Network network, Parameters parameters, int first, int last)
    {
        var nodes = network.Nodes.Skip(first).Take(last - first).Select(static (n, i) => n with { Inputs = Array(i) }).ToArr();
        var part = Network.Create(network.Shapes[first], nodes).Match(static n => n, static e => throw new ArgumentException(string.Join(" ", e.Map(static x => x.Sentence))));
        var blocks = network.Layout.Blocks.Filter(b => b.Node >= first && b.Node < last);
        var flat = blocks.Count == 0 ? Vector.Empty : Vector.Of(parameters.Flat.Span.Slice(blocks[0].Offset, part.ParameterCount));
        return (part, Parameters.Trusted(part.Layout, flat));
    }
}
