using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary><c>alpha A B + beta C</c> with constant B and C: a dense layer.</summary>
internal sealed class OnnxGemm : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Gemm"];

    public override void Read(OnnxSite site)
    {
        var input = site.RawFlow(0);
        var batch = site.Integer("transA", 0) == 0 ? 0 : 1;
        if (input.Axes is { } axes && (axes.Length != 1 || input.Batch != batch))
            throw new OnnxRefusal($"its first input has {axes.Length + 1} axes of which the batch is number {input.Batch}, where 2 and {batch} are needed");
        var weight = site.Weight(1);
        var (alpha, beta) = (site.Real("alpha", 1), site.Real("beta", 1));
        var layer = OnnxDense.Add(site, input, weight, transposed: site.Integer("transB", 0) == 0, alpha, site.Has(2) ? site.Weight(2) : null, beta);
        site.Give(new OnnxMeaning.Flow(layer, input.Axes is null ? null : [layer.Blocks[0].Shape[0]], 0) { Affine = (layer, 0) });
    }
}

/// <summary>What Gemm and MatMul share.</summary>
internal static class OnnxDense
{
    /// <summary>Adds a dense layer; a scaling that waits goes into it.</summary>
    /// <param name="site">The node.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="weight">A matrix.</param>
    /// <param name="transposed">Whether the matrix is inputs x outputs.</param>
    /// <param name="alpha">A factor of the matrix.</param>
    /// <param name="bias">A summand that is the same for all examples.</param>
    /// <param name="beta">A factor of the bias.</param>
    public static OnnxDraft Add(OnnxSite site, OnnxMeaning.Flow input, OnnxConstant weight, bool transposed, double alpha, OnnxConstant? bias, double beta)
    {
        var block = Block(weight, transposed, alpha);
        var outputs = block.Shape[0];
        OnnxBlock[] blocks = bias is null ? [block] : [block, Bias(bias, outputs, beta)];
        return Add(site, input, new Dense(outputs, bias is not null, new Activation.Linear()), blocks, Row, weight.Name, bias?.Name ?? "");
    }

    // A dense layer takes any shape, so it needs no reshaping before it.
    private static OnnxDraft Row(OnnxMeaning.Flow flow) => flow.Draft.Operation is Reshape or Flatten ? flow.Draft.Inputs[0] : flow.Draft;

    /// <summary>Adds an affine layer; a scaling that waits goes into it where that is exact, else it becomes a node before it.</summary>
    public static OnnxDraft Add(OnnxSite site, OnnxMeaning.Flow input, Operation operation, OnnxBlock[] blocks, Func<OnnxMeaning.Flow, OnnxDraft> shaped, params string[] tensors)
    {
        if (input.Scaling is not { } scaling)
            return site.AddLayer(operation, shaped(input), blocks, tensors);
        var count = site.Drafts.Count;
        var layer = site.AddLayer(operation, shaped(input with { Scaling = null }), blocks, tensors);
        if (OnnxFolding.Before(layer, scaling))
            return layer;
        site.Drafts.Return(count);
        return site.AddLayer(operation, shaped(site.Settled(input)), blocks, tensors);
    }

    /// <summary>The matrix of a layer, outputs first.</summary>
    public static OnnxBlock Block(OnnxConstant weight, bool transposed, double alpha)
    {
        if (weight.Shape.Length != 2)
            throw new OnnxRefusal($"'{weight.Name}' has the shape {weight.ShapeText} where a matrix is needed");
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        return new("W", BlockKind.Weight, transposed ? [columns, rows] : [rows, columns], weight.Type!.Value, weight.Name, () =>
        {
            var values = weight.Read();
            if (transposed)
                values = Transposed(values, rows, columns);
            for (var i = 0; alpha != 1 && i < values.Length; i++)
                values[i] *= alpha;
            return values;
        });
    }

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        var result = new double[values.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                result[(j * rows) + i] = values[(i * columns) + j];
        return result;
    }

    private static OnnxBlock Bias(OnnxConstant bias, int outputs, double beta)
    {
        if (bias.Shape.Length > 2 || (bias.Count != outputs && bias.Count != 1) || (bias.Shape.Length > 0 && bias.Shape[^1] != bias.Count))
            throw new OnnxRefusal($"'{bias.Name}' of shape {bias.ShapeText} is not one number for each of {outputs} outputs");
        return OnnxBlock.Bias("b", outputs, bias.Type!.Value, bias.Name, () =>
        {
            var values = OnnxScaling.Spread(bias.Read(), outputs);
            for (var i = 0; beta != 1 && i < values.Length; i++)
                values[i] *= beta;
            return values;
        });
    }
}
