using LanguageExt;

namespace Marginalia.Networks;

/// <summary>One layer of a <see cref="DenseChain"/>: where in the flat vector the weight between two units lives.</summary>
/// <remarks>A carrier is the last unit of its layer; its weights from and to ordinary units do not exist where the theory has zeros.</remarks>
internal sealed record DenseChainLayer
{
    private readonly int _weight;
    private readonly int _bias = -1;
    private readonly int _carrier = -1;
    private readonly int _columns;
    private readonly int _ordinary;

    private DenseChainLayer(Activation activation, Arr<Block> blocks, int inputs, int units, bool readsCarrier)
    {
        (Activation, Inputs, Units, ReadsCarrier) = (activation, inputs, units, readsCarrier);
        _weight = blocks[0].Offset;
        _columns = blocks[0].Columns;
        _ordinary = blocks[0].Rows;
        foreach (var block in blocks)
        {
            if (block.Kind == BlockKind.Bias)
                _bias = block.Offset;
            else if (block.Kind == BlockKind.Scale)
                _carrier = block.Offset;
        }
    }

    internal Activation Activation { get; }

    /// <summary>The number of units below, a carrier included.</summary>
    internal int Inputs { get; }

    /// <summary>The number of its own units, a carrier included.</summary>
    internal int Units { get; }

    /// <summary>The number of its own units without a carrier; these may be permuted.</summary>
    internal int OrdinaryUnits => _ordinary;

    /// <summary>The inputs whose weights lie in rows, one row for each ordinary unit.</summary>
    internal int Columns => _columns;

    private bool ReadsCarrier { get; }

    internal static DenseChainLayer Of(Node node, Arr<Block> blocks, int inputs, int units) => node.Operation switch
    {
        Dense d => new(d.Activation, blocks, inputs, units, false),
        CarriedDense c => new(c.Activation, blocks, inputs, units, c.ReadsCarrier),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The place of the first weight of an ordinary unit.</summary>
    internal int Row(int unit) => _weight + (unit * _columns);

    /// <summary>The place of the weight from a unit below to an own unit, or -1 where there is none.</summary>
    internal int Weight(int unit, int input) =>
        unit < _ordinary
            ? input < _columns ? _weight + (unit * _columns) + input : _bias + unit
            : ReadsCarrier && input == Inputs - 1 ? _carrier : -1;

    /// <summary>The place of what is added to an own unit's sum, or -1.</summary>
    internal int Bias(int unit) => ReadsCarrier ? -1 : unit >= _ordinary ? _carrier : _bias < 0 ? -1 : _bias + unit;
}
