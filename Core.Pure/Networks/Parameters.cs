using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The parameters of a network: one flat vector and the layout that names its slices.</summary>
/// <remarks>Norms, perturbations, checkpoints and Hessian-vector products are flat-vector work; a layer's weight is a view.</remarks>
public sealed record Parameters
{
    private Parameters(Layout layout, Vector flat) => (Layout, Flat) = (layout, flat);

    /// <summary>The layout.</summary>
    public Layout Layout { get; }

    /// <summary>All parameters in the order of the layout.</summary>
    public Vector Flat { get; }

    /// <summary>Parameters with the given numbers.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="flat">As many finite numbers as the layout has parameters.</param>
    /// <returns>An error for a wrong length or a number that is not finite.</returns>
    public static Validation<Error, Parameters> Create(Layout layout, Vector flat)
    {
        if (flat.Length != layout.ParameterCount)
            return Fail<Error, Parameters>(new Error.ShapeMismatch("The parameter vector", $"{flat.Length}", $"{layout.ParameterCount}"));
        for (var i = 0; i < flat.Length; i++)
        {
            if (!double.IsFinite(flat[i]))
                return Fail<Error, Parameters>(new Error.NonFinite("The parameter vector", flat[i], $"index {i}"));
        }

        return Success<Error, Parameters>(new(layout, flat));
    }

    /// <summary>The same layout with other numbers, trusted to be of the right length.</summary>
    internal Parameters With(Vector flat) => new(Layout, flat);

    /// <summary>Wraps numbers that are known to fit.</summary>
    internal static Parameters Trusted(Layout layout, Vector flat) => new(layout, flat);

    /// <summary>The numbers of a block, row-major.</summary>
    /// <param name="block">A block of the layout.</param>
    public ReadOnlySpan<double> Of(Block block) => Flat.Span.Slice(block.Offset, block.Size);

    /// <summary>A block as a matrix: rows are output units or channels.</summary>
    /// <param name="block">A block of the layout.</param>
    public Matrix MatrixOf(Block block) => Matrix.Of(block.Rows, block.Columns, Of(block));

    /// <summary>The weight matrix of layer k.</summary>
    /// <param name="layer">From 0 to <see cref="Layout.Depth"/> - 1.</param>
    public Matrix Weight(int layer) => MatrixOf(Layout.Weights[layer]);
}
