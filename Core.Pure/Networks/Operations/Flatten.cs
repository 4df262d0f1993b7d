using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The same numbers in the same order as one vector.</summary>
public sealed record Flatten : FixedLinear
{
    /// <inheritdoc/>
    public override string Kind => "flatten";

    /// <inheritdoc/>
    public override string Text => "flatten";

    private protected override Validation<Error, Shape> Output(Shape input) => Success<Error, Shape>(Shape.Of(input.Size));

    private protected override void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to) => from.CopyTo(to);

    private protected override void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to) => ElementwiseKernels.Add(from, to);
}
