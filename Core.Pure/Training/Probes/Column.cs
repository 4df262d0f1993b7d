namespace Marginalia.Training;

/// <summary>A quantity that a probe records.</summary>
/// <param name="Name">Its name in files: "minMargin", "norm.layer1.W".</param>
/// <param name="Meaning">What it is, as a phrase with the formula.</param>
/// <param name="WhenUndefined">The sentence for the reader where there is no number.</param>
public sealed record Column(string Name, string Meaning, string WhenUndefined = "The computation produced no number (NaN).");
