using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>What a node of a network computes: one member of the family for each kind of layer.</summary>
/// <remarks>
/// A member is an immutable value; buffers belong to the tape. A batch is row-major, one example after the other. The four passes are
/// forward, backward (reverse mode), and their derivatives along a direction of the parameters, from which Hessian-vector products are made
/// (B. Pearlmutter, Fast Exact Multiplication by the Hessian, Neural Computation 6, 1994).
/// </remarks>
public abstract record Operation
{
    private protected Operation() { }

    /// <summary>The kind in lower camel case: "dense".</summary>
    public abstract string Kind { get; }

    /// <summary>A few words with the sizes and options that matter: "dense 50 relu with bias".</summary>
    public abstract string Text { get; }

    /// <summary>The shape that comes out for the shapes that go in.</summary>
    /// <param name="inputs">One shape per input.</param>
    /// <returns>Every error when the operation is not valid or the inputs do not fit.</returns>
    public abstract Validation<Error, Shape> Output(Arr<Shape> inputs);

    /// <summary>The blocks of parameters that it owns, in flat order.</summary>
    /// <param name="inputs">One shape per input, accepted by <see cref="Output"/>.</param>
    public abstract Arr<BlockShape> Blocks(Arr<Shape> inputs);

    /// <summary>The degrees of homogeneity of the output in every weight layer so far.</summary>
    /// <param name="inputs">One array per input: the degrees in the weight layers seen before; all of one length.</param>
    /// <param name="own">The number of own weight blocks; their degrees are appended.</param>
    /// <returns>The degrees in all weight layers up to this one, or the reason why there are none.</returns>
    public abstract Homogeneity Degrees(Arr<Arr<int>> inputs, int own);

    /// <summary>The doubles to keep from the forward to the other passes.</summary>
    internal virtual int SavedLength(Arr<Shape> inputs, int batch) => 0;

    /// <summary>Computes the output from inputs and parameters.</summary>
    internal abstract void Forward(NodeView node);

    /// <summary>Turns the cotangent of the output into those of the inputs, and puts the gradient of the parameters into the sink, if there is one.</summary>
    internal abstract void Backward(NodeView node);

    /// <summary>Computes the derivative of the output along the direction, from the tangents of the inputs and the direction's own blocks.</summary>
    internal abstract void ForwardTangent(NodeView node);

    /// <summary>The backward pass and its derivative: cotangents and their tangents for the inputs, gradient and Hessian products for the sinks.</summary>
    internal abstract void BackwardTangent(NodeView node);

    /// <summary>Adds the squared norms of the examples' gradients by the own parameters, after a backward pass.</summary>
    internal virtual void AddGradientNorms(NodeView node, Span<double> norms) { }

    /// <summary>Adds the inner products of the examples' gradients by the own parameters, batch x batch, after a backward pass.</summary>
    internal virtual void AddGram(NodeView node, Span<double> gram) { }

    /// <summary>Whether the consumer may multiply by the derivative of this node's activation while it computes this node's cotangent.</summary>
    internal virtual bool DerivativeIsMask => false;

    /// <summary>The slope of the mask when <see cref="DerivativeIsMask"/>.</summary>
    internal virtual double MaskSlope => 0;

    /// <summary>Whether the backward pass honors <see cref="NodeView.InputCotangentEpilogue"/>, masks included.</summary>
    internal virtual bool AppliesMasks => false;
}
