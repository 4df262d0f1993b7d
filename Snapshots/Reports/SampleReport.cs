using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using static LanguageExt.Prelude;
using Indices = System.Linq.Enumerable;

namespace Marginalia.Snapshots;

/// <summary>A report made of invented numbers in the shape of a real one: every kind of section, of axis, of series and of cell.</summary>
public static class SampleReport
{
    private static double[] Psi => [.. Indices.Range(0, 450).Select(static i => -2.2 + (i * 0.094))];

    public static Figure Curves => new(
        "after-zero-error",
        "What goes on after the training error is zero",
        Array(
            new Panel("Cross-entropy", new("ψ"), new("mean cross-entropy (nats)", AxisScale.Logarithmic), Array(
                Line("training", static p => Elementary.Exp(-p)),
                Line("test", static p => 0.16 + (0.018 * Math.Max(p + 1, 0)) + (0.05 * (p + 1) * (p + 1) / (1 + (p * p)))))),
            new Panel("Margins", new("ψ"), new("normalized margin"), Array(
                Line("γ_min", static p => p < -1.1 ? double.NaN : 0.05 * (1 - (0.62 * Elementary.Exp(-(p + 1.1) / 6)))),
                Line("smoothed", static p => p < 0 ? double.NaN : (0.05 * p / (p + 4)) + (0.0002 * Elementary.Sin(9 * p))),
                new Series("bound γ*", Vector.Of(Psi[0], Psi[^1]), Vector.Of(0.0525, 0.0525), SeriesStyle.Dashed))),
            new Panel("Test error", new("ψ"), new("misclassified (fraction)"), Array(
                Line("test", static p => Math.Round((0.038 + (0.3 * Elementary.Exp(-2.1 * (p + 2.2)))) * 1497) / 1497))),
            new Panel("Product norm", new("ψ"), new("P = ρ_1 ρ_2"), Array(
                Line("P", static p => 95 + (21.3 * p) + (4 * Elementary.Sin(p / 3))),
                new Series("fit for ψ > 1", Vector.Of(1, Psi[^1]), Vector.Of(116.5, 95 + (21.3 * Psi[^1])), SeriesStyle.Dashed)))),
        "The test cross-entropy rises long after its minimum while the test error stays where it is: the growing norm, not the direction, makes the loss worse. "
        + "Dashed: prediction and bound.");

    public static Figure Race => new(
        "margin-race",
        "Distance to the largest margin",
        Array(new Panel("Gap against iterations", new("iteration k", AxisScale.Logarithmic), new("γ* − γ_min", AxisScale.Logarithmic), Array(
            Decay("gradient descent", 0.3, 0.25),
            Decay("log-GD", 1.1, 1),
            Decay("unit log-loss", 0.8, 0.9),
            Decay("weight normalization", 0.5, 0.55),
            Decay("dual acceleration", 9, 2),
            new Series("slope −1", Vector.Of(5e3, 2e4), Vector.Of(4.4e-4, 1.1e-4), SeriesStyle.Dashed)))),
        "Slopes are fitted over k from 5000 to 20000.");

    public static Figure Histograms => new(
        "margins-histogram",
        "Margins of the training examples",
        Array(
            new Panel("Before and after", new("margin f_y − max f_j"), new("examples"), Array(Histogram("at zero error", 3.1, 1.2), Histogram("at the end", 6.4, 1.9))),
            new Panel("Losses of 60 runs", new("log C − training loss"), new("log C − test loss"), Array(Cloud("scale 0.5", 0.02), Cloud("scale 1", 0.05), Cloud("scale 2.8", 0.09)))),
        "Left: counts in bins of width 0.5. Right: 60 runs for each initial scale.");

    public static Table Runs => new(
        "runs",
        "The runs in numbers",
        Array("seed", "test error at the minimum", "test error at the end", "test cross-entropy ratio", "γ_min", "P", "drift of N6", "note"),
        Array(
            Array<Cell>(1.0, 0.05010020040080160, 0.0460921843687375, 5.41, 0.049012345, 948.123, 3.1e-15, ""),
            Array<Cell>(2.0, 0.0527722110888443, 0.0480961923847695, 5.33, 0.0475, 1011.9, 4.4e-16, "forced steps: 2"),
            Array<Cell>(3.0, 0.0407481629926520, 0.0380761523046092, 5.18, Undefined("No example of the batch had a positive margin when γ_min was first asked for."), 987.0, 0.0, "")));

    public static Table Path => new(
        "path",
        "The path of seed 1 at selected steps",
        Array("step", "ψ", "training cross-entropy", "smoothed margin"),
        Indices.Range(0, 36).Select(static i => Array<Cell>(
            i * i * 4.0, -2.2 + (i * 1.2), Elementary.Exp(2.2 - (i * 1.2)), i < 2 ? Undefined("The smoothed margin needs ψ > 0.") : 0.05 * i / (i + 4))).ToArr());

    public static Report Report => Reports.Report.OfStudy(
        "after-zero-error",
        "After zero error",
        "What do norms, margins and losses do long after every training example is classified correctly?",
        Array(
            new Source("Soudry, Hoffer, Nacson, Gunasekar, Srebro", "The implicit bias of gradient descent on separable data", "arXiv:1710.10345", "docs/theory/normalized-flow.md, section 5"),
            new Source("Lyu, Li", "Gradient descent maximizes the margin of homogeneous neural networks", "arXiv:1906.05890", "docs/theory/normalized-flow.md, N17")),
        Result,
        Array(
            new RecordGroup("Configuration", Array(("data", "digits"), ("network", "64-64-10 relu"), ("rule", "margin-safe backtracking"), ("evaluations", "5000"))),
            new RecordGroup("Key", Array(("seed", "1"))),
            new RecordGroup("Numerics policy", Array(("policy", "Portable"), ("kernels", "reference"))),
            new RecordGroup("Versions", Array(("Marginalia", "0.1.0"), (".NET", "10.0.1"))),
            new RecordGroup("Data hashes", Array(("digits", "sha256:9f2c8a17d2e1b7a5d1f0e6c4b3a29180ffeeddccbbaa99887766554433221100")))),
        "./run.sh study run after-zero-error --seed 1 --numerics portable --set evaluations=5000 --out runs/after-zero-error",
        "Under the policy `Portable` every x64 machine gives the same bits.");

    private static StudyResult Result => new(
        "The test cross-entropy rises 5.3-fold from its minimum while the test error falls from 0.050 to 0.046; the smoothed margin grows monotonically to 0.045.",
        Array(Runs, Path),
        Array(Curves, Race, Histograms),
        Array(
            Verdict.On("after-zero-error.cross-entropy", "The test cross-entropy rises at least threefold from its minimum.", true, "5.33 times (0.159 → 0.848)", "≥ 3 times"),
            Verdict.On("after-zero-error.error", "The test error gets worse by no more than 0.02.", true, "−0.0047", "≤ 0.02"),
            Verdict.On("after-zero-error.linear", "The product norm P grows linearly in ψ for ψ > 1.", false, "r = 0.9981", "r > 0.999", "seed 3 has r = 0.9981 on ψ from 1 to 40, 9·10^-4 below the limit"),
            Verdict.NotApplicable("N23", "The corrected gap times the norm tends to the margin-gap constant c.", "the network is not linear")),
        Array(
            "One architecture, 300 examples, three seeds: the ratio is indicative.",
            "The controller forced 2 of 5000 steps; they are excluded from the check of `N13`."),
        Arr<Table>.Empty);

    private static Cell Undefined(string reason) => new Cell.Quantity(new Number.Undefined(reason));

    private static Series Line(string name, Func<double, double> f) => new(name, Vector.Of(Psi), Vector.Of([.. Psi.Select(f)]));

    private static Series Decay(string name, double scale, double power)
    {
        double[] k = [.. Indices.Range(0, 400).Select(static i => Math.Floor(Elementary.Exp(i * 11.5 / 399)))];
        return new(name, Vector.Of(k), Vector.Of([.. k.Select(n => scale * Elementary.Pow(n + 8, -power) * (1 + (0.1 * Elementary.Sin(n))))]));
    }

    private static Series Histogram(string name, double mean, double width)
    {
        double[] bins = [.. Indices.Range(0, 26).Select(static i => -1.75 + (i * 0.5))];
        return new(name, Vector.Of(bins), Vector.Of([.. bins.Select(b => Math.Floor(70 * Elementary.Exp(-(b - mean) * (b - mean) / (2 * width * width)) / width))]), SeriesStyle.Bars);
    }

    private static Series Cloud(string name, double spread)
    {
        double[] x = [.. Indices.Range(0, 60).Select(static i => 0.05 + (0.03 * i) + (0.01 * Elementary.Sin(7.3 * i)))];
        return new(name, Vector.Of(x), Vector.Of([.. x.Select((v, i) => (0.97 * v) + (spread * Elementary.Sin((12.9 * i) + (40 * spread))))]), SeriesStyle.Points);
    }
}
