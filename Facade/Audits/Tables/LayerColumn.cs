using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>A number of the layer table.</summary>
/// <param name="Id">Its name in JSON and CSV.</param>
/// <param name="Head">Its head in tables.</param>
/// <param name="Meaning">What it is, in one sentence.</param>
/// <param name="Of">Takes it from a row.</param>
public sealed record LayerColumn(string Id, string Head, string Meaning, Func<LayerAudit, Number> Of)
{
    /// <summary>The columns, in the order in which they are printed.</summary>
    public static Arr<LayerColumn> All { get; } = Array(
        new LayerColumn("parameters", "parameters", "The number of weights and biases of the layer.", static l => Number.Of(l.Parameters)),
        new LayerColumn("frobenius", "|W|_F", "The Euclidean norm of all weights.", static l => l.Frobenius),
        new LayerColumn("spectral", "sigma", "The largest singular value, kernels reshaped to channels x receptive field.", static l => l.Spectral),
        new LayerColumn("operator", "sigma(A)", "The largest singular value of the true linear map, padding and stride of a convolution included.", static l => l.Operator),
        new LayerColumn("stableRank", "stable rank", "The squared Frobenius norm over the squared spectral norm, between 1 and the rank.", static l => l.StableRank),
        new LayerColumn("twoOne", "|W|_(2,1)", "The sum over units of the Euclidean norm of the incoming weights.", static l => l.TwoOne),
        new LayerColumn("oneInf", "|W|_(1,inf)", "The largest sum of absolute incoming weights of a unit.", static l => l.OneInf),
        new LayerColumn("twoInf", "|W|_(2,inf)", "The largest Euclidean norm of the incoming weights of a unit.", static l => l.TwoInf),
        new LayerColumn("bias", "|b|", "The Euclidean norm of the bias.", static l => l.Bias),
        new LayerColumn("dead", "dead", "The number of units whose incoming weights and bias are all zero.", static l => Number.Of(l.Dead.Count)),
        new LayerColumn("silent", "silent", "The number of other units that are 0 on every example given.", static l => Number.Of(l.Silent.Count)),
        new LayerColumn("distance", "|W - W_0|_F", "The Frobenius norm of the change since initialization.", static l => l.Distance),
        new LayerColumn("spectralDistance", "sigma(W - W_0)", "The spectral norm of that change.", static l => l.SpectralDistance));

    /// <summary>The columns in which any of the layers has a number.</summary>
    /// <param name="layers">The layers of one or several models.</param>
    public static Arr<LayerColumn> Present(Arr<LayerAudit> layers) => All.Filter(c => layers.Exists(l => c.Of(l) is Number.Value) && (c.Id is not ("dead" or "silent" or "operator") || layers.Exists(l => c.Id == "operator"
        ? l.Kind == "convolution"
        : c.Of(l).OrNaN > 0)));
}
