using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The works that the monitored laws come from.</summary>
internal static class MonitorSources
{
    internal static Source TheoryIII(string law) =>
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", Section(law));

    internal static Source LyuLi(string law) =>
        new("Lyu, Li", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks", "arXiv:1906.05890", Section(law));

    internal static Source DuHuLee(string law) =>
        new("Du, Hu, Lee", "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically Balanced", "arXiv:1806.00900", Section(law));

    internal static Source SalimansKingma(string law) =>
        new("Salimans, Kingma", "Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural Networks", "arXiv:1602.07868", Section(law));

    private static string Section(string law) => "docs/theory/normalized-flow.md, " + law;
}
