using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C33, C34, C35: the operator of a convolution and the numbers that are said to be its norm.</summary>
public static class ConvolutionLaws
{
    /// <summary>C33.</summary>
    public static Law<ConvolutionRecipe> Operator { get; } = new(
        "C33",
        "convolution operator = unrolled matrix",
        "The operator of a convolution with its padding and stride and its adjoint are transposes; power iteration finds the largest singular value of the unrolled matrix, and Frobenius, row and l_1 norms are those of its visible rows.",
        "<A x, y> = <x, A^T y>; sigma_max by power iteration = sigma_max of the unrolled matrix",
        "power iteration: squares of the first two singular values at least 1 % apart",
        "1e-9 relative by power iteration, 1e-10 for the adjoint, 1e-12 for other norms",
        LawKind.Exact,
        CapacitySources.Circular("C33"),
        ConvolutionRecipe.Any,
        CheckOperator,
        static r => r.ToString());

    /// <summary>C34.</summary>
    public static Law<ConvolutionRecipe> Fourier { get; } = new(
        "C34",
        "Fourier value of a kernel",
        "At stride 1 and circular padding the largest singular value over frequencies is the norm of the operator; under zero padding the same value is another number than the norm.",
        "max over frequencies of sigma_max = sigma_max(A) on the torus; not so for zero padding",
        "control: 3 x 3 kernels, stride 1, zero padding of 1 (small kernels without padding can agree by coincidence)",
        "1e-10 relative; control: differs by more than 1e-6 relative",
        LawKind.Exact,
        CapacitySources.Circular("C34"),
        ConvolutionRecipe.Any,
        CheckFourier,
        static r => r.ToString());

    /// <summary>C35.</summary>
    public static Law<ConvolutionRecipe> Sandwich { get; } = new(
        "C35",
        "convolution operator between multiples of reshaped kernels",
        "The norm of the operator is at least that of the reshaped kernel where some place sees the whole kernel, and at most sqrt(ceil(kh/s) ceil(kw/s)) times it, and at most sqrt(kh kw) times the smallest norm of four unfoldings.",
        "sigma(reshape) <= sigma(A) <= sqrt(ceil(kh/s) ceil(kw/s)) sigma(reshape); sigma(A) <= sqrt(kh kw) min over unfoldings",
        "lower: a place that is not clipped; upper: zero padding, or circular padding that covers no pixel more than ceil(k/s) times",
        "1e-9 relative",
        LawKind.Inequality,
        CapacitySources.Unfoldings("C35"),
        ConvolutionRecipe.Any,
        CheckSandwich,
        static r => r.ToString());

    private static Outcome CheckOperator(NumericsPolicy numerics, ConvolutionRecipe recipe) => ConvolutionOperator.Of(recipe.Convolution, recipe.Input, recipe.Kernel, numerics.Kernels).Checked(a =>
    {
        var key = new Key(recipe.Seed);
        var (x, y, image, adjoint) = (new double[a.Columns], new double[a.Rows], new double[a.Rows], new double[a.Columns]);
        Draws.Gaussian(key.For("x"), RandomStream.Measurement, 0, x);
        Draws.Gaussian(key.For("y"), RandomStream.Measurement, 0, y);
        a.Apply(x, image);
        a.Adjoint(y, adjoint);
        var unrolled = ConvolutionOperator.Unrolled(a);
        return numerics.Decompositions.SingularValues(unrolled).Checked(singular => Norms(numerics, recipe, false).Checked(norms => Outcome.All([
            Outcome.Equal(Probing.Dot(image, y), Probing.Dot(x, adjoint), 1e-10 * Probing.SumOfSizes(image, y), "<A x, y>"),
            Close.Equal(norms.OperatorFrobeniusSquared, Probing.Dot(unrolled.Span, unrolled.Span), 1e-12, "squared Frobenius norm"),
            Close.Equal(norms.OperatorRowSum, GroupNorm.Of(unrolled, 2, 1), 1e-12, "(2,1) norm"),
            Close.Equal(norms.OperatorOneInf, GroupNorm.Of(unrolled, 1, double.PositiveInfinity), 1e-12, "(1,inf) norm"),
            Close.AtMost(singular[0], norms.Operator.Upper, 1e-12, "certified upper end"),
            singular.Length > 1 && singular[1] * singular[1] > 0.99 * singular[0] * singular[0]
                ? new Outcome.NotApplicable("the first two singular values are too close for power iteration")
                : Close.Equal(norms.Operator.Value, singular[0], 1e-9, "norm by power iteration"),
        ])));
    });

    private static Outcome CheckFourier(NumericsPolicy numerics, ConvolutionRecipe recipe)
    {
        var torus = ConvolutionNorms.Of(recipe.OnTorus, recipe.Input, recipe.Kernel, numerics, new Key(recipe.Seed)).Checked(norms =>
            Close.Equal(norms.Circular.OrNaN, norms.Operator.Value, 1e-10, "on the torus"));
        var ordinary = recipe with { Circular = false, Stride = 1, Pad = 1, KernelHeight = 3, KernelWidth = 3 };
        return Outcome.All([
            torus,
            Norms(numerics, ordinary, true).Checked(norms => Outcome.AtMost(1e-6, Math.Abs((norms.Circular.OrNaN / norms.Operator.Value) - 1), 0, "Fourier value against the norm at zero padding")),
        ]);
    }

    private static Outcome CheckSandwich(NumericsPolicy numerics, ConvolutionRecipe recipe) => Norms(numerics, recipe, true).Checked(norms => Outcome.All([
        recipe.HasUnclippedPlace
            ? Outcome.AtMost(norms.ReshapedSpectral, norms.Operator.Value, 1e-9 * norms.Operator.Value, "from below")
            : new Outcome.NotApplicable("every place is clipped"),
        norms.BoundsHold ? Close.AtMost(norms.Operator.Value, norms.OverlapBound, 1e-9, "overlap") : new Outcome.NotApplicable("circular padding covers a pixel too often"),
        norms.BoundsHold ? Close.AtMost(norms.Operator.Value, norms.UnfoldBound, 1e-9, "unfoldings") : new Outcome.NotApplicable("circular padding covers a pixel too often"),
    ]));

    private static LanguageExt.Either<Error, ConvolutionNorms> Norms(NumericsPolicy numerics, ConvolutionRecipe recipe, bool unroll) =>
        ConvolutionNorms.Of(recipe.Convolution, recipe.Input, recipe.Kernel, numerics, new Key(recipe.Seed), unroll: unroll);
}
