using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>What every contender of <see cref="MarginRace"/> is measured by.</summary>
internal sealed record MarginRaceRuler(Matrix Points, HardMargin.Separable Solution)
{
    internal static Arr<Column> Columns { get; } = Array(
        new Column("psi", "-log L"),
        new Column("norm", "rho = |w|"),
        new Column("margin", "gamma_min, the smallest margin over rho"),
        new Column("gap", "gamma* - gamma_min"),
        new Column("smoothedGap", "gamma* - psi / rho"),
        new Column("upperBound", "|sum omega_n z_n|, an upper bound of gamma*"),
        new Column("certificateGap", "the upper bound minus gamma_min"),
        new Column("directionError", "|V - V*|"),
        new Column("weightError", "sum |omega_n - dual_n|"),
        new Column("gapConstant", "gap rho - gamma* |w_perp|^2 / (2 rho), which tends to c"));

    /// <summary>The quantities of <see cref="Columns"/> at a weight vector.</summary>
    internal Vector Measure(ReadOnlySpan<double> w)
    {
        var margins = LinearMargins.Of(Points, w);
        var direction = 0.0;
        for (var i = 0; i < w.Length; i++)
        {
            var difference = (w[i] / margins.Norm) - Solution.Direction[i];
            direction += difference * difference;
        }

        return Vector.Of(
            margins.Psi, margins.Norm, margins.Margin, Solution.Margin - margins.Margin, Solution.Margin - margins.SmoothedMargin, margins.UpperBound,
            margins.CertificateGap, Math.Sqrt(direction), WeightError(margins.ExampleWeights),
            Solution.CorrectedGapConstant(margins.Margin, margins.Norm, Solution.PerpendicularSquared(w)));
    }

    internal Probe Probe => new CustomProbe("race", Columns, input => Measure(input.Parameters.Flat.Span));

    private double WeightError(Vector omega)
    {
        var sum = 0.0;
        for (var n = 0; n < omega.Length; n++)
            sum += Math.Abs(omega[n] - Solution.NormalizedDual[n]);
        return sum;
    }
}
