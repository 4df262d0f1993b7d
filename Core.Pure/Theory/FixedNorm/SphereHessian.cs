using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary><c>P (-D H D) P + R P</c> with H the Hessian of psi, D the layer norms, P the projection tangent to the spheres, R the radial sum.</summary>
/// <remarks>Normal directions get the eigenvalue <see cref="Normal"/>, far above all others, so that they are not taken for zero modes.</remarks>
internal sealed class SphereHessian(Layout layout, Parameters theta, Vector norms, double radial, Matrix hessian)
{
    internal const double Normal = 1e6;

    internal Matrix Whole => Project(0, layout.ParameterCount);

    /// <summary>The block of one layer, the others frozen.</summary>
    internal Matrix Block(int layer) => Project(layout.Weights[layer].Offset, layout.Weights[layer].Size);

    /// <summary>The length of the part of D grad psi tangent to the spheres.</summary>
    internal double TangentNorm(Vector gradient)
    {
        var g = new double[gradient.Length];
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            for (var i = block.Offset; i < block.Offset + block.Size; i++)
                g[i] = norms[k] * gradient[i];
        }

        Tangent(g, 0);
        return Math.Sqrt(g.Sum(static x => x * x));
    }

    private Matrix Project(int offset, int size)
    {
        var scales = new double[layout.ParameterCount];
        for (var k = 0; k < layout.Depth; k++)
            scales.AsSpan(layout.Weights[k].Offset, layout.Weights[k].Size).Fill(norms[k]);
        return Matrix.Build(size, size, a =>
        {
            // Rows, then columns: P is symmetric.
            var (rows, line) = (new double[size * size], new double[size]);
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    line[j] = -scales[offset + i] * scales[offset + j] * hessian[offset + i, offset + j];
                Tangent(line, offset);
                line.CopyTo(rows, i * size);
            }

            for (var j = 0; j < size; j++)
            {
                for (var i = 0; i < size; i++)
                    line[i] = rows[(i * size) + j];
                Tangent(line, offset);
                for (var i = 0; i < size; i++)
                    rows[(i * size) + j] = line[i];
            }

            for (var i = 0; i < size; i++)
            {
                System.Array.Clear(line);
                line[i] = 1;
                Tangent(line, offset);
                for (var j = 0; j < size; j++)
                {
                    var identity = i == j ? 1 : 0;
                    a[(i * size) + j] = (0.5 * (rows[(i * size) + j] + rows[(j * size) + i])) + (radial * line[j]) + (Normal * (identity - line[j]));
                }
            }
        });
    }

    // Takes away the part along V_k in every layer that the span covers.
    private void Tangent(Span<double> x, int offset)
    {
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            if (block.Offset < offset || block.Offset + block.Size > offset + x.Length)
                continue;
            var part = x.Slice(block.Offset - offset, block.Size);
            var v = theta.Of(block);
            var along = 0.0;
            for (var i = 0; i < v.Length; i++)
                along += part[i] * v[i] / norms[k];
            for (var i = 0; i < v.Length; i++)
                part[i] -= along * v[i] / norms[k];
        }
    }
}
