namespace Marginalia.Files;

/// <summary>What reads the nodes of one or several operators.</summary>
internal abstract class OnnxOperator
{
    /// <summary>The operators it reads, as the format spells them.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Gives every used output of the node a meaning, and the node its treatment when that is not "audited".</summary>
    /// <exception cref="OnnxRefusal">The node asks for something that has no counterpart in a network; what it added is taken back, so it folds last.</exception>
    public abstract void Read(OnnxSite site);
}

/// <summary>The table of operators.</summary>
internal static class OnnxOperators
{
    private static readonly OnnxOperator[] Readers =
    [
        new OnnxGemm(), new OnnxMatMul(), new OnnxConvolution(), new OnnxBatchNormalization(), new OnnxRecurrent(),
        new OnnxActivation(), new OnnxClip(), new OnnxEnding(),
        new OnnxPool(), new OnnxGlobalPool(), new OnnxPad(), new OnnxReduction(),
        new OnnxFlatten(), new OnnxReshape(), new OnnxSqueeze(), new OnnxUnsqueeze(), new OnnxTranspose(), new OnnxConcat(), new OnnxGather(), new OnnxSlice(),
        new OnnxArithmetic(), new OnnxUnary(), new OnnxPass(), new OnnxConstantNode(), new OnnxShape(), new OnnxFill(),
    ];

    private static readonly Dictionary<string, OnnxOperator> Table = Readers.SelectMany(static r => r.Names.Select(n => (n, r))).ToDictionary(static e => e.n, static e => e.r);

    /// <summary>The operators that are understood, in alphabetical order.</summary>
    public static IEnumerable<string> Names => Table.Keys.Order(StringComparer.Ordinal);

    /// <summary>The reader of an operator.</summary>
    public static OnnxOperator Find(string name) => Table.GetValueOrDefault(name) ?? throw new OnnxRefusal($"the operator '{name}' is not one of those understood");
}
