using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>A flow: what moves, in which clock, and with how much weight decay.</summary>
/// <param name="Chart">The coordinates.</param>
/// <param name="Clock">The time.</param>
/// <param name="WeightDecay">lambda of <c>W' = -grad L - lambda W</c>, 0 or more; in physical time and the weight chart only.</param>
public sealed record Flow(Chart Chart, FlowClock Clock, double WeightDecay = 0)
{
    /// <summary><c>W' = -grad L</c>.</summary>
    public static Flow GradientFlow { get; } = new(new WeightChart(), FlowClock.PhysicalTime);

    /// <summary><c>W' = grad psi</c>.</summary>
    public static Flow LogLossFlow { get; } = new(new WeightChart(), FlowClock.LogLossTime);

    /// <summary><c>W' = grad psi / |grad psi|^2</c>: psi grows at rate 1. The default for anything that goes far.</summary>
    public static Flow UnitLogLossFlow { get; } = new(new WeightChart(), FlowClock.UnitLogLossTime);

    /// <summary>Gradient flow in norms and directions, in physical time.</summary>
    public static Flow RhoVFlow { get; } = new(new PolarChart(), FlowClock.PhysicalTime);

    /// <summary>Gradient flow of weight normalization per layer, started at |v| = 1, in physical time.</summary>
    public static Flow WeightNormFlow { get; } = new(new WeightNormChart(), FlowClock.PhysicalTime);

    /// <summary>Directions on their spheres at fixed norms, in log-loss time.</summary>
    public static Flow SphereFlow { get; } = new(new SphereChart(SphereScheme.Retraction, FixedNorms: true), FlowClock.LogLossTime);

    /// <summary>The same flow in another clock.</summary>
    /// <param name="clock">The clock.</param>
    public Flow In(FlowClock clock) => this with { Clock = clock };
}
