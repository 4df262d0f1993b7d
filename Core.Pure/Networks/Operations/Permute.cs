using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The axes of each example in another order, called Transpose in ONNX.</summary>
/// <param name="Order">Axis i of the output is axis <c>Order[i]</c> of the input; every axis once. The batch is no axis.</param>
public sealed record Permute(Arr<int> Order) : FixedLinear
{
    /// <inheritdoc/>
    public override string Kind => "permute";

    /// <inheritdoc/>
    public override string Text => $"permute axes {string.Join(" ", Order)}";

    private protected override Validation<Error, Shape> Output(Shape input) =>
        Order.Count == input.Dimensions.Count && Order.OrderBy(static i => i).SequenceEqual(Enumerable.Range(0, Order.Count))
            ? Success<Error, Shape>(new Shape(Order.Map(i => input.Dimensions[i])))
            : Fail<Error, Shape>(new Error.ParameterDomain(
                "The order of axes", $"[{string.Join(", ", Order)}]", $"each number from 0 to {input.Dimensions.Count - 1} once, for an input of shape {input}"));

    private protected override void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        Span<int> strides = stackalloc int[Order.Count];
        Span<int> index = stackalloc int[Order.Count];
        Strides(input, strides);
        index.Clear();
        for (var i = 0; i < to.Length; i++)
            to[i] = from[Next(output, strides, index)];
    }

    private protected override void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to)
    {
        Span<int> strides = stackalloc int[Order.Count];
        Span<int> index = stackalloc int[Order.Count];
        Strides(input, strides);
        index.Clear();
        for (var i = 0; i < from.Length; i++)
            to[Next(output, strides, index)] += from[i];
    }

    // The stride in the input of each axis of the output.
    private void Strides(Shape input, Span<int> strides)
    {
        for (var i = 0; i < strides.Length; i++)
        {
            strides[i] = 1;
            for (var axis = Order[i] + 1; axis < input.Dimensions.Count; axis++)
                strides[i] *= input.Dimensions[axis];
        }
    }

    // The place in the input of the current entry of the output; moves on to the next entry.
    private static int Next(Shape output, ReadOnlySpan<int> strides, Span<int> index)
    {
        var place = 0;
        for (var i = 0; i < index.Length; i++)
            place += index[i] * strides[i];
        for (var i = index.Length - 1; i >= 0 && ++index[i] == output.Dimensions[i]; i--)
            index[i] = 0;
        return place;
    }
}
