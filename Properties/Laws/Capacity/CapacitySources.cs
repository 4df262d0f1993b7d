using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>The works that laws of capacity come from.</summary>
internal static class CapacitySources
{
    internal static Source PathSgd(string law) =>
        new("Neyshabur, Salakhutdinov, Srebro", "Path-SGD: Path-Normalized Optimization in Deep Neural Networks", "arXiv:1506.02617", Section(law));

    internal static Source NormBased(string law) => new("Neyshabur, Tomioka, Srebro", "Norm-Based Capacity Control in Neural Networks", "arXiv:1503.00036", Section(law));

    internal static Source Thesis(string law) => new("Neyshabur", "Implicit Regularization in Deep Learning", "arXiv:1709.01953", Section(law));

    internal static Source PathMetric(string law) => new("Gonon, Brisebarre, Riccietti, Gribonval", "A Path-Norm Toolkit for Modern Networks", "arXiv:2310.01225", Section(law));

    internal static Source Equalized(string law) => new("Stock, Graham, Gribonval, Jegou", "Equi-normalization of Neural Networks", "arXiv:1902.10416", Section(law));

    internal static Source Recurrent(string law) =>
        new("Neyshabur, Wu, Salakhutdinov, Srebro", "Path-Normalized Optimization of Recurrent Neural Networks with ReLU Activations", "arXiv:1605.07154", Section(law));

    internal static Source Circular(string law) => new("Sedghi, Gupta, Long", "The Singular Values of Convolutional Layers", "arXiv:1805.10408", Section(law));

    internal static Source Unfoldings(string law) => new("Singla, Feizi", "Fantastic Four: Differentiable Bounds on Singular Values of Convolution Layers", "arXiv:1911.10258", Section(law));

    internal static Source PacBayesSpectral(string law) =>
        new("Neyshabur, Bhojanapalli, Srebro", "A PAC-Bayesian Approach to Spectrally-Normalized Margin Bounds for Neural Networks", "arXiv:1707.09564", Section(law));

    internal static Source FisherRao(string law) => new("Liang, Poggio, Rakhlin, Stokes", "Fisher-Rao Metric, Geometry, and Complexity of Neural Networks", "arXiv:1711.01530", Section(law));

    internal static Source SharpMinima(string law) => new("Dinh, Pascanu, Bengio, Bengio", "Sharp Minima Can Generalize for Deep Nets", "arXiv:1703.04933", Section(law));

    internal static Source Keskar(string law) => new("Keskar, Mudigere, Nocedal, Smelyanskiy, Tang", "On Large-Batch Training for Deep Learning", "arXiv:1609.04836", Section(law));

    internal static Source Exploring(string law) => new("Neyshabur, Bhojanapalli, McAllester, Srebro", "Exploring Generalization in Deep Learning", "arXiv:1706.08947", Section(law));

    private static string Section(string law) => "docs/theory/capacity-and-path.md, " + law;
}
