using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Bounds;

/// <summary>What the bounds are made of, for a fully connected ReLU network on its examples, biases as weights of a constant unit; every constant is in these functions.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.12. The complexities are those of one output, with the norm of the largest row in place of the last layer's.</remarks>
internal sealed class BoundTerms
{
    private readonly Facts _facts;
    private readonly Matrix _inputs;
    private readonly double _frobenius;

    private BoundTerms(Facts facts, Matrix inputs)
    {
        (_facts, _inputs) = (facts, inputs);
        _frobenius = facts.Kernels.Norm(inputs.Span);
    }

    internal Facts Facts => _facts;

    internal int Count => _inputs.Rows;

    internal int Depth => _facts.Weights.Length;

    internal int OutputCount => _facts.Network.OutputCount;

    internal double InputFrobenius => _frobenius;

    /// <summary>H, the largest hidden width; 1 without hidden layers.</summary>
    internal int HiddenWidth => _facts.Weights.SkipLast(1).Select(static w => w.Rows).DefaultIfEmpty(1).Max();

    /// <summary>h, the largest of all layer sizes, input and output included.</summary>
    internal int Width => Math.Max(_facts.Network.InputSize, _facts.Weights.Max(static w => w.Rows));

    /// <summary>B, the largest Euclidean norm of an example.</summary>
    internal double Radius
    {
        get
        {
            var largest = 0.0;
            for (var i = 0; i < _inputs.Rows; i++)
                largest = Math.Max(largest, _facts.Kernels.Norm(_inputs.Row(i)));
            return largest;
        }
    }

    /// <summary>The terms, or why the theorems do not speak of this network.</summary>
    internal static Either<string, BoundTerms> Of(MeasureInput input)
    {
        foreach (var node in input.Network.Nodes)
        {
            var (applies, why) = node.Operation switch
            {
                Dense { Activation: not (Activation.Relu or Activation.Linear) } d => (false, $"uses {d.Activation.Text}"),
                Elementwise { Activation: not (Activation.Relu or Activation.Linear) } e => (false, $"uses {e.Activation.Text}"),
                Dense or Elementwise or Flatten or Reshape => (true, ""),
                _ => (false, $"is of kind {node.Operation.Kind}"),
            };
            if (!applies)
                return $"The theorem is about fully connected ReLU layers, but node '{node.Name}' {why}.";
        }

        foreach (var problem in ChainCheck.Problem(input.Network))
            return problem;
        return from bare in ConstantUnit.WithoutBiases(input)
               let facts = new Facts(bare)
               from layers in facts.Layers
               from outputs in facts.Outputs
               from data in facts.Data
               select new BoundTerms(facts, data.Inputs);
    }

    /// <summary>The norm of a group class: the layers before the last by (p, q), the last by its largest row.</summary>
    internal double GroupLevel(double p, double q) => Before(w => GroupNorm.Of(w, p, q)) * GroupNorm.Of(_facts.Weights[^1], p, double.PositiveInfinity);

    /// <summary>The factor of the complexity of a group class of norm 1: <c>(2 H^([1/p* - 1/q]_+))^(d-1) Rhat_lin(p)</c>.</summary>
    internal double GroupFactor(double p, double q)
    {
        var exponent = Math.Max(0, Inverse(LinearClass.Dual(p)) - Inverse(q));
        return Repeat(2 * (exponent == 0 ? 1 : exponent == 0.5 ? Math.Sqrt(HiddenWidth) : Elementary.Pow(HiddenWidth, exponent))) * LinearClass.Upper(_inputs, p);
    }

    internal Either<string, double> PathLevel(double p) => _facts.Paths(p, false).Map(static s => s.OutputMaximum);

    internal double FrobeniusLevel => Before(w => _facts.Kernels.Norm(w.Span)) * GroupNorm.Of(_facts.Weights[^1], 2, double.PositiveInfinity);

    /// <summary>Golowich, Rakhlin, Shamir for products of Frobenius norms: <c>(sqrt(2 ln 2 d) + 1) |X|_F / m</c>.</summary>
    internal double GolowichFrobeniusFactor => GolowichFrobenius(_inputs, Depth);

    internal static double GolowichFrobenius(Matrix inputs, int depth) => (Math.Sqrt(2 * Elementary.Log(2) * depth) + 1) * GroupNorm.Vector(inputs.Span, 2) / inputs.Rows;

    /// <summary>The same for products of (1, inf) norms: <c>2 sqrt(d + 1 + ln D) max_j |X_j|_2 / m</c>.</summary>
    internal double GolowichOneInfFactor => GolowichOneInf(_inputs, Depth);

    internal static double GolowichOneInf(Matrix inputs, int depth) =>
        2 * Math.Sqrt(depth + 1 + Elementary.Log(inputs.Columns)) * LinearClass.LargestColumn(inputs) / inputs.Rows;

    /// <summary>The Rademacher complexity of the loss class by covering numbers: <c>4/m + 24 |X|_F sqrt(ln 2h^2) ln m / (gamma m) R</c>.</summary>
    internal Either<string, double> SpectralRademacher(double gamma) => Complexity.Map(r =>
        (4.0 / Count) + (24 * _frobenius * Math.Sqrt(Elementary.Log(2.0 * Width * Width)) * Elementary.Log(Count) / (gamma * Count) * r));

    internal Either<string, double> SpectralPublished(double gamma, double delta) => Complexity.Map(r =>
        (8.0 / Count) + (72 * _frobenius * Elementary.Log(2.0 * Width) * Elementary.Log(Count) / (gamma * Count) * r) + (3 * Math.Sqrt(Elementary.Log(1 / delta) / (2.0 * Count))));

    internal Either<string, double> SpectralUniform(double gamma, double delta) =>
        from s in Upper
        from b in Distances
        select Uniform(s, b, gamma, delta);

    internal Either<string, double> PacBayesKl(double gamma) =>
        from s in Upper
        from n in _facts.Frobenius
        from ratios in SpectralMeasures.Ratios(n, s)
        select Kl(s, ratios, gamma);

    internal double PacBayesSlack(double kl, double delta) =>
        4 * Math.Sqrt((kl + Elementary.Log(6.0 * Depth / delta) + ((1 + (1 / (2.0 * Depth))) * Elementary.Log(Count))) / (Count - 1.0));

    /// <summary>The published expression with its unspecified constant set to 1.</summary>
    internal Either<string, double> PacBayesPublished(double gamma, double delta) =>
        from s in Upper
        from n in _facts.Frobenius
        from ratios in SpectralMeasures.Ratios(n, s)
        let product = ProductOfSquares(s)
        let width = Width * Elementary.Log((double)Depth * Width)
        select Math.Sqrt(((Radius * Radius * Depth * Depth * width * product * EntryValues.Squares(ratios).Sum()) + Elementary.Log(Depth * (double)Count / delta)) / (gamma * gamma * Count));

    // A bound needs a number that the norm does not exceed; every expression here grows with it.
    private Either<string, double[]> Upper => _facts.SpectralOfBlocks.Map(static s => System.Array.ConvertAll(s, static n => n.Upper));

    private Either<string, double> Complexity =>
        from s in Upper
        from b in Distances
        from _ in SpectralMeasures.Ratios(b, s)
        select SpectralMeasures.Complexity(b, s);

    // Without initial weights the reference matrices are zero, which the theorem allows: they only have to be chosen beforehand.
    private Either<string, double[]> Distances => _facts.Input.Initial.IsSome
        ? _facts.Deviations.Map(static d => System.Array.ConvertAll(d, static w => GroupNorm.Of(w, 2, 1)))
        : Right<string, double[]>(System.Array.ConvertAll(_facts.Weights, static w => GroupNorm.Of(w, 2, 1)));

    private double Uniform(double[] s, double[] b, double gamma, double delta)
    {
        double d = Depth, m = Count, sum = 0, logs = 0;
        for (var k = 0; k < s.Length; k++)
        {
            var term = (1 / d) + b[k];
            for (var j = 0; j < s.Length; j++)
                term *= j == k ? 1 : (1 / d) + s[j];
            var root = Math.Cbrt(term);
            sum += root * root;
            logs += Elementary.Log(2 + (d * b[k])) + Elementary.Log(2 + (d * s[k]));
        }

        return (8 / m) + (144 * Elementary.Log(m) * Elementary.Log(2.0 * Width) * (1 + _frobenius) / (gamma * m) * sum * Math.Sqrt(sum))
            + (Math.Sqrt(9 / (2 * m)) * Math.Sqrt(Elementary.Log(1 / delta) + Elementary.Log(2 * m / gamma) + (2 * Elementary.Log(2 + _frobenius)) + (2 * logs)));
    }

    private double Kl(double[] s, double[] ratios, double gamma)
    {
        var e = Elementary.Exp(1);
        return 42 * 42 * e * e / 2 * Depth * Depth * Radius * Radius * Width * Elementary.Log(4.0 * Width * Depth) * ProductOfSquares(s) * EntryValues.Squares(ratios).Sum() / (gamma * gamma);
    }

    private static double ProductOfSquares(double[] s) => s.Aggregate(ScaledProduct.One, static (p, x) => p.Times(x).Times(x)).Value;

    private double Before(Func<Matrix, double> norm) => _facts.Weights.SkipLast(1).Aggregate(ScaledProduct.One, (p, w) => p.Times(norm(w))).Value;

    private double Repeat(double factor)
    {
        var product = 1.0;
        for (var k = 1; k < Depth; k++)
            product *= factor;
        return product;
    }

    private static double Inverse(double x) => double.IsPositiveInfinity(x) ? 0 : 1 / x;
}
