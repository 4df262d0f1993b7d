using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The same numbers in the same order under another shape.</summary>
/// <param name="Target">The new shape, of the same size.</param>
public sealed record Reshape(Shape Target) : FixedLinear
{
    /// <inheritdoc/>
    public override string Kind => "reshape";

    /// <inheritdoc/>
    public override string Text => $"reshape {Target}";

    private protected override Validation<Error, Shape> Output(Shape input) => input.Size == Target.Size
        ? Success<Error, Shape>(Target)
        : Fail<Error, Shape>(new Error.ShapeMismatch("The input of a reshape", $"{input}", $"a size of {Target.Size} for {Target}"));

    private protected override void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to) => from.CopyTo(to);

    private protected override void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to) => ElementwiseKernels.Add(from, to);
}
