using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>Activations and their derivatives over spans, entry by entry; the same bits for every length of span.</summary>
internal static class ActivationKernels
{
    // Long enough to amortize the dispatch, short enough for the stack and the first cache.
    private const int Chunk = 256;

    /// <summary><c>target = phi(z)</c>; the target may be z.</summary>
    internal static void Value(Activation activation, ReadOnlySpan<double> z, Span<double> target)
    {
        switch (activation)
        {
            case Activation.Linear:
                z.CopyTo(target);
                break;
            case Activation.Relu:
                ElementwiseKernels.Piecewise(z, 0, target);
                break;
            case Activation.LeakyRelu a:
                ElementwiseKernels.Piecewise(z, a.Slope, target);
                break;
            case Activation.Power a:
                ElementwiseKernels.Power(z, a.Exponent, target);
                break;
            case Activation.ReluPower a:
                ElementwiseKernels.Piecewise(z, 0, target);
                ElementwiseKernels.Power(target, a.Exponent, target);
                break;
            case Activation.Tanh:
                Elementary.Tanh(z, target);
                break;
            case Activation.Logistic:
                Elementary.Sigmoid(z, target);
                break;
            case Activation.Softplus:
                Elementary.Softplus(z, target);
                break;
        }
    }

    /// <summary><c>target = phi'(z)</c>; the target may not be z.</summary>
    internal static void First(Activation activation, ReadOnlySpan<double> z, Span<double> target)
    {
        switch (activation)
        {
            case Activation.Linear:
                target.Fill(1);
                break;
            case Activation.Relu:
                ElementwiseKernels.Step(z, 0, target);
                break;
            case Activation.LeakyRelu a:
                ElementwiseKernels.Step(z, a.Slope, target);
                break;
            case Activation.Power a:
                ElementwiseKernels.ScaledPower(a.Exponent, z, a.Exponent - 1, target);
                break;
            case Activation.ReluPower a:
                ElementwiseKernels.Piecewise(z, 0, target);
                ElementwiseKernels.ScaledPower(a.Exponent, target, a.Exponent - 1, target);
                break;
            case Activation.Tanh:
                SmoothKernels.TanhFirst(z, target);
                break;
            case Activation.Logistic:
                SmoothKernels.LogisticFirst(z, target);
                break;
            case Activation.Softplus:
                Elementary.Sigmoid(z, target);
                break;
        }
    }

    /// <summary><c>target = phi''(z)</c>, 0 at kinks; the target may not be z.</summary>
    internal static void Second(Activation activation, ReadOnlySpan<double> z, Span<double> target)
    {
        switch (activation)
        {
            case Activation.Linear or Activation.Relu or Activation.LeakyRelu:
                target.Clear();
                break;
            case Activation.Power a:
                ElementwiseKernels.ScaledPower((double)a.Exponent * (a.Exponent - 1), z, a.Exponent - 2, target);
                break;
            case Activation.ReluPower { Exponent: 2 }:
                ElementwiseKernels.Step(z, 0, target);
                ElementwiseKernels.ScaledPower(2, target, 1, target);
                break;
            case Activation.ReluPower a:
                ElementwiseKernels.Piecewise(z, 0, target);
                ElementwiseKernels.ScaledPower((double)a.Exponent * (a.Exponent - 1), target, a.Exponent - 2, target);
                break;
            case Activation.Tanh:
                SmoothKernels.TanhSecond(z, target);
                break;
            case Activation.Logistic:
                SmoothKernels.LogisticSecond(z, target);
                break;
            case Activation.Softplus:
                SmoothKernels.LogisticFirst(z, target);
                break;
        }
    }

    /// <summary><c>delta *= phi'(z)</c>, from the argument where the activation keeps it, else from the sign of the output.</summary>
    internal static void Backward(Activation activation, ReadOnlySpan<double> z, ReadOnlySpan<double> output, Span<double> delta)
    {
        if (activation is Activation.Linear)
            return;
        if (!activation.KeepsArgument)
        {
            ElementwiseKernels.Mask(output, activation.MaskSlope, delta);
            return;
        }

        Apply(activation, z, delta);
    }

    /// <summary><c>delta *= phi'(z)</c> from the argument, whatever the activation.</summary>
    internal static void Apply(Activation activation, ReadOnlySpan<double> z, Span<double> delta)
    {
        Span<double> factors = stackalloc double[Chunk];
        for (var start = 0; start < delta.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, delta.Length - start);
            First(activation, z.Slice(start, length), factors[..length]);
            ElementwiseKernels.Multiply(factors[..length], delta.Slice(start, length));
        }
    }

    /// <summary>The product rule for <see cref="Backward"/>: <c>tangent = tangent phi'(z) + delta phi''(z) zTangent</c>, <c>delta *= phi'(z)</c>.</summary>
    internal static void BackwardTangent(Activation activation, ReadOnlySpan<double> z, ReadOnlySpan<double> zTangent, Span<double> delta, Span<double> tangent)
    {
        Span<double> first = stackalloc double[Chunk];
        Span<double> second = stackalloc double[Chunk];
        for (var start = 0; start < delta.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, delta.Length - start);
            First(activation, z.Slice(start, length), first[..length]);
            Second(activation, z.Slice(start, length), second[..length]);
            for (var i = 0; i < length; i++)
            {
                var at = start + i;
                tangent[at] = Math.FusedMultiplyAdd(delta[at] * second[i], zTangent[at], tangent[at] * first[i]);
                delta[at] *= first[i];
            }
        }
    }
}
