using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>Exponential loss and cross-entropy of several outputs, functions of the soft margin <c>m = -log sum_(j != y) exp(f_j - f_y)</c>.</summary>
/// <remarks>With S the softmax of the wrong outputs, dm/df is 1 at the label and -S_j elsewhere, and minus the Hessian of m is
/// <c>diag(S) - S S^T</c> (docs/theory/normalized-flow.md, 1.2).</remarks>
internal sealed class ClassHead(Objective objective, int classes, int capacity) : MarginHead(objective, capacity)
{
    private readonly double[] _margins = new double[capacity];
    private readonly double[] _softMargins = new double[capacity];
    private readonly double[] _radial = new double[capacity];
    private readonly double[] _wrong = new double[capacity * classes];
    private readonly double[] _cotangent = new double[capacity * classes];
    private readonly int[] _labels = new int[capacity];

    internal override ReadOnlySpan<double> Cotangent => _cotangent.AsSpan(0, Count * classes);

    internal override ReadOnlySpan<double> Margins => _margins.AsSpan(0, Count);

    internal override ReadOnlySpan<double> SoftMargins => _softMargins.AsSpan(0, Count);

    internal override LossStatistics Forward(ReadOnlySpan<double> outputs, TargetView targets, int count)
    {
        Count = count;
        targets.Classes[..count].CopyTo(_labels);
        var wrong = _wrong.AsSpan(0, count * classes);
        for (var n = 0; n < count; n++)
            _margins[n] = Distances(outputs.Slice(n * classes, classes), _labels[n], wrong.Slice(n * classes, classes));
        Elementary.Exp(wrong, wrong);
        for (var n = 0; n < count; n++)
            Normalize(n, outputs.Slice(n * classes, classes), wrong.Slice(n * classes, classes));
        Elementary.Log1p(SoftMargins, _softMargins.AsSpan(0, count));
        Entrywise.Subtract(Margins, SoftMargins, _softMargins.AsSpan(0, count));
        var minMargin = Margins[MarginScan.Least(Margins, out var errors)];
        var sums = Sum(SoftMargins, MarginScan.Least(SoftMargins, out _));
        for (var n = 0; n < count; n++)
        {
            var cotangent = _cotangent.AsSpan(n * classes, classes);
            Entrywise.Multiply(wrong.Slice(n * classes, classes), -Weights[n], cotangent);
            cotangent[_labels[n]] = Weights[n];
        }

        return Report(sums, Kernels.Dot(Weights, _radial.AsSpan(0, count)), minMargin, errors);
    }

    /// <summary>Differences of the wrong outputs to the largest of them, 0 at the label.</summary>
    /// <returns>The hard margin.</returns>
    private static double Distances(ReadOnlySpan<double> outputs, int label, Span<double> distances)
    {
        var largest = double.NegativeInfinity;
        for (var j = 0; j < outputs.Length; j++)
            largest = j == label ? largest : Math.Max(largest, outputs[j]);
        Entrywise.Subtract(outputs, largest, distances);
        distances[label] = 0;
        return outputs[label] - largest;
    }

    /// <summary>Turns the exponentials into the softmax of the wrong outputs, and puts their sum less 1 where the soft margin will be.</summary>
    private void Normalize(int n, ReadOnlySpan<double> outputs, Span<double> exponentials)
    {
        exponentials[_labels[n]] = 0;
        var (largest, others, distance, first) = (outputs[_labels[n]] - _margins[n], 0.0, 0.0, true);
        for (var j = 0; j < exponentials.Length; j++)
        {
            // The largest counts as exactly 1: without it the sum keeps its relative accuracy.
            if (first && exponentials[j] == 1)
                first = false;
            else
                others += exponentials[j];
            distance += exponentials[j] == 0 ? 0 : exponentials[j] * (largest - outputs[j]);
        }

        _softMargins[n] = others;
        _radial[n] = _margins[n] + (distance / (1 + others));
        Entrywise.Divide(exponentials, 1 + others, exponentials);
    }

    internal override void Curvature(ReadOnlySpan<double> tangent, Span<double> result)
    {
        SecondDerivatives();
        for (var n = 0; n < Count; n++)
        {
            var (weight, second, label) = (Weights[n], Scratch[n], _labels[n]);
            var wrong = _wrong.AsSpan(n * classes, classes);
            var direction = tangent.Slice(n * classes, classes);
            var target = result.Slice(n * classes, classes);
            var mean = Kernels.Dot(wrong, direction);
            var along = second * (direction[label] - mean);
            for (var j = 0; j < classes; j++)
                target[j] = wrong[j] * ((weight * (direction[j] - mean)) - along);
            target[label] = along;
        }
    }
}
