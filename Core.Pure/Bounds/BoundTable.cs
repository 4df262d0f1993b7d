using LanguageExt;

namespace Marginalia.Bounds;

/// <summary>All generalization bounds.</summary>
public static class BoundTable
{
    /// <summary>Every bound, in the order of the theory.</summary>
    public static Arr<Bound> All { get; } = RademacherBounds.All.Concat(SpectralBounds.All).Concat(PacBayesSpectralBounds.All).Concat(FlatnessBounds.All).ToArr();

    /// <summary>The bound with an identifier.</summary>
    /// <param name="id">For instance "spectral.uniform".</param>
    public static Option<Bound> Find(string id) => All.Find(b => b.Id == id);
}
