using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The curvature of log L on the product of the layers' spheres at fixed norms, relative to <c>rho R_V</c>, for small networks.</summary>
/// <remarks>At stationary points of networks with piecewise linear activations no layer's number is below 1 where R_V is positive. An observation builds the
/// whole Hessian, so networks of more than <see cref="Limit"/> parameters have no number here. Source: docs/theory/normalized-flow.md, N31.</remarks>
public sealed record SphereProbe : Probe
{
    /// <summary>The largest number of parameters.</summary>
    public const int Limit = 400;

    /// <inheritdoc/>
    public override string Name => "spheres";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective)
    {
        var undefined = objective.Network.ParameterCount > Limit
            ? $"The network has {objective.Network.ParameterCount} parameters; the Hessian is built up to {Limit}."
            : "It needs a loss of exponential type, no biases, no zero layer and a positive radial sum.";
        return objective.Network.Layout.Weights.Map(b => new Column("curvature." + b.Name, "the smallest eigenvalue of the layer's block of the Hessian on spheres over rho R_V", undefined)).ToArr()
            .AddRange([
                new Column("curvature.joint", "the smallest eigenvalue of the whole Hessian on spheres over rho R_V", undefined),
                new Column("zeroModes", "eigenvalues of the whole below 1e-3 rho R_V in size", undefined),
                new Column("sphereGradient", "the norm of the gradient of log L along the spheres over rho R_V", undefined),
            ]);
    }

    internal override void Observe(Observation observation, Span<double> row)
    {
        row.Fill(double.NaN);
        if (observation.Objective.Network.ParameterCount > Limit || !observation.Objective.Loss.IsExponentialType)
            return;
        var numbers = SphereSpectrum.Of(observation.Objective, observation.Parameters).Match(
            static s => s.RadialSum > 0 && s.Eigenvalues.Length > 0
                ? [.. s.SmallestBlocks.ToArray().Select(e => e / s.RadialSum), s.Eigenvalues[0] / s.RadialSum, s.ZeroModes, s.Tangent / s.RadialSum]
                : System.Array.Empty<double>(),
            static _ => []);
        numbers.CopyTo(row);
    }
}
