using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Draws initial parameters by address, so that a network made wider keeps every earlier draw.</summary>
/// <remarks>Stream 0, step = block number + 2^32 row, coordinate = position in the row; a bias is one row (conventions, 5.6).</remarks>
public static class InitialDraws
{
    extension(Network network)
    {
        /// <summary>Initial parameters: the same bits under every numerics policy.</summary>
        /// <param name="initialization">How they are drawn.</param>
        /// <param name="key">The key of the run.</param>
        /// <returns>The parameters, or a shapeMismatch error when there are scales for another number of layers.</returns>
        public Either<Error, Parameters> Initialize(Initialization initialization, Key key)
        {
            var scales = initialization.LayerScales.Count;
            if (scales != 0 && scales != network.Depth)
                return Left<Error, Parameters>(new Error.ShapeMismatch("The list of initialization scales", $"{scales}", $"{network.Depth}, one for each weight layer,"));
            var flat = new double[network.ParameterCount];
            var layer = 0;
            foreach (var block in network.Layout.Blocks)
            {
                var target = flat.AsSpan(block.Offset, block.Size);
                if (block.Kind == BlockKind.Weight)
                    Draw(key, block, block.Columns, initialization.ScaleOf(layer++) * Math.Sqrt(2.0 / block.Columns), target);
                else if (block.Kind == BlockKind.Bias)
                    Draw(key, block, block.Size, initialization.BiasDeviation, target);
                else
                    target.Fill(1);
            }

            return Right<Error, Parameters>(Parameters.Trusted(network.Layout, Vector.Own(flat)));
        }
    }

    private static void Draw(Key key, Block block, int rowLength, double deviation, Span<double> target)
    {
        if (deviation == 0)
            return;
        for (var row = 0; row * rowLength < target.Length; row++)
        {
            var numbers = target.Slice(row * rowLength, rowLength);
            Draws.Gaussian(key, RandomStream.Initialization, (uint)block.Number + ((ulong)(uint)row << 32), numbers);
            foreach (ref var x in numbers)
                x *= deviation;
        }
    }
}
