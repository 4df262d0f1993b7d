using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The works that the measures come from.</summary>
internal static class Works
{
    private const string Here = "docs/theory/capacity-and-path.md, ";

    internal static Source PiecewiseLinear { get; } = new("Bartlett, Harvey, Liaw, Mehrabian", "Nearly-tight VC-dimension and Pseudodimension Bounds for Piecewise Linear Neural Networks", "arXiv:1703.02930", Here + "2.1");

    internal static Source NormBased { get; } = new("Neyshabur, Tomioka, Srebro", "Norm-Based Capacity Control in Neural Networks", "arXiv:1503.00036", Here + "2.2");

    internal static Source Equalized { get; } = new("Stock, Graham, Gribonval, Jegou", "Equi-normalization of Neural Networks", "arXiv:1902.10416", Here + "1.2");

    internal static Source PathNorms { get; } = new("Neyshabur, Salakhutdinov, Srebro", "Path-SGD: Path-Normalized Optimization in Deep Neural Networks", "arXiv:1506.02617", Here + "2.4");

    internal static Source SpectralMargin { get; } = new("Bartlett, Foster, Telgarsky", "Spectrally-Normalized Margin Bounds for Neural Networks", "arXiv:1706.08498", Here + "2.6");

    internal static Source PacBayesSpectral { get; } = new("Neyshabur, Bhojanapalli, Srebro", "A PAC-Bayesian Approach to Spectrally-Normalized Margin Bounds for Neural Networks", "arXiv:1707.09564", Here + "2.6");

    internal static Source OverParametrization { get; } = new("Neyshabur, Li, Bhojanapalli, LeCun, Srebro", "The Role of Over-Parametrization in Generalization of Neural Networks", "arXiv:1805.12076", Here + "2.5");

    internal static Source FisherRao { get; } = new("Liang, Poggio, Rakhlin, Stokes", "Fisher-Rao Metric, Geometry, and Complexity of Neural Networks", "arXiv:1711.01530", Here + "2.7");

    internal static Source LargeBatch { get; } = new("Keskar, Mudigere, Nocedal, Smelyanskiy, Tang", "On Large-Batch Training for Deep Learning", "arXiv:1609.04836", Here + "2.8");

    internal static Source SharpMinima { get; } = new("Dinh, Pascanu, Bengio, Bengio", "Sharp Minima Can Generalize for Deep Nets", "arXiv:1703.04933", Here + "2.8");

    internal static Source Adaptive { get; } = new("Kwon, Kim, Park, Choi", "ASAM: Adaptive Sharpness-Aware Minimization", "arXiv:2102.11600", Here + "2.8");

    internal static Source Exploring { get; } = new("Neyshabur, Bhojanapalli, McAllester, Srebro", "Exploring Generalization in Deep Learning", "arXiv:1706.08947", Here + "2.11");

    internal static Source Fantastic { get; } = new("Jiang, Neyshabur, Mobahi, Krishnan, Bengio", "Fantastic Generalization Measures and Where to Find Them", "arXiv:1912.02178", Here + "2.13");

    internal static Source Margins { get; } = new("Jiang, Krishnan, Mobahi, Bengio", "Predicting the Generalization Gap in Deep Networks with Margin Distributions", "arXiv:1810.00113", Here + "1.3");

    internal static Source PathMetric { get; } = new("Gonon, Brisebarre, Riccietti, Gribonval", "A Path-Norm Toolkit for Modern Networks", "arXiv:2310.01225", Here + "2.9");
}
