using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>All capacity measures.</summary>
public static class MeasureTable
{
    private static readonly Arr<Entry> Entries = new IEnumerable<Entry>[]
    {
        SizeMeasures.All, NormMeasures.All, SpectralMeasures.All, PathMeasures.All, DistanceMeasures.All, FisherRaoMeasures.All, CurvatureMeasures.All, LipschitzMeasures.All,
        OutputMeasures.All, ExploringMeasures.All, JiangMeasures.All, ConvolutionMeasures.All, FlatnessMeasures.All,
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
    public static Arr<(Measure Measure, MeasureValue Value)> Evaluate(MeasureInput input, Func<Measure, bool> wanted)
    {
        var facts = new Facts(input);
        return Entries.Filter(e => wanted(e.Measure)).Map(e => (e.Measure, e.Of(facts)));
    }
}
