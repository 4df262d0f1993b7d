using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The forward and backward recursions over a path graph.</summary>
internal static class PathRecursion
{
    /// <summary>The sums at every value.</summary>
    internal static ScaledValues[] Forward(PathGraph graph, double[] powers, double p, bool withBiases, MaxPoolRule rule, ReadOnlySpan<double> inputs, PathArena arena)
    {
        var values = new ScaledValues[graph.Steps.Length + 1];
        values[0] = new() { Mantissas = inputs.IsEmpty ? ScaledValues.Filled(graph.InputSize, 1).Mantissas : inputs.ToArray() };
        values[0].Normalize();
        for (var i = 0; i < graph.Steps.Length; i++)
        {
            var step = graph.Steps[i];
            var exponent = withBiases ? Floor(powers.AsSpan(step.Biases.Offset, step.Biases.Count)) : long.MinValue;
            foreach (var v in step.Inputs)
                exponent = Math.Max(exponent, values[v].Exponent);
            var visitor = new ForwardVisitor
            {
                Powers = powers,
                Inputs = Array.ConvertAll(step.Inputs, v => values[v].At(exponent)),
                Target = new double[step.Size],
                One = withBiases ? Math.ScaleB(1, (int)Math.Clamp(-exponent, -5000, 1000)) : 0,
                P = p,
                Maximizes = double.IsPositiveInfinity(p),
                PoolsByMaximum = rule == MaxPoolRule.Max,
            };
            if (step is ConvolutionStep convolution)
                ConvolutionSums.Forward(convolution, powers, visitor.Inputs[0], visitor.One, visitor.Maximizes, visitor.Target, arena);
            else
                step.Visit(ref visitor);
            values[i + 1] = new() { Mantissas = visitor.Target, Exponent = exponent };
            values[i + 1].Normalize();
        }

        return values;
    }

    // Where biases enter, the common exponent is at least theirs, so that what starts here neither overflows nor hides the small sums that arrive.
    private static long Floor(ReadOnlySpan<double> biases)
    {
        var largest = 0.0;
        foreach (var bias in biases)
            largest = Math.Max(largest, bias);
        return largest > 0 && double.IsFinite(largest) ? Math.Max(Math.ILogB(largest), -1000) : largest > 0 ? 0 : long.MinValue;
    }

    /// <summary>The sums from every value to the outputs.</summary>
    internal static ScaledValues[] Backward(PathGraph graph, double[] powers, double p)
    {
        var values = new ScaledValues[graph.Steps.Length + 1];
        values[^1] = ScaledValues.Filled(graph.SizeOf(graph.Steps.Length), 1);
        for (var i = graph.Steps.Length - 1; i >= 0; i--)
        {
            var step = graph.Steps[i];
            if (values[i + 1].Mantissas is null)
                continue;
            values[i + 1].Normalize();
            var visitor = new BackwardVisitor
            {
                Powers = powers,
                Output = values[i + 1].Mantissas,
                Inputs = Array.ConvertAll(step.Inputs, v => new double[graph.SizeOf(v)]),
                P = p,
                Maximizes = double.IsPositiveInfinity(p),
            };
            step.Visit(ref visitor);
            for (var slot = 0; slot < step.Inputs.Length; slot++)
                Join(ref values[step.Inputs[slot]], visitor.Inputs[slot], values[i + 1].Exponent, visitor.Maximizes);
        }

        return values;
    }

    private static void Join(ref ScaledValues target, double[] more, long exponent, bool maximizes)
    {
        var added = new ScaledValues { Mantissas = more, Exponent = exponent };
        if (target.Mantissas is null)
        {
            target = added;
            return;
        }

        var common = Math.Max(target.Exponent, exponent);
        var (a, b) = (target.At(common), added.At(common));
        var joined = new double[a.Length];
        for (var i = 0; i < joined.Length; i++)
            joined[i] = maximizes ? Math.Max(a[i], b[i]) : a[i] + b[i];
        target = new() { Mantissas = joined, Exponent = common };
    }
}
