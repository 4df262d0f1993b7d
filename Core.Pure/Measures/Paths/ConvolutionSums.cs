using System.Runtime.Intrinsics;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The forward recursion over a convolution as a product of its kernel with the patches of one image: the edges of a kernel entry are handled together.</summary>
internal static class ConvolutionSums
{
    /// <summary>Fills the units of the step.</summary>
    /// <param name="step">The convolution.</param>
    /// <param name="powers">|w|^p of all parameters.</param>
    /// <param name="input">The sums at the units below.</param>
    /// <param name="one">What the constant unit counts; 0 when biases start no paths.</param>
    /// <param name="maximizes">Whether paths are compared instead of added.</param>
    /// <param name="target">Overwritten.</param>
    /// <param name="arena">Kernels and room.</param>
    internal static void Forward(ConvolutionStep step, double[] powers, double[] input, double one, bool maximizes, double[] target, PathArena arena)
    {
        var (operation, groups) = (step.Operation, step.Operation.Groups);
        var grid = new WindowGrid(operation.Window, step.From, operation.Padding == Padding.Circular);
        var (places, channels, field) = (grid.Places, operation.Channels / groups, grid.Channels / groups * operation.Window.Size);
        var patches = arena.Patches(groups * field * places);
        Patches.Extract(grid, operation.Window, input, patches, places, 0);
        for (var c = 0; c < operation.Channels; c++)
            target.AsSpan(c * places, places).Fill(one > 0 && step.Bias >= 0 ? powers[step.Bias + c] * one : 0);
        for (var g = 0; g < groups; g++)
        {
            var kernel = powers.AsSpan(step.Kernel + (g * channels * field), channels * field);
            var part = target.AsSpan(g * channels * places, channels * places);
            var own = patches.Slice(g * field * places, field * places);
            if (maximizes)
                Maximize(kernel, own, field, places, part);
            else
                arena.Kernels.Multiply(new Product(channels, places, field), kernel, own, part, Epilogue.Add(part));
        }
    }

    private static void Maximize(ReadOnlySpan<double> kernel, ReadOnlySpan<double> patches, int field, int places, Span<double> target)
    {
        for (var at = 0; at < kernel.Length; at++)
        {
            var weight = kernel[at];
            if (weight > 0)
                Raise(weight, patches.Slice(at % field * places, places), target.Slice(at / field * places, places));
        }
    }

    // target = max(target, weight * line).
    private static void Raise(double weight, ReadOnlySpan<double> line, Span<double> target)
    {
        var i = 0;
        var factor = Vector512.Create(weight);
        for (; i + Vector512<double>.Count <= line.Length; i += Vector512<double>.Count)
        {
            var product = factor * Vector512.Create(line[i..]);
            Vector512.Max(Vector512.Create<double>(target[i..]), product).CopyTo(target[i..]);
        }

        for (; i < line.Length; i++)
            target[i] = Math.Max(target[i], weight * line[i]);
    }
}
