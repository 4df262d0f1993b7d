using LanguageExt;
using Marginalia.Measures;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Measures that are read together.</summary>
/// <param name="Id">What their identifiers begin with, and the word of <c>--measures</c>.</param>
/// <param name="Title">The heading.</param>
/// <param name="Sentence">What they say, in one sentence.</param>
public sealed record MeasureFamily(string Id, string Title, string Sentence)
{
    /// <summary>Every family, in the order of the table of measures.</summary>
    public static Arr<MeasureFamily> All { get; } = Array(
        new MeasureFamily("size", "Size", "How many numbers the network has; says nothing about which solution was found."),
        new MeasureFamily("norm", "Norms of the layers", "Sums and products over layers of norms of their weights; products do not change when a factor moves from one layer to another."),
        new MeasureFamily("canonical", "Least norm over rescalings", "The smallest sum of squares among all networks that differ by rescaling hidden units and compute the same."),
        new MeasureFamily("spec", "Spectral complexity", "Products of spectral norms with a correction for how much of each layer is not in its largest direction."),
        new MeasureFamily("path", "Path norms", "Sums over all paths from an input to an output of the product of the weights on the way; they do not change under any rescaling of hidden units."),
        new MeasureFamily("dist", "Distances from initialization", "How far the weights went from where training began."),
        new MeasureFamily("overparam", "Two-layer capacity", "A capacity of two-layer networks near their start."),
        new MeasureFamily("fisher-rao", "Fisher-Rao norm", "How strongly the loss reacts when all weights are scaled together."),
        new MeasureFamily("hessian", "Curvature", "Second derivatives of the loss by the weights, plain and in coordinates that rescaling does not change."),
        new MeasureFamily("lipschitz", "Lipschitz constants", "How much the outputs can change when the inputs do, at most."),
        new MeasureFamily("robust", "Sensitivity on the data", "How much the outputs change when the given inputs do."),
        new MeasureFamily("output", "Outputs on the data", "What the network answers on the examples given."),
        new MeasureFamily("margin", "Margins", "By how much the right output beats the best other one; measures are divided by the 10 % margin."),
        new MeasureFamily("explore", "Measures over the margin", "Norms divided by the margin with factors for the width of the layers (Exploring Generalization)."),
        new MeasureFamily("jiang", "The table of Fantastic Generalization Measures", "Raw values of the measures that were compared over thousands of networks, under the names used there."),
        new MeasureFamily("conv", "True operators of convolutions", "Products of spectral norms with the norm of a convolution taken as the linear map it is, not of its reshaped kernel."),
        new MeasureFamily("sharpness", "Sharpness", "How much the loss rises at the worst point of a small box or ball around the weights."),
        new MeasureFamily("expected-sharpness", "Mean sharpness", "How much the loss rises on average under random changes of the weights."),
        new MeasureFamily("flatness", "Flatness", "How much noise or how large a box the weights bear before the error rises."));

    /// <summary>The family of a measure.</summary>
    /// <param name="measure">Any measure of the table.</param>
    public static MeasureFamily Of(Measure measure) => All.Find(f => measure.Id.StartsWith(f.Id, StringComparison.Ordinal) && measure.Id[f.Id.Length..] is ['.' or '(' or '-', ..])
        .IfNone(() => new MeasureFamily(measure.Id, measure.Id, ""));
}
