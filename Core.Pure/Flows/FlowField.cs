using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Flows;

/// <summary>The right side of a flow over private buffers: chart coordinates, then log(1 + t exp(-psi_0)) where the clock is not t itself.</summary>
/// <remarks>psi_0 is psi at the start, or 0 if that is larger: from a start of large psi time begins at exp(psi_0), so that its own rate would overflow.</remarks>
internal sealed class FlowField
{
    private readonly Objective _objective;
    private readonly Flow _flow;
    private readonly ObjectiveArena _arena;
    private readonly double[] _theta;
    private readonly double[] _direction;
    private readonly int _length;
    private double _startPsi;

    internal FlowField(Objective objective, Flow flow)
    {
        (_objective, _flow) = (objective, flow);
        _arena = new(objective, objective.Data.Count);
        _theta = new double[objective.Network.ParameterCount];
        _direction = new double[_theta.Length];
        _length = flow.Chart.Length(Layout);
    }

    private Layout Layout => _objective.Network.Layout;

    private bool CarriesTime => _flow.Clock != FlowClock.PhysicalTime;

    internal Vector Start(Parameters start)
    {
        _startPsi = CarriesTime ? Math.Max(0, _objective.Statistics(start).Psi) : 0;
        return Vector.Build(_length + (CarriesTime ? 1 : 0), y => _flow.Chart.Encode(Layout, start.Flat.Span, y[.._length]));
    }

    internal OdeProblem Problem => new(Slope, _flow.Chart.Retracts ? y => _flow.Chart.Retract(Layout, y[.._length]) : null)
    {
        InPlace = _flow.Chart.IsIdentity ? SlopeInPlace : null,
    };

    internal FlowPoint At(OdeState state)
    {
        var y = state.Y.Span[.._length];
        _flow.Chart.Decode(Layout, y, _theta);
        var statistics = _arena.Forward(_theta, Batch.All);
        var log = CarriesTime ? LogTime(state.Y[_length]) : Elementary.Log1p(state.Time);
        return new(state.Time, Parameters.Trusted(Layout, Vector.Of(_theta)), Vector.Of(y), log, statistics, state.Counts);
    }

    private void Slope(double time, ReadOnlySpan<double> y, Span<double> slope)
    {
        _flow.Chart.Decode(Layout, y[.._length], _theta);
        var statistics = _arena.Forward(_theta, Batch.All);
        _arena.Backward(Sink.Store(_direction));
        var rate = _flow.Chart.Velocity(Layout, y[.._length], _direction, slope[.._length]);
        var factor = Factor(rate);
        Entrywise.Multiply(slope[.._length], factor, slope[.._length]);
        Finish(statistics, factor, y, slope);
    }

    /// <summary>The same where the coordinates are the weights: passes read the point and write the slope where they lie, clock included.</summary>
    private void SlopeInPlace(double time, ReadOnlyMemory<double> y, Memory<double> slope)
    {
        var statistics = _arena.Forward(y[.._length], Batch.All);
        var velocity = slope[.._length];
        _arena.Backward(Sink.Store(velocity));
        var factor = Factor(_flow.Clock == FlowClock.UnitLogLossTime ? Chart.Dot(velocity.Span, velocity.Span) : double.NaN);
        if (factor != 1)
            Entrywise.Multiply(velocity.Span, factor, velocity.Span);
        Finish(statistics, factor, y.Span, slope.Span);
    }

    /// <summary>What the clock multiplies velocities in log-loss time by.</summary>
    /// <param name="rate">d psi / d tau, which only the unit clock needs.</param>
    private double Factor(double rate) => _flow.Clock switch
    {
        FlowClock.PhysicalTime => Elementary.Exp(_arena.LogScale),
        FlowClock.LogLossTime => 1,
        _ => 1 / rate,
    };

    private void Finish(in LossStatistics statistics, double factor, ReadOnlySpan<double> y, Span<double> slope)
    {
        for (var i = 0; i < _length && _flow.WeightDecay != 0; i++)
            slope[i] = Math.FusedMultiplyAdd(-_flow.WeightDecay, y[i], slope[i]);
        if (CarriesTime)
            slope[_length] = factor * Elementary.Exp(statistics.Psi - _startPsi - y[_length]);
    }

    /// <summary>u = log(1 + t) from what is carried, whose exponential may overflow.</summary>
    private double LogTime(double carried) => _startPsi == 0 ? carried : Elementary.Softplus(_startPsi + carried + Elementary.Log(-Elementary.Expm1(-carried)));
}
