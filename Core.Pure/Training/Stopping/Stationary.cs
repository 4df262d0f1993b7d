using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when the gradient has vanished: <c>|D| &lt;= Tolerance max(1, rho_tot^(D - 1))</c>, D the descent direction; with a loss of exponential type only
/// while not separated, where it means a dead network, a saddle, or data that cannot be separated.</summary>
/// <remarks>Checked before every step when the rule computes the norm anyway, else every 100 steps (on batches, with the other rules). Of networks that
/// are not homogeneous the bound is Tolerance alone. Source: docs/theory/normalized-flow.md, A13 and section 6.</remarks>
/// <param name="Tolerance">0 or more.</param>
public sealed record Stationary(double Tolerance = 1e-12) : StoppingRule
{
    private const long Interval = 100;

    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "stationary", "The gradient has vanished.",
        Array(new FamilyParameter("tolerance", 1e-12, "the bound of the norm of the gradient, 0 or more")), static v => new Stationary(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.NotNegative("the tolerance of stationarity", Tolerance);

    private protected override Arr<double> Values => Array(Tolerance);

    internal override bool IsDue(long step, long interval, bool measuresGradient) =>
        step % interval == 0 && (measuresGradient && interval == 1 || step % Interval < interval);

    internal override bool NeedsDirection(bool measuresGradient) => !measuresGradient;

    internal override RunOutcome? Check(Observation observation)
    {
        var statistics = observation.Statistics;
        var loss = observation.Objective.Loss;
        if (loss.Separates(statistics) || observation.GradientNorm is var norm && norm > Bound(observation))
            return null;
        return new RunOutcome.Stationary(observation.Step, Cause(observation, norm));
    }

    private double Bound(Observation observation)
    {
        var degree = observation.Layers.TotalDegree;
        return Tolerance * Math.Max(1, degree < 2 ? 1 : Elementary.Pow(observation.Layers.TotalNorm, degree - 1));
    }

    private static string Cause(Observation observation, double norm)
    {
        var statistics = observation.Statistics;
        if (!statistics.HasWeights)
            return FormattableString.Invariant($"the gradient vanished (norm {norm:G3}) at loss {statistics.Loss:G6}: a minimum or a saddle");
        var place = FormattableString.Invariant($"at psi = {statistics.Psi:G6}, below the separation threshold {0 - observation.Objective.Loss.LogSeparationThreshold:G6}");
        foreach (var layer in observation.Objective.Network.Layers)
        {
            if (observation.Layers.LayerNorms[layer.Number] == 0)
                return $"layer '{layer.Name}' is exactly zero and the gradient vanishes {place}: a saddle that descent never leaves; start from weights that are not zero";
        }

        return norm == 0 && statistics.MinMargin == 0 && statistics.RadialSum == 0 && statistics.ErrorCount == statistics.Count
            ? $"no active path leads from the inputs to the outputs (a dead network) {place}; start from other weights"
            : FormattableString.Invariant($"the gradient vanished (norm {norm:G3}) {place}: a saddle, or data that this network cannot separate");
    }
}
