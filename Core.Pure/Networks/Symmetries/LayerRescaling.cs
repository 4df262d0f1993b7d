using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Multiplies whole layers by positive numbers.</summary>
public static class LayerRescaling
{
    extension(Network network)
    {
        /// <summary>Layer k times <c>factors[k]</c>; f is then multiplied by the product of <c>factors[k]^deg_k</c> when the network is homogeneous.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="factors">One positive finite number per layer.</param>
        /// <returns>The new parameters, or a shapeMismatch or parameterDomain error.</returns>
        public Either<Error, Parameters> RescaleLayers(Parameters parameters, ReadOnlySpan<double> factors)
        {
            if (factors.Length != network.Depth)
                return Left<Error, Parameters>(new Error.ShapeMismatch("The list of layer factors", $"{factors.Length}", $"{network.Depth}, one for each layer,"));
            foreach (var factor in factors)
            {
                if (!RescalingFactors.IsValid(factor))
                    return Left<Error, Parameters>(RescalingFactors.Invalid(factor));
            }

            return Right<Error, Parameters>(network.ScaleLayers(parameters, factors));
        }

        internal Parameters ScaleLayers(Parameters parameters, ReadOnlySpan<double> factors)
        {
            var flat = parameters.Flat.ToArray();
            foreach (var layer in network.Layers)
                foreach (var block in layer.Blocks)
                    foreach (ref var w in flat.AsSpan(block.Offset, block.Size))
                        w *= factors[layer.Number];
            return parameters.With(Vector.Own(flat));
        }
    }
}
