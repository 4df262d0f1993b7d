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
    private readonly int[] _top = new int[capacity];
    private readonly double[] _exponentials = new double[capacity * classes];
    private readonly double[] _totals = new double[capacity];
    private readonly double[] _cotangent = new double[capacity * classes];
    private readonly int[] _labels = new int[capacity];

    internal override ReadOnlySpan<double> Cotangent => _cotangent.AsSpan(0, Count * classes);

    internal override ReadOnlySpan<double> Margins => _margins.AsSpan(0, Count);

    internal override ReadOnlySpan<double> SoftMargins => _softMargins.AsSpan(0, Count);

    internal override LossStatistics Forward(ReadOnlySpan<double> outputs, TargetView targets, int count)
    {
        Count = count;
        targets.Classes[..count].CopyTo(_labels);
        for (var n = 0; n < count; n++)
            PutDistances(n, outputs.Slice(n * classes, classes), _exponentials.AsSpan(n * classes, classes));
        var exponentials = _exponentials.AsSpan(0, count * classes);
        Elementary.Exp(exponentials, exponentials);
        for (var n = 0; n < count; n++)
            PutMargins(n, outputs.Slice(n * classes, classes), exponentials.Slice(n * classes, classes));
        Elementary.Log1p(SoftMargins, _softMargins.AsSpan(0, count));
        Entrywise.Subtract(Margins, SoftMargins, _softMargins.AsSpan(0, count));
        var minMargin = Margins[MarginScan.Least(Margins, out var errors)];
        var sums = Sum(SoftMargins, MarginScan.Least(SoftMargins, out _));
        for (var n = 0; n < count; n++)
            PutCotangent(n, exponentials.Slice(n * classes, classes), _cotangent.AsSpan(n * classes, classes));
        return Report(sums, Kernels.Dot(Weights, _radial.AsSpan(0, count)), minMargin, errors);
    }

    /// <summary>Differences of the outputs to the largest wrong one; that one and the label get 0, so that nothing overflows.</summary>
    private void PutDistances(int n, ReadOnlySpan<double> outputs, Span<double> distances)
    {
        var label = _labels[n];
        var top = label == 0 ? 1 : 0;
        var largest = outputs[top];
        for (var j = top + 1; j < outputs.Length; j++)
            if (outputs[j] > largest && j != label)
                (top, largest) = (j, outputs[j]);
        for (var j = 0; j < distances.Length; j++)
            distances[j] = outputs[j] - largest;
        distances[label] = 0;
        _margins[n] = outputs[label] - largest;
        _top[n] = top;
    }

    /// <summary>Sums over the wrong outputs; the largest counts as exactly 1, apart, so that the others keep their relative accuracy.</summary>
    private void PutMargins(int n, ReadOnlySpan<double> outputs, Span<double> exponentials)
    {
        var (label, top) = (_labels[n], _top[n]);
        (exponentials[label], exponentials[top]) = (0, 0);
        var (largest, others, distance) = (outputs[top], 0.0, 0.0);
        for (var j = 0; j < exponentials.Length; j++)
        {
            others += exponentials[j];
            distance += exponentials[j] * (largest - outputs[j]);
        }

        exponentials[top] = 1;
        _softMargins[n] = others;
        _totals[n] = 1 + others;
        _radial[n] = _margins[n] + (distance / (1 + others));
    }

    private void PutCotangent(int n, ReadOnlySpan<double> exponentials, Span<double> cotangent)
    {
        var factor = -Weights[n] / _totals[n];
        for (var j = 0; j < cotangent.Length; j++)
            cotangent[j] = factor * exponentials[j];
        cotangent[_labels[n]] = Weights[n];
    }

    internal override void Curvature(ReadOnlySpan<double> tangent, Span<double> result)
    {
        SecondDerivatives();
        for (var n = 0; n < Count; n++)
        {
            var (weight, second, label, total) = (Weights[n], Scratch[n], _labels[n], _totals[n]);
            var exponentials = _exponentials.AsSpan(n * classes, classes);
            var direction = tangent.Slice(n * classes, classes);
            var target = result.Slice(n * classes, classes);
            // Relative to the largest wrong output, whose weight may be 1 up to round-off: its distance to the mean would cancel.
            var (reference, mean) = (direction[_top[n]], 0.0);
            for (var j = 0; j < classes; j++)
                mean = Math.FusedMultiplyAdd(exponentials[j], direction[j] - reference, mean);
            mean /= total;
            var along = second * (direction[label] - reference - mean);
            for (var j = 0; j < classes; j++)
                target[j] = exponentials[j] / total * ((weight * (direction[j] - reference - mean)) - along);
            target[label] = along;
        }
    }
}
