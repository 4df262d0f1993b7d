using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Sharpness, flatness by frozen noise, and the rows of the table made of them (2.8, 2.13).</summary>
internal static class FlatnessMeasures
{
    internal const Invariances Dyadic = Invariances.NodeRescaling | Invariances.LayerRescaling;

    internal static IEnumerable<Entry> All =>
    [
        .. Facts.KeskarSizes.Select(static a => Sharp($"sharpness.keskar({EntryValues.Text(a)})", "The relative increase of the loss, in percent, in a box around the parameters.",
            "100 max (L(w+v) - L(w)) / (1 + L(w)), |v_i| <= alpha (|w_i| + 1)", EntryValues.Permutation, Works.LargeBatch,
            "Larger after training with large batches; changes under rescaling of units.", f => Box(f, a, NoiseKind.Isotropic).Map(static p => p.KeskarPercent))),
        .. Facts.MagnitudeSizes.Select(static a => Sharp($"sharpness.magnitude({EntryValues.Text(a)})", "The increase of the loss in a box in proportion to the parameters.",
            "max (L(w+v) - L(w)), |v_i| <= alpha |w_i|", EntryValues.Nodewise, Works.Fantastic, "Rescaling cannot change it; scale-aware sharpness does best in sweeps.", f => Box(f, a, NoiseKind.Magnitude).Map(static p => p.Increase))),
        Sharp("sharpness.adaptive(0.5)", "The increase of the loss in a ball in proportion to the parameters.", "max (L(w+v) - L(w)), |v / |w||_2 <= rho", EntryValues.Nodewise, Works.Adaptive,
            "Rescaling cannot change it; related to the gap in its source.", static f => f.Objective.Map(o => Sharpness.Adaptive(o, f.Parameters, 0.5).Increase)),
        .. new[] { 0.02, 0.1 }.SelectMany(static s => new[] { Expected(s, NoiseKind.Isotropic), Expected(s, NoiseKind.Magnitude) }),
        Flat("flatness.sigma", "1 / sigma*^2, sigma* the size of Gaussian noise at which the mean error passes the target.", "1 / sigma*^2", Invariances.None, Works.Exploring,
            static f => f.Sigma(NoiseKind.Isotropic, false)),
        Flat("flatness.sigma-mag", "The same for noise in proportion to the parameters.", "1 / sigma*^2", Dyadic | Invariances.GlobalScaling, Works.Fantastic, static f => f.Sigma(NoiseKind.Magnitude, false)),
        Flat("flatness.alpha", "1 / alpha*^2, alpha* the size of the box in which the error passes the target.", "1 / alpha*^2", EntryValues.Permutation, Works.Fantastic,
            static f => f.Alpha(NoiseKind.Isotropic)),
        Flat("flatness.alpha-mag", "The same for boxes in proportion to the parameters.", "1 / alpha*^2", EntryValues.Nodewise, Works.Fantastic, static f => f.Alpha(NoiseKind.Magnitude)),
        .. FlatnessTable.All,
    ];

    /// <summary>Undefined with the search's reason, else the function of the crossing.</summary>
    internal static MeasureValue Of(Either<string, SigmaSearch> search, Func<double, Either<string, double>> value) => search.Bind(s => s.Crossing
        .Match(c => value(c).Map(v => MeasureValue.Of(v) with { Note = Note(s) }), Prelude.Left<string, MeasureValue>)).Value();

    private static string Note(SigmaSearch s) => FormattableString.Invariant($"target error {s.Target:G4}, last admissible grid value {s.LastBeforeCrossing}")
        + (s.IsAmbiguous ? $"; the curve crosses more than once, largest admissible {s.LargestAdmissible}" : "");

    private static Entry Sharp(string id, string definition, string formula, Invariances claims, Source source, string evidence, Func<Facts, Either<string, double>> value) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, claims, Needs.Data, Cost.ManyPasses, evidence, source,
        f => value(f).Map(static v => MeasureValue.Of(v) with { Note = "projected sign-gradient ascent, 20 steps from each of two starts: a lower estimate" }).Value());

    private static Either<string, SharpnessPoint> Box(Facts facts, double alpha, NoiseKind kind) => facts.Boxes(kind).Map(points => points.Find(p => p.Alpha == alpha).IfNone(points[0]));

    private static Entry Expected(double sigma, NoiseKind kind) => Entry.Create(
        $"expected-sharpness{(kind == NoiseKind.Magnitude ? "-mag" : "")}({EntryValues.Text(sigma)})",
        $"The mean increase of the cross-entropy under Gaussian noise{(kind == NoiseKind.Magnitude ? " in proportion to the parameters" : "")}.", "E L(w + sigma u) - L(w)",
        Direction.SmallerIsSimpler, kind == NoiseKind.Magnitude ? Dyadic : Invariances.None, Needs.Data | Needs.Key, Cost.ManyPasses,
        "Together with a KL term it bounds the risk; alone it depends on the scale of the weights.", Works.Exploring,
        f => (from data in f.Data
              from outputs in f.Outputs
              let m = CurvatureMeasures.MeanOf(System.Array.ConvertAll(f.Noise(false).Statistics(f.Network, f.Parameters, data, sigma, kind, f.Kernels), static o => o.CrossEntropy))
              select MeasureValue.Of(m.Mean - outputs.CrossEntropy) with { StandardError = m.Error, Note = $"{Facts.NoiseDraws} draws" }).Value());

    private static Entry Flat(string id, string definition, string formula, Invariances claims, Source source, Func<Facts, Either<string, SigmaSearch>> search) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, claims, Needs.Data | Needs.Key, Cost.ManyPasses,
        "The form in proportion to the weights is among the best single measures in sweeps; the isotropic one depends on the scale of the weights.", source,
        f => Of(search(f), static c => 1 / (c * c)));
}
