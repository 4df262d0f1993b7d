using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Squared and robust losses of the residuals <c>u = f - y</c>; for signs there are margins too.</summary>
internal sealed class ResidualHead(Objective objective, int capacity) : LossHead(objective)
{
    private readonly int _outputs = objective.Network.OutputCount;
    private readonly bool _hasMargins = objective.Data.Targets is Targets.Signs;
    private readonly double? _alpha = (objective.Loss as Loss.Squared)?.Alpha;
    private readonly double[] _residuals = new double[capacity * objective.Network.OutputCount];
    private readonly double[] _cotangent = new double[capacity * objective.Network.OutputCount];
    private readonly double[] _margins = objective.Data.Targets is Targets.Signs ? new double[capacity] : [];

    private int Length => Count * _outputs;

    /// <summary>What the reduction multiplies every example by.</summary>
    private double Share => Reduction == Reduction.Mean ? 1.0 / Count : 1;

    private ReadOnlySpan<double> Residuals => _residuals.AsSpan(0, Length);

    internal override ReadOnlySpan<double> Cotangent => _cotangent.AsSpan(0, Length);

    internal override ReadOnlySpan<double> Margins => _hasMargins ? _margins.AsSpan(0, Count) : [];

    internal override ReadOnlySpan<double> SoftMargins => Margins;

    internal override ReadOnlySpan<double> Weights => [];

    internal override LossStatistics Forward(ReadOnlySpan<double> outputs, TargetView targets, int count)
    {
        Count = count;
        (LogScale, LogExampleScale) = (0, Reduction == Reduction.Mean ? LogCount : 0);
        Entrywise.Subtract(outputs, targets.Numbers, _residuals.AsSpan(0, Length));
        var cotangent = _cotangent.AsSpan(0, Length);
        var loss = _alpha is { } alpha ? Squared(alpha, cotangent) : Robust(cotangent);
        var (errors, minMargin) = (0, double.NaN);
        if (_hasMargins)
        {
            Entrywise.Multiply(targets.Signs, outputs, _margins.AsSpan(0, count));
            minMargin = _margins[MarginScan.Least(Margins, out errors)];
        }

        var radial = Kernels.Dot(cotangent, outputs);
        return new(Elementary.Log(loss), loss, radial, double.NaN, minMargin, double.NaN, errors, count) { HasMargins = _hasMargins };
    }

    private double Squared(double alpha, Span<double> cotangent)
    {
        Entrywise.Multiply(Residuals, -2 * alpha * Share, cotangent);
        return alpha * Kernels.Dot(Residuals, Residuals) * Share;
    }

    private double Robust(Span<double> cotangent)
    {
        var sum = 0.0;
        for (var i = 0; i < cotangent.Length; i++)
        {
            var (value, rest) = RobustParts(_residuals[i]);
            sum += value;
            cotangent[i] = -2 * _residuals[i] * rest * rest * Share;
        }

        return sum * Share;
    }

    /// <summary><c>u^2 / (1 + u^2)</c> and <c>1 / (1 + u^2)</c>.</summary>
    private static (double Value, double Complement) RobustParts(double u)
    {
        // Beyond 1e8 the value is 1 to the last bit, and the square may overflow.
        var rest = 1 / (1 + (u * u));
        return (Math.Abs(u) > 1e8 ? 1 : u * u * rest, rest);
    }

    internal override void Curvature(ReadOnlySpan<double> tangent, Span<double> result)
    {
        if (_alpha is { } alpha)
        {
            Entrywise.Multiply(tangent, 2 * alpha * Share, result);
            return;
        }

        for (var i = 0; i < result.Length; i++)
        {
            var (value, rest) = RobustParts(_residuals[i]);
            result[i] = 2 * rest * rest * (rest - (3 * value)) * Share * tangent[i];
        }
    }

    internal override void ExampleLosses(Span<double> losses)
    {
        for (var n = 0; n < Count; n++)
        {
            var u = _residuals.AsSpan(n * _outputs, _outputs);
            losses[n] = 0;
            foreach (var x in u)
                losses[n] += _alpha is { } alpha ? alpha * x * x : RobustParts(x).Value;
        }
    }
}
