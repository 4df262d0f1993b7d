using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>All capacity measures.</summary>
public static class MeasureTable
{
    private static readonly Arr<Entry> Entries = new IEnumerable<Entry>[]
    {
        SizeMeasures.All, NormMeasures.All, SpectralMeasures.All, PathMeasures.All, DistanceMeasures.All, FisherRaoMeasures.All, CurvatureMeasures.All, LipschitzMeasures.All,
        OutputMeasures.All, ExploringMeasures.All, JiangMeasures.All, ConvolutionMeasures.All, FlatnessMeasures.All, SignatureMeasures.All, HistoryMeasures.All,
    }.SelectMany(static family => family).ToArr();

    /// <summary>Every measure, in the order of the theory.</summary>
    public static Arr<Measure> All { get; } = Entries.Map(static e => e.Measure);

    /// <summary>The measure with an identifier.</summary>
    /// <param name="id">For instance "path.phi(2)".</param>
    public static Option<Measure> Find(string id) => All.Find(m => m.Id == id);

    /// <summary>Several measures of one input; what they share (spectral norms, outputs, path sums) is computed once.</summary>
    /// <param name="input">What is measured.</param>
    /// <param name="wanted">Which measures.</param>
    /// <returns>The measures with their values, in the order of the table.</returns>
    public static Arr<(Measure Measure, MeasureValue Value)> Evaluate(MeasureInput input, Func<Measure, bool> wanted) => Each(input, wanted).ToArr();

    /// <summary>Whether one of the measures asks for the derivative of the outputs along the parameters; who makes the <see cref="DataPass"/> then makes it with tangents.</summary>
    /// <param name="wanted">Which measures.</param>
    public static bool NeedsTangents(Func<Measure, bool> wanted) => All.Exists(m => m.Id.StartsWith(FisherRaoMeasures.Prefix, StringComparison.Ordinal) && wanted(m));

    /// <summary>The same one after the other, each computed when it is asked for, so that a caller can say how far it is.</summary>
    /// <param name="input">What is measured.</param>
    /// <param name="wanted">Which measures.</param>
    /// <returns>The measures with their values, in the order of the table; going through them twice computes them twice.</returns>
    public static IEnumerable<(Measure Measure, MeasureValue Value)> Each(MeasureInput input, Func<Measure, bool> wanted)
    {
        var chosen = Entries.Filter(e => wanted(e.Measure));
        var facts = new Facts(input) { WithTangents = NeedsTangents(wanted) };
        foreach (var entry in chosen)
            yield return (entry.Measure, entry.Of(facts));
    }
}
