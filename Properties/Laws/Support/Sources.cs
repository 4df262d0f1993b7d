using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>The works that several laws come from.</summary>
internal static class Sources
{
    internal static Source TheoryIII(string law) =>
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", Section(law));

    internal static Source LyuLi(string law) =>
        new("Lyu, Li", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks", "arXiv:1906.05890", Section(law));

    internal static Source DuHuLee(string law) =>
        new("Du, Hu, Lee", "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically Balanced", "arXiv:1806.00900", Section(law));

    internal static Source Soudry(string law) =>
        new("Soudry, Hoffer, Nacson, Gunasekar, Srebro", "The Implicit Bias of Gradient Descent on Separable Data", "arXiv:1710.10345", Section(law));

    internal static Source Nacson(string law) =>
        new("Nacson, Lee, Gunasekar, Savarese, Srebro, Soudry", "Convergence of Gradient Descent on Separable Data", "arXiv:1803.01905", Section(law));

    internal static Source SalimansKingma(string law) =>
        new("Salimans, Kingma", "Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural Networks", "arXiv:1602.07868", Section(law));

    private static string Section(string law) => "docs/theory/normalized-flow.md, " + law;
}
