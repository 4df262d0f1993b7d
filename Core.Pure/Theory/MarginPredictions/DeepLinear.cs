using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>What a deep linear network of one output computes.</summary>
public static class DeepLinear
{
    extension(Parameters parameters)
    {
        /// <summary>The end-to-end vector <c>w = W_L ... W_1</c>, with <c>f(x) = w . x</c>.</summary>
        /// <remarks>docs/theory/normalized-flow.md, 1.2 and N24.</remarks>
        /// <exception cref="ArgumentException">The last layer has several outputs, or layers do not follow one another.</exception>
        public Vector EndToEnd()
        {
            double[] vector = [1];
            for (var k = parameters.Layout.Depth - 1; k >= 0; k--)
            {
                var block = parameters.Layout.Weights[k];
                if (block.Rows != vector.Length)
                    throw new ArgumentException($"Layer '{block.Name}' has {block.Rows} outputs where {vector.Length} are needed; only a chain of dense layers with one output has an end-to-end vector.");
                var below = new double[block.Columns];
                for (var i = 0; i < block.Rows; i++)
                    for (var j = 0; j < below.Length; j++)
                        below[j] = Math.FusedMultiplyAdd(vector[i], parameters.Of(block)[(i * below.Length) + j], below[j]);
                vector = below;
            }

            return Vector.Of(vector);
        }
    }
}
