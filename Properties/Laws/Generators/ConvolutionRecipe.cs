using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>One convolution with a drawn kernel, small enough to unroll.</summary>
/// <param name="InputChannels">Channels of the input.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="Channels">Channels of the output.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Stride">The stride in both directions.</param>
/// <param name="Pad">The padding above and on the left; below and on the right it is the same, or less so that a circular convolution of stride 1 keeps the size.</param>
/// <param name="Circular">Whether the image continues as on a torus.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record ConvolutionRecipe(
    int InputChannels, int Height, int Width, int Channels, int KernelHeight, int KernelWidth, int Stride, int Pad, bool Circular, ulong Seed)
{
    /// <summary>Generator and shrinker.</summary>
    public static Arbitrary<ConvolutionRecipe> Any { get; } = Arb.From(
        from inputs in Gen.Choose(1, 3)
        from height in Gen.Choose(3, 6)
        from width in Gen.Choose(3, 6)
        from channels in Gen.Choose(1, 3)
        from kernelHeight in Gen.Choose(1, 3)
        from kernelWidth in Gen.Choose(1, 3)
        from stride in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from pad in Gen.Choose(0, 2)
        from circular in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select new ConvolutionRecipe(inputs, height, width, channels, kernelHeight, kernelWidth, stride, pad, circular, (ulong)seed),
        static r => r.Channels > 1 ? [r with { Channels = r.Channels - 1 }] : r.InputChannels > 1 ? [r with { InputChannels = r.InputChannels - 1 }] : []);

    /// <summary>The shape of the input.</summary>
    public Shape Input => Shape.Of(InputChannels, Height, Width);

    /// <summary>The operation.</summary>
    public Convolution Convolution => new(Channels, Window, false, 1, Circular ? Padding.Circular : Padding.Zero);

    /// <summary>The same operation at circular padding and stride 1 with as many places as pixels.</summary>
    public Convolution OnTorus => new(Channels, new Window(KernelHeight, KernelWidth, 1, 1, KernelHeight - 1, KernelWidth - 1, 0, 0), false, 1, Padding.Circular);

    /// <summary>The kernel: Gaussian.</summary>
    public Vector Kernel => Vector.Build(Channels * InputChannels * KernelHeight * KernelWidth, target => Draws.Gaussian(new Key(Seed), RandomStream.Initialization, 0, target));

    /// <summary>Whether some place sees the whole kernel: on a torus, whether the kernel is no larger than the image.</summary>
    public bool HasUnclippedPlace => Circular
        ? KernelHeight <= Height && KernelWidth <= Width
        : Inside(Height, KernelHeight, Window.OutputHeight(Height)) && Inside(Width, KernelWidth, Window.OutputWidth(Width));

    private Window Window => new(KernelHeight, KernelWidth, Stride, Stride, Pad, Pad, Pad, Pad);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Channels} channels of {KernelHeight} x {KernelWidth} on {InputChannels} x {Height} x {Width}, stride {Stride}, padding {Pad}{(Circular ? " circular" : "")}, seed {Seed}");

    private bool Inside(int size, int kernel, int places) => Enumerable.Range(0, Math.Max(places, 0)).Any(place => (place * Stride) - Pad >= 0 && (place * Stride) - Pad + kernel <= size);
}
