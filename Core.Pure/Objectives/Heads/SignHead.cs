using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Exponential and logistic loss of one output, <c>q = m = y f</c>.</summary>
internal sealed class SignHead(Objective objective, int capacity) : MarginHead(objective, capacity)
{
    private readonly double[] _margins = new double[capacity];
    private readonly double[] _cotangent = new double[capacity];

    internal override ReadOnlySpan<double> Cotangent => _cotangent.AsSpan(0, Count);

    internal override ReadOnlySpan<double> Margins => _margins.AsSpan(0, Count);

    internal override ReadOnlySpan<double> SoftMargins => Margins;

    internal override LossStatistics Forward(ReadOnlySpan<double> outputs, TargetView targets, int count)
    {
        Count = count;
        var margins = _margins.AsSpan(0, count);
        Entrywise.Multiply(targets.Numbers, outputs, margins);
        var least = MarginScan.Least(margins, out var errors);
        var sums = Sum(margins, least);
        Entrywise.Multiply(Weights, targets.Numbers, _cotangent.AsSpan(0, count));
        return Report(sums, sums.WeightedMargin, margins[least], errors);
    }

    internal override void Curvature(ReadOnlySpan<double> tangent, Span<double> result)
    {
        SecondDerivatives();
        Entrywise.Multiply(Scratch, tangent, result);
    }
}
