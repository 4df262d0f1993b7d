using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Weight normalization <c>W = g v / |v|</c> of every weight matrix or of each of its rows, as a change of coordinates: all gains g, then v in layout order.</summary>
/// <remarks>What belongs to no group, such as a bias, is its own coordinate. Sums run in the portable tree, which every policy uses for sums.
/// Salimans, Kingma, Weight Normalization, arXiv:1602.07868; docs/theory/normalized-flow.md, A7.</remarks>
/// <param name="layout">The layout of the weights.</param>
/// <param name="perRow">Whether a group is a row, as in the original; else a whole matrix.</param>
internal readonly struct WeightNormalization(Layout layout, bool perRow)
{
    /// <summary>How many gains there are.</summary>
    internal int Gains
    {
        get
        {
            var gains = 0;
            for (var k = 0; k < layout.Depth; k++)
                gains += Groups(layout.Weights[k]);
            return gains;
        }
    }

    /// <summary>How many coordinates there are.</summary>
    internal int Length => Gains + layout.ParameterCount;

    /// <summary>The coordinates of weights no group of which is zero.</summary>
    /// <param name="theta">The weights.</param>
    /// <param name="keepsSize">Whether v is W; else W / |W|.</param>
    /// <param name="point">Overwritten.</param>
    internal void Encode(ReadOnlySpan<double> theta, bool keepsSize, Span<double> point)
    {
        var directions = point[Gains..];
        theta.CopyTo(directions);
        for (var (k, gain) = (0, 0); k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            var (groups, size) = (Groups(block), block.Size / Groups(block));
            for (var j = 0; j < groups; j++, gain++)
            {
                var v = directions.Slice(block.Offset + (j * size), size);
                point[gain] = PNorms.Norm(v, 2);
                if (!keepsSize)
                    Entrywise.Divide(v, point[gain], v);
            }
        }
    }

    /// <summary>The weights at a point.</summary>
    internal void Decode(ReadOnlySpan<double> point, Span<double> theta)
    {
        point[Gains..].CopyTo(theta);
        for (var (k, gain) = (0, 0); k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            var (groups, size) = (Groups(block), block.Size / Groups(block));
            for (var j = 0; j < groups; j++, gain++)
            {
                var w = theta.Slice(block.Offset + (j * size), size);
                Entrywise.Multiply(w, point[gain] / Reductions.Norm(w), w);
            }
        }
    }

    /// <summary>The gradient by the coordinates: <c>&lt;v, G&gt; / |v|</c> by a gain, <c>(g / |v|) (G - v &lt;v, G&gt; / |v|^2)</c> by v.</summary>
    /// <param name="point">The coordinates.</param>
    /// <param name="gradient">G, that by the weights.</param>
    /// <param name="target">Overwritten.</param>
    internal void PullBack(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, Span<double> target)
    {
        var gains = Gains;
        gradient.CopyTo(target[gains..]);
        for (var (k, gain) = (0, 0); k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            var (groups, size) = (Groups(block), block.Size / Groups(block));
            for (var j = 0; j < groups; j++, gain++)
            {
                var offset = block.Offset + (j * size);
                ReadOnlySpan<double> v = point.Slice(gains + offset, size), g = gradient.Slice(offset, size);
                var norm = Reductions.Norm(v);
                var along = Reductions.Dot(v, g) / norm;
                target[gain] = along;
                Sweeps.ScaleAdd(-(point[gain] / norm) * (along / norm), v, point[gain] / norm, g, target.Slice(gains + offset, size));
            }
        }
    }

    /// <summary>An error for every group that is exactly zero and so has no direction.</summary>
    internal Arr<Error> ZeroGroups(ReadOnlySpan<double> theta)
    {
        var errors = new List<Error>();
        foreach (var block in layout.Weights)
        {
            var weights = theta.Slice(block.Offset, block.Size);
            if (!weights.ContainsAnyExcept(0.0))
            {
                errors.Add(new Error.ZeroLayer(block.Name));
                continue;
            }

            for (var row = 0; perRow && row < block.Rows; row++)
            {
                if (!weights.Slice(row * block.Columns, block.Columns).ContainsAnyExcept(0.0))
                    errors.Add(new Error.ZeroLayer($"{block.Name}, row {row}"));
            }
        }

        return errors.ToArr();
    }

    private int Groups(Block block) => perRow ? block.Rows : 1;
}
