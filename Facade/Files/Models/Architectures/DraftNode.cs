using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A node while a network is put together: its inputs count drafts, and it may still take in a normalization that follows it.</summary>
internal sealed class DraftNode(string name, Operation operation, int[] inputs, BlockSource[] sources)
{
    public string Name => name;

    public Operation Operation { get; private set; } = operation;

    /// <summary>0 is the input of the network, i + 1 the output of draft i.</summary>
    public int[] Inputs => inputs;

    /// <summary>One for each block; none where there are no tensors.</summary>
    public BlockSource[] Sources { get; private set; } = sources;

    /// <summary>The tensors read by this node, before any folding.</summary>
    public List<string> Tensors { get; } = [];

    /// <summary>The node that took this normalization in.</summary>
    public DraftNode? FoldedInto { get; private set; }

    /// <summary>Whether this is a batch normalization.</summary>
    public bool IsNormalization { get; init; }

    /// <summary>Takes a normalization that alone reads this node into its weights: scale times the rows, shift plus scale times the bias.</summary>
    /// <remarks>docs/theory/capacity-and-path.md, 1.1.</remarks>
    public bool TryFold(DraftNode normalization)
    {
        var (weights, bias, with) = Operation switch
        {
            Dense { Activation: Activation.Linear } d => (true, d.HasBias, (Operation)(d with { HasBias = true })),
            Convolution c => (true, c.HasBias, c with { HasBias = true }),
            _ => (false, false, Operation),
        };
        if (!weights)
            return false;
        Operation = with;
        normalization.FoldedInto = this;
        if (Sources.Length > 0)
        {
            var (own, scale, shift) = (Sources, normalization.Sources[0], normalization.Sources[1]);
            Sources = [
                new(own[0].Stored, () => Scaled(own[0].Load(), scale.Load())),
                new((bias ? own[1] : shift).Stored, () => bias ? Added(Scaled(own[1].Load(), scale.Load()), shift.Load()) : shift.Load()),
            ];
        }

        return true;
    }

    private static double[] Scaled(double[] rows, double[] scale)
    {
        var columns = rows.Length / scale.Length;
        for (var i = 0; i < rows.Length; i++)
            rows[i] *= scale[i / columns];
        return rows;
    }

    private static double[] Added(double[] values, double[] shift)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] += shift[i];
        return values;
    }
}
