using LanguageExt;
using Marginalia.Measures;

namespace Marginalia.Bounds;

/// <summary>All generalization bounds.</summary>
public static class BoundTable
{
    private static readonly Arr<BoundEntry> Entries = RademacherBounds.All.Concat(SpectralBounds.All).Concat(PacBayesSpectralBounds.All).Concat(FlatnessBounds.All).ToArr();

    /// <summary>Every bound, in the order of the theory.</summary>
    public static Arr<Bound> All { get; } = Entries.Map(static e => e.Bound);

    /// <summary>The bound with an identifier.</summary>
    /// <param name="id">For instance "spectral.uniform".</param>
    public static Option<Bound> Find(string id) => All.Find(b => b.Id == id);

    /// <summary>Several bounds of one input, each computed when it is asked for; what they share (norms, margins) is computed once.</summary>
    /// <param name="input">What is bounded.</param>
    /// <param name="delta">They hold with probability at least 1 - delta; between 0 and 1.</param>
    /// <param name="wanted">Which bounds.</param>
    /// <returns>The bounds with their values, in the order of the table; going through them twice computes them twice.</returns>
    public static IEnumerable<(Bound Bound, BoundValue Value)> Each(MeasureInput input, double delta, Func<Bound, bool> wanted)
    {
        var facts = new BoundFacts(input);
        foreach (var entry in Entries.Filter(e => wanted(e.Bound)))
            yield return (entry.Bound, entry.Of(facts, delta));
    }
}
