using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The norms of the layers' true operators.</summary>
internal sealed partial class Facts
{
    private Either<string, Either<SpectralNorm, ConvolutionNorms>[]>? _operators;
    private Either<string, (double, double)[]>? _deviationOperators;

    /// <summary>One for each weight layer: right for convolutions, left for matrices.</summary>
    internal Either<string, Either<SpectralNorm, ConvolutionNorms>[]> Operators => _operators ??= SpectralOfBlocks.Bind(norms => Of(norms, Weights, "operator"));

    /// <summary>Spectral and Frobenius norm of the operator of each layer, for layers in a row.</summary>
    internal Either<string, (double Spectral, double Frobenius)[]> OperatorNorms => Layers.Bind(_ => Operators).Map(o => Both(o, Weights));

    /// <summary>The same of what training has changed.</summary>
    internal Either<string, (double Spectral, double Frobenius)[]> DeviationOperators => _deviationOperators ??=
        from layers in Layers
        from changes in Deviations
        from _ in DeviationSpectral
        from norms in _deviationSpectral!.Value
        from operators in Of(norms, changes, "change of operator")
        select Both(operators, changes);

    private (double, double)[] Both(Either<SpectralNorm, ConvolutionNorms>[] operators, Matrix[] matrices) =>
        [.. operators.Select((o, k) => o.Match(static n => (n.Operator.Value, Math.Sqrt(n.OperatorFrobeniusSquared)), s => (s.Value, Kernels.Norm(matrices[k].Span))))];

    private Either<string, Either<SpectralNorm, ConvolutionNorms>[]> Of(SpectralNorm[] norms, Matrix[] matrices, string name)
    {
        var operators = new Either<SpectralNorm, ConvolutionNorms>[norms.Length];
        var problem = EachLayer(matrices, (k, numerics, room) =>
        {
            var node = Network.Nodes[Blocks[k].Node];
            operators[k] = norms[k];
            return node.Operation is Convolution convolution
                ? ConvolutionNorms.Of(convolution, Network.Shapes[node.Inputs[0]], matrices[k].AsVector(), norms[k], numerics, input.Key.For(name).At(k), 1e-6, 200, true, room)
                    .MatchUnsafe<string?>(n => { operators[k] = n; return null; }, static e => e.Sentence)
                : null;
        });
        return problem is null ? Prelude.Right<string, Either<SpectralNorm, ConvolutionNorms>[]>(operators) : Prelude.Left<string, Either<SpectralNorm, ConvolutionNorms>[]>(problem);
    }
}
