using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A network in a file of any program, read as far as its structure; the numbers stay in the file until they are asked for.</summary>
/// <param name="Source">The file's name without its folder, for messages and tables.</param>
/// <param name="Format">The format with version and producer in words: "ONNX, opset 17, by pytorch 1.13.0".</param>
/// <param name="Coverage">What was made of every node of the file, in its order; never empty for a file that holds anything.</param>
/// <param name="Weights">Every weight and bias that was found, also when the network as a whole cannot be built; each is loaded on its own, so that a file larger than
/// memory can be worked through.</param>
/// <param name="Assumptions">What was guessed where the file does not say, one sentence each.</param>
/// <param name="Load">Reads all numbers and builds the network; an error when a node is unsupported, a tensor does not fit, or a number is not finite.</param>
public sealed record ModelFile(
    string Source, string Format, Arr<NodeCoverage> Coverage, Arr<ModelTensor> Weights, Arr<string> Assumptions, Func<Either<Error, LoadedNetwork>> Load)
{
    /// <summary>Whether every node is audited, folded or ignored with proof.</summary>
    public bool IsCovered => !Coverage.Exists(static c => c.Treatment is Treatment.Unsupported);
}

/// <summary>What was made of one node of a file.</summary>
/// <param name="Node">What messages call the node.</param>
/// <param name="Operator">Its kind in the words of the format: "Conv".</param>
/// <param name="Treatment">What became of it.</param>
public sealed record NodeCoverage(string Node, string Operator, Treatment Treatment);

/// <summary>A weight or bias in a file, oriented as the network uses it.</summary>
/// <param name="Layer">The name of its block in the layout of the network, or the tensor's own name where there is no network.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shape">Outputs first: out x in, or out x in x height x width.</param>
/// <param name="Stored">The type it is stored in.</param>
/// <param name="Load">Reads it in double, rows being output units or channels, normalization folded in.</param>
public sealed record ModelTensor(string Layer, BlockKind Kind, Arr<int> Shape, ElementType Stored, Func<Either<Error, Matrix>> Load)
{
    /// <summary>The number of entries.</summary>
    public long Count => Shape.Fold(1L, static (n, s) => n * s);
}

/// <summary>A network with its numbers.</summary>
/// <param name="Network">The graph; its last node gives the logits.</param>
/// <param name="Parameters">All numbers in double.</param>
/// <param name="Ending">What the file computes from the logits at the end; margins and measures are about the logits.</param>
/// <param name="HasFoldedNormalization">Whether batch normalization was folded into weights, after which a distance from initialization mixes two parametrizations.</param>
public sealed record LoadedNetwork(Network Network, Parameters Parameters, OutputEnding Ending, bool HasFoldedNormalization);
