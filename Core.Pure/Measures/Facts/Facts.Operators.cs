using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The norms of the layers' true operators.</summary>
internal sealed partial class Facts
{
    private Either<string, Either<SpectralNorm, ConvolutionNorms>[]>? _operators;

    /// <summary>One for each weight layer: right for convolutions, left for matrices.</summary>
    internal Either<string, Either<SpectralNorm, ConvolutionNorms>[]> Operators => _operators ??= SpectralOfBlocks.Bind(norms =>
    {
        var operators = new Either<SpectralNorm, ConvolutionNorms>[norms.Length];
        for (var k = 0; k < norms.Length; k++)
        {
            operators[k] = norms[k];
            var node = Network.Nodes[Blocks[k].Node];
            if (node.Operation is not Convolution convolution)
                continue;
            var problem = "";
            ConvolutionNorms.Of(
                convolution, Network.Shapes[node.Inputs[0]], Vector.Of(Parameters.Of(Blocks[k])), input.Numerics, input.Key.For("operator").At(k), 1e-6, 200)
                .Match(n => operators[k] = n, e => { problem = e.Sentence; return default; });
            if (problem.Length > 0)
                return Prelude.Left<string, Either<SpectralNorm, ConvolutionNorms>[]>(problem);
        }

        return Prelude.Right<string, Either<SpectralNorm, ConvolutionNorms>[]>(operators);
    });
}
