namespace Marginalia.Files;

/// <summary>Batch normalization with fixed statistics: <c>s = gamma / sqrt(variance + epsilon)</c>, <c>y = s x + (beta - s mean)</c>, folded before anything is measured.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 1.1.</remarks>
internal sealed class OnnxBatchNormalization : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["BatchNormalization"];

    public override void Read(OnnxSite site)
    {
        // Before version 14 further outputs, used or not, are what says that it trains.
        var hasStatistics = site.Opset < 14 ? site.Node.Outputs.Count(static o => o.Length > 0) > 1 : Enumerable.Range(1, 4).Any(site.IsUsed);
        if (site.Integer("training_mode", 0) != 0 || hasStatistics)
            throw new OnnxRefusal("it is in training mode, where it depends on the whole batch; export the model for inference");
        if (site.Integer("spatial", 1) != 1)
            throw new OnnxRefusal("its attribute 'spatial' is 0: statistics for each pixel");
        var input = site.RawFlow(0);
        if (input.Axes is not null && (input.Batch != 0 || input.Axes.Length == 0))
            throw new OnnxRefusal($"the batch is axis {input.Batch} of its input where it has to be axis 0");
        var epsilon = site.Real("epsilon", 1e-5f);
        var (gamma, beta, mean, variance) = (site.Weight(1), site.Weight(2), site.Weight(3), site.Weight(4));
        var channels = gamma.Count;
        if (Array.Find([gamma, beta, mean, variance], c => c.Shape.Length != 1 || c.Count != channels) is { } wrong)
            throw new OnnxRefusal($"'{wrong.Name}' has the shape {wrong.ShapeText} where {channels} numbers are needed");
        var factor = new OnnxFactor((int)channels, 0, Scale, Shift, gamma.Type!.Value, gamma.Name, IsNormalization: true);
        factor.Apply(site, input);

        double[] Scale()
        {
            var (scale, spread) = (gamma.Read(), variance.Read());
            for (var c = 0; c < scale.Length; c++)
                scale[c] /= Math.Sqrt(spread[c] + epsilon is > 0 and var v
                    ? v
                    : throw FileFault.Malformed(site.Source, $"the variance {OnnxConstant.Text(spread[c])} at index {c} of '{variance.Name}' is not positive with epsilon {OnnxConstant.Text(epsilon)}"));
            return scale;
        }

        double[] Shift()
        {
            var (shift, scale, center) = (beta.Read(), Scale(), mean.Read());
            for (var c = 0; c < shift.Length; c++)
                shift[c] -= scale[c] * center[c];
            return shift;
        }
    }
}
