using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The rows of the table of Fantastic Generalization Measures that need a search; weights only.</summary>
internal static class FlatnessTable
{
    private const double Eps = 1e-3;
    private const double Delta = 0.05;

    internal static IEnumerable<Entry> All =>
    [
        .. new[] { true, false }.SelectMany(static initial => new[]
        {
            Row("pacbayes", initial, "|d|^2 / (4 sigma^2) + ln(m / sigma) + 10", static f => f.Sigma(NoiseKind.Isotropic, true), static (d, c, m) => PacBayes.TableIsotropic(Square(d), c, m)),
            Row("pacbayes-mag", initial, "(1/4) sum ln((eps^2 + (sigma^2 + 1) |d|^2 / omega) / (eps^2 + sigma^2 d_i^2)) + ln(m / sigma) + 10", static f => f.Sigma(NoiseKind.Magnitude, true),
                static (d, c, m) => PacBayes.TableMagnitude(d, c, Eps, m)),
            Row("sharpness", initial, "|d|^2 ln(2 omega) / (4 alpha^2) + ln(m / alpha) + 10", static f => f.Alpha(NoiseKind.Isotropic), static (d, c, m) => PacBayes.TableSharpness(Square(d), c, d.Length, m)),
            Row("sharpness-mag", initial, "(1/4) sum ln((eps^2 + (alpha^2 + 4 ln(2 omega / delta)) |d|^2 / omega) / (eps^2 + alpha^2 d_i^2)) + ln(m / alpha) + 10", static f => f.Alpha(NoiseKind.Magnitude),
                static (d, c, m) => PacBayes.TableSharpnessMagnitude(d, c, Eps, m, Delta)),
        }),
        Flat("pacbayes-flatness", "1 / sigma^2", Invariances.None, static f => f.Sigma(NoiseKind.Isotropic, true)),
        Flat("pacbayes-mag-flatness", "1 / sigma'^2", FlatnessMeasures.Dyadic | Invariances.GlobalScaling, static f => f.Sigma(NoiseKind.Magnitude, true)),
        Flat("sharpness-flatness", "1 / alpha^2", EntryValues.Permutation, static f => f.Alpha(NoiseKind.Isotropic)),
        Flat("sharpness-mag-flatness", "1 / alpha'^2", EntryValues.Nodewise, static f => f.Alpha(NoiseKind.Magnitude)),
    ];

    private static Entry Row(string name, bool initial, string formula, Func<Facts, Either<string, SigmaSearch>> search, Func<double[], double, int, double> value) => Create(
        $"{name}-{(initial ? "init" : "orig")}", formula + (initial ? ", d from the initial weights" : ", d from zero"), Invariances.None, initial ? Needs.Initialization : Needs.Weights,
        f => FlatnessMeasures.Of(search(f), c => from d in Distances(f, initial) from data in f.Data select value(d, c, data.Count)));

    private static Entry Flat(string name, string formula, Invariances claims, Func<Facts, Either<string, SigmaSearch>> search) =>
        Create(name, formula, claims, Needs.Weights, f => FlatnessMeasures.Of(search(f), static c => 1 / (c * c)));

    private static Entry Create(string name, string formula, Invariances claims, Needs needs, Func<Facts, MeasureValue> of) => Entry.Create(
        "jiang." + name, FantasticTexts.Definition(name, true), formula, Direction.SmallerIsSimpler, claims,
        Needs.Data | Needs.Key | needs, Cost.ManyPasses, FantasticTexts.Evidence(name), Works.Fantastic, of);

    private static Either<string, double[]> Distances(Facts facts, bool initial) => initial
        ? facts.Deviations.Map(static d => d.SelectMany(static w => w.Span.ToArray()).ToArray())
        : Prelude.Right<string, double[]>(facts.Weights.SelectMany(static w => w.Span.ToArray()).ToArray());

    private static double Square(double[] d) => d.Sum(static x => x * x);
}
