using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="ConstrainedSpectrum"/>.</summary>
internal static class ConstrainedSpectrumResult
{
    internal static StudyResult Of(Arr<NetworkSpectrum> spectra, double norm)
    {
        var exact = spectra.Filter(static s => s.Origin == "constructed");
        return new(
            $"At the constrained minimum the Hessian has {string.Join(", ", exact.Map(static s => $"{s.Spectrum.ZeroModes}"))} zero modes for {string.Join(", ", exact.Map(static s => s.Name))}, and no negative eigenvalue.",
            Array(Summary(spectra)), Array(Figure(exact, "constructed"), Figure(spectra.Filter(static s => s.Origin == "trained"), "trained")), Verdicts(exact),
            Array(
                "Zero modes are eigenvalues below 1e-3 rho R_V in size; they are rotations of the hidden spaces, sum (h_k - 1) of them.",
                FormattableString.Invariant($"The trained networks are the end of the unconstrained flow at the loss of the constructed point (product norm {norm:G4}): the gradient along the spheres is small there but not zero, so its Hessian is shown for comparison only.")),
            Array(Eigenvalues(spectra)));
    }

    private static Arr<Verdict> Verdicts(Arr<NetworkSpectrum> spectra) => spectra.Bind(static s => Array(
        Outcomes.Near($"constrained-spectrum.zero-modes-{s.Name}", $"{s.Name}: the Hessian has exactly {s.ExpectedZeroModes} = sum (h_k - 1) zero modes (N31).", s.Spectrum.ZeroModes, s.ExpectedZeroModes, 0),
        Outcomes.AtLeast($"constrained-spectrum.negative-{s.Name}", $"{s.Name}: no eigenvalue is negative.", s.Spectrum.Eigenvalues[0] / s.Spectrum.RadialSum, -1e-6, "smallest over rho R_V"),
        Outcomes.Near($"constrained-spectrum.blocks-{s.Name}", $"{s.Name}: the smallest eigenvalue of the layers' own blocks is rho R_V.", s.Spectrum.SmallestBlocks.ToArray().Min() / s.Spectrum.RadialSum, 1, 5e-5, "ratio"),
        Outcomes.AtMost($"constrained-spectrum.stationary-{s.Name}", $"{s.Name}: the constructed point is stationary.", s.Spectrum.Tangent / s.Spectrum.RadialSum, 1e-9, "gradient along the spheres over rho R_V"))).ToArr();

    private static Table Summary(Arr<NetworkSpectrum> spectra) => new(
        "spectra", "Riemannian Hessian of log L on the unit spheres",
        Array("network", "point", "product norm rho", "rho R_V", "gradient along the spheres", "smallest eigenvalue", "zero modes", "sum (h_k - 1)", "smallest block eigenvalue / rho R_V", "largest eigenvalue"),
        spectra.Map(static s => Array<Cell>(
            s.Name, s.Origin, s.Spectrum.ProductNorm, s.Spectrum.RadialSum, s.Spectrum.Tangent, s.Spectrum.Eigenvalues[0], s.Spectrum.ZeroModes, s.ExpectedZeroModes, s.Spectrum.SmallestBlocks.ToArray().Min() / s.Spectrum.RadialSum, s.Spectrum.Eigenvalues[s.Spectrum.Eigenvalues.Length - 1])).ToArr());

    private static Figure Figure(Arr<NetworkSpectrum> spectra, string origin) => new(
        $"spectra-{origin}", $"Eigenvalues over rho R_V, {origin} points",
        spectra.Map(static s => new Panel(
            s.Name, new Axis("number of the eigenvalue"), new Axis("|eigenvalue| / rho R_V", AxisScale.Logarithmic),
            Array(
                new Series("eigenvalues", Numbers(s.Spectrum.Eigenvalues.Length), Vector.Of([.. s.Spectrum.Eigenvalues.ToArray().Select(e => Math.Max(Math.Abs(e) / s.Spectrum.RadialSum, 1e-16))]), SeriesStyle.Points),
                new Series("1", Vector.Of(1, s.Spectrum.Eigenvalues.Length), Vector.Of(1, 1), SeriesStyle.Dashed)))).ToArr(),
        "Sizes of the eigenvalues in ascending order, those below 1e-16 drawn there. Zero modes are many orders below the others, which start at 1 or below it.");

    private static Vector Numbers(int count) => Vector.Of([.. Enumerable.Range(1, count).Select(static i => (double)i)]);

    private static Table Eigenvalues(Arr<NetworkSpectrum> spectra) => new(
        "trajectory", "All eigenvalues", Array("network", "point", "number", "eigenvalue"),
        spectra.Bind(static s => s.Spectrum.Eigenvalues.ToArray().Select((e, i) => Array<Cell>(s.Name, s.Origin, i + 1, e))).ToArr());
}
