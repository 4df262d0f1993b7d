namespace Marginalia.Measures;

/// <summary>What the rows of the table of Fantastic Generalization Measures mean and how they did, in words.</summary>
/// <remarks>Kendall's tau is over 72 networks on the digits with 5 % label noise, width, depth, batch and learning rate varied (docs/theory/capacity-and-path.md, 2.13).</remarks>
internal static class FantasticTexts
{
    /// <summary>One sentence on what is computed and what is ranked.</summary>
    internal static string Definition(string name, bool isRanked) => $"{Of(name).Definition[..^1]}{(IsOfOperators(name) ? ", norms of the true operators" : "")}; {(isRanked ? "ranked as sqrt(value / m)" : "ranked as it is")}.";

    /// <summary>How it did where measures were compared.</summary>
    internal static string Evidence(string name) => Of(name).Evidence + (IsOfOperators(name) ? " Measured with reshaped kernels." : "")
        + (Of(name).Evidence.Contains("tau", StringComparison.Ordinal) ? " (tau: Kendall's rank correlation with the generalization gap, over 72 networks on the digits.)" : "");

    private static bool IsOfOperators(string name) => name.EndsWith(".operator", StringComparison.Ordinal);

    private static (string Definition, string Evidence) Of(string name) => (IsOfOperators(name) ? name[..^".operator".Length] : name) switch
    {
        "params" => ("The number of weights.", "Wider networks generalized better: tau -0.73."),
        "inverse-margin" => ("One over the squared 10 % margin.", "tau 0.24; at equal cross-entropy random labels have the larger margin, so alone it misleads."),
        "neg-entropy" => ("The negative mean entropy of the predicted probabilities, in nats.", "Says how sure the outputs are, hence mostly how long training went on."),
        "spec-init-main" => ("The spectral complexity of PAC-Bayes with distances from the initial weights, over the squared margin.", "Tells true from random labels; the spectral complexity from the initial weights over the margin has tau -0.17."),
        "spec-orig-main" => ("The spectral complexity of PAC-Bayes with distances from zero, over the squared margin.", "Tells true from random labels at a fixed architecture."),
        "prod-of-spec-over-margin" => ("The product of the squared spectral norms over the squared margin.", "tau 0.23; 0.95 among networks of one architecture that fit more and more random labels."),
        "prod-of-spec" => ("The product of the squared spectral norms.", "Depends on how long training went on; divide by the margin."),
        "fro-over-spec" => ("The sum of the stable ranks of the layers.", "tau -0.61; hardly tells true from random labels."),
        "sum-of-spec-over-margin" => ("The depth times the geometric mean over layers of the squared spectral norms, margin included.", "As the product, with the effect of depth taken out."),
        "sum-of-spec" => ("The depth times the geometric mean over layers of the squared spectral norms.", "Depends on how long training went on; divide by the margin."),
        "prod-of-fro-over-margin" => ("The product of the squared Frobenius norms over the squared margin.", "tau -0.29 over architectures; 0.92 among networks of one architecture that fit more and more random labels."),
        "prod-of-fro" => ("The product of the squared Frobenius norms.", "Depends on how long training went on; divide by the margin."),
        "sum-of-fro-over-margin" => ("The depth times the geometric mean over layers of the squared Frobenius norms, margin included.", "As the product, with the effect of depth taken out."),
        "sum-of-fro" => ("The depth times the geometric mean over layers of the squared Frobenius norms.", "Depends on how long training went on; divide by the margin."),
        "fro-dist" => ("The squared Euclidean distance of the weights from where training began.", "tau 0.37; 5.7 to 21 times larger for random than for true labels."),
        "dist-spec-init" => ("The sum of the squared spectral norms of the change since initialization.", "tau 0.49."),
        "param-norm" => ("The squared Euclidean norm of the weights.", "tau -0.55: wider networks have larger norms and generalized better."),
        "path-norm-over-margin" => ("The sum over paths of the squared products of weights, biases included, over the squared margin.", "tau 0.68, among the best that need no search."),
        "path-norm" => ("The sum over paths of the squared products of weights, biases included.", "Depends on how long training went on; divide by the margin."),
        "l2" => ("The squared Euclidean norm of the weights, under the name of Dziugaite et al.", "As param-norm."),
        "l2-dist" => ("The squared Euclidean distance from the initial weights, under the name of Dziugaite et al.", "As fro-dist."),
        "pacbayes-init" => ("The PAC-Bayes measure of the largest Gaussian noise that keeps the error, with distances from the initial weights.", "tau 0.55; its divergence was 34 and 114 times larger for random than for true labels."),
        "pacbayes-orig" => ("The PAC-Bayes measure of the largest Gaussian noise that keeps the error, with distances from zero.", "The norm of the initial weights hides much of what training did."),
        "pacbayes-mag-init" => ("The PAC-Bayes measure of the largest noise in proportion to the weights, with distances from the initial weights.", "The distance stands in the noise as well; search and divergence have to share the noise model."),
        "pacbayes-mag-orig" => ("The PAC-Bayes measure of the largest noise in proportion to the weights, with distances from zero.", "The distance stands in the noise as well; search and divergence have to share the noise model."),
        "sharpness-init" => ("The measure of the largest box that keeps the error, with distances from the initial weights.", "The worst case in place of the mean; depends on the scale of the weights."),
        "sharpness-orig" => ("The measure of the largest box that keeps the error, with distances from zero.", "The worst case in place of the mean; depends on the scale of the weights."),
        "sharpness-mag-init" => ("The measure of the largest box in proportion to the weights, with distances from the initial weights.", "The worst case in place of the mean."),
        "sharpness-mag-orig" => ("The measure of the largest box in proportion to the weights, with distances from zero.", "The worst case in place of the mean."),
        "pacbayes-flatness" => ("One over the squared size of the largest Gaussian noise that keeps the error.", "tau -0.16: rescaling the weights changes it."),
        "pacbayes-mag-flatness" => ("One over the squared size of the largest noise in proportion to the weights that keeps the error.", "tau 0.74, the best of all measures here."),
        "sharpness-flatness" => ("One over the squared size of the largest box that keeps the error.", "Rescaling the weights changes it."),
        "sharpness-mag-flatness" => ("One over the squared size of the largest box in proportion to the weights that keeps the error.", "Rescaling cannot change it."),
        _ => throw new ArgumentException($"The table has no row '{name}'.", nameof(name)),
    };
}
