using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="ConstrainedSpectrum"/>.</summary>
internal static class ConstrainedSpectrumResult
{
    internal static StudyResult Of(Arr<NetworkSpectrum> spectra, double norm)
    {
        var exact = With(spectra, ConstrainedSpectrum.Constructed);
        return new(
            FormattableString.Invariant($"At the constrained minimum the Hessians have {string.Join(", ", exact.Map(static s => $"{s.Spectrum.ZeroModes}"))} zero modes, where {string.Join(", ", exact.Map(static s => $"{s.ExpectedZeroModes}"))} rotations of the hidden spaces are expected; the smallest eigenvalue is {exact.Map(static s => s.Spectrum.Eigenvalues[0] / s.Spectrum.RadialSum).Min():G3} rho R_V."),
            Array(Summary(spectra)), Array(Figure(spectra)), Verdicts(exact) + With(spectra, ConstrainedSpectrum.Trained).Map(s => Ends(s, Constructed(spectra, s))),
            Array(
                "Zero modes are eigenvalues below 1e-3 rho R_V in size; they are rotations of the hidden spaces, sum (h_k - 1) of them. Each layer alone sees a strictly convex minimum, all layers together a flat one.",
                FormattableString.Invariant($"Networks trained freely are the end of the unconstrained flow at the loss of the constructed point (product norm {norm:G4}). Their directions are still on the way: the gradient along the spheres is not zero there, so that this Hessian is no second-order test; what it differs by is reported.")),
            Array(Eigenvalues(spectra)));
    }

    private static Arr<NetworkSpectrum> With(Arr<NetworkSpectrum> spectra, string origin) => spectra.Filter(s => s.Origin == origin);

    private static NetworkSpectrum Constructed(Arr<NetworkSpectrum> spectra, NetworkSpectrum of) =>
        With(spectra, ConstrainedSpectrum.Constructed).Find(s => s.Name == of.Name).IfNone(() => throw new KeyNotFoundException(of.Name));

    private static Arr<Verdict> Verdicts(Arr<NetworkSpectrum> spectra) => spectra.Bind(static s => Array(
        Outcomes.Near($"constrained-spectrum.zero-modes-{s.Name}", $"{s.Name}: the Hessian has exactly {s.ExpectedZeroModes} = sum (h_k - 1) zero modes (N31).", s.Spectrum.ZeroModes, s.ExpectedZeroModes, 0),
        Outcomes.AtLeast($"constrained-spectrum.negative-{s.Name}", $"{s.Name}: no eigenvalue is negative.", s.Spectrum.Eigenvalues[0] / s.Spectrum.RadialSum, -1e-6, "smallest over rho R_V"),
        Outcomes.Near($"constrained-spectrum.blocks-{s.Name}", $"{s.Name}: the smallest eigenvalue of the layers' own blocks is rho R_V.", s.Spectrum.SmallestBlocks.ToArray().Min() / s.Spectrum.RadialSum, 1, 5e-5, "ratio"),
        Outcomes.AtMost($"constrained-spectrum.stationary-{s.Name}", $"{s.Name}: the constructed point is stationary.", s.Spectrum.Tangent / s.Spectrum.RadialSum, 1e-9, "gradient along the spheres over rho R_V"))).ToArr();

    private static Verdict Ends(NetworkSpectrum trained, NetworkSpectrum constructed) => Outcomes.AtMost(
        $"constrained-spectrum.trained-{trained.Name}", $"{trained.Name}: training at fixed norms ends with the spectrum of the constructed point.", trained.Difference(constructed), 1e-4,
        "largest difference of the eigenvalues over rho R_V");

    private static Table Summary(Arr<NetworkSpectrum> spectra) => new(
        "spectra", "Riemannian Hessian of log L on the unit spheres",
        Array("network", "point", "product norm rho", "rho R_V", "gradient along the spheres", "smallest eigenvalue", "zero modes", "sum (h_k - 1)", "smallest block eigenvalue / rho R_V", "largest eigenvalue", "largest difference to constructed / rho R_V"),
        spectra.Map(s => Array<Cell>(
            s.Name, s.Origin, s.Spectrum.ProductNorm, s.Spectrum.RadialSum, s.Spectrum.Tangent, s.Spectrum.Eigenvalues[0], s.Spectrum.ZeroModes, s.ExpectedZeroModes, s.Spectrum.SmallestBlocks.ToArray().Min() / s.Spectrum.RadialSum, s.Spectrum.Eigenvalues[s.Spectrum.Eigenvalues.Length - 1],
            s.Difference(Constructed(spectra, s)))).ToArr());

    private static Figure Figure(Arr<NetworkSpectrum> spectra) => new(
        "spectra", "Sizes of the eigenvalues over rho R_V",
        spectra.GroupBy(static s => s.Name).Select(static network => new Panel(
            network.Key, new Axis("number of the eigenvalue, ascending"), new Axis("|eigenvalue| / rho R_V", AxisScale.Logarithmic),
            network.Select(static s => new Series(
                s.Origin, Numbers(s.Spectrum.Eigenvalues.Length), Vector.Of([.. s.Spectrum.Eigenvalues.ToArray().Select(e => Math.Max(Math.Abs(e) / s.Spectrum.RadialSum, 1e-16))]), SeriesStyle.Points)).ToArr()
                .Add(new Series("rho R_V", Vector.Of(1, network.First().Spectrum.Eigenvalues.Length), Vector.Of(1, 1), SeriesStyle.Dashed)))).ToArr(),
        "At the constructed minimum the zero modes are many orders below all other eigenvalues, which start at rho R_V (dashed) or just below it. Training at fixed norms ends there; free training, stopped at the same loss, has not turned all directions yet.");

    private static Vector Numbers(int count) => Vector.Of([.. Enumerable.Range(1, count).Select(static i => (double)i)]);

    private static Table Eigenvalues(Arr<NetworkSpectrum> spectra) => new(
        "trajectory", "All eigenvalues", Array("network", "point", "number", "eigenvalue"),
        spectra.Bind(static s => s.Spectrum.Eigenvalues.ToArray().Select((e, i) => Array<Cell>(s.Name, s.Origin, i + 1, e))).ToArr());
}
