using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ObjectiveLawTests
{
    private static readonly Tolerance RoundOff = new(0, 1e-11, ToleranceScale.PerArrayAtLeastOne);

    private static readonly Tolerance Difference = new(0, 2e-8, ToleranceScale.PerArrayAtLeastOne);

    private static void Agree(Tolerance tolerance, ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, string what)
    {
        var at = tolerance.FirstDifference(actual, expected);
        Assert.True(at < 0, at < 0 ? "" : $"{what} at {at}: {actual[at]:R} but {expected[at]:R} expected");
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_value() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = Differentiable(sample);
        var direction = Direction(objective, sample);
        var slope = Slope(step => [objective.Value(Moved(point, direction, step))]);
        var value = objective.Value(point);
        Agree(new(2e-8 * value, 2e-8, ToleranceScale.PerArrayAtLeastOne), [Dot(objective.Gradient(point), direction)], slope, objective.Loss.Name);
    });

    [Fact]
    public void The_log_gradient_is_the_slope_of_psi() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = LogDifferentiable(sample);
        var direction = Direction(objective, sample);
        var slope = Slope(step => [objective.Statistics(Moved(point, direction, step)).Psi]);
        Agree(Difference, [Dot(Valid(objective.LogGradient(point)), direction)], slope, objective.Loss.Name);
    });

    [Fact]
    public void The_Hessian_product_is_the_slope_of_the_gradient() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = Differentiable(sample);
        var direction = Direction(objective, sample);
        var slope = Slope(step => objective.Gradient(Moved(point, direction, step)).ToArray());
        var scale = Arithmetic.Kernels.Norm(objective.Gradient(point).Span);
        Agree(new(2e-8 * scale, 2e-8, ToleranceScale.PerArrayAtLeastOne), objective.HessianVectorProduct(point, direction).Span, slope, objective.Loss.Name);
    });

    [Fact]
    public void The_log_Hessian_product_is_the_slope_of_the_log_gradient() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = LogDifferentiable(sample);
        var direction = Direction(objective, sample);
        var slope = Slope(step => Valid(objective.LogGradient(Moved(point, direction, step))).ToArray());
        var scale = Arithmetic.Kernels.Norm(Valid(objective.LogGradient(point)).Span);
        Agree(
            new(2e-8 * scale, 2e-8, ToleranceScale.PerArrayAtLeastOne),
            Valid(objective.LogHessianVectorProduct(point, direction)).Span,
            slope,
            objective.Loss.Name);
    });

    [Fact]
    public void The_Hessian_and_its_Gauss_Newton_part_are_symmetric() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Any(sample);
        var (u, v) = (Direction(objective, sample), Direction(objective, sample));
        foreach (var curvature in Enum.GetValues<Curvature>())
        {
            if (curvature == Curvature.LogHessian && !objective.Loss.IsExponentialType)
                continue;
            var multiply = objective.CurvatureProduct(point, curvature);
            var (left, right) = (multiply(v), multiply(u));
            var scale = Math.Max(Arithmetic.Kernels.Norm(left.Span), Arithmetic.Kernels.Norm(right.Span));
            Agree(new(1e-12 * scale, 0), [Dot(u, left)], [Dot(v, right)], $"{objective.Loss.Name} {curvature}");
        }
    });

    [Fact]
    public void The_Hessian_of_psi_is_that_of_the_loss_and_the_square_of_the_gradient() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = LogDifferentiable(sample);
        objective = objective.Reduced(Reduction.Sum);
        var (direction, loss) = (Direction(objective, sample), objective.Value(point));
        var gradient = Valid(objective.LogGradient(point));
        var along = Dot(gradient, direction);
        var product = objective.HessianVectorProduct(point, direction);
        var expected = product.ToArray().Select((x, i) => (gradient[i] * along) - (x / loss)).ToArray();
        Agree(RoundOff, Valid(objective.LogHessianVectorProduct(point, direction)).Span, expected, objective.Loss.Name);
    });

    [Fact]
    public void Without_residuals_the_Hessian_is_the_Gauss_Newton_matrix() => Sample.ForAll(100, static sample =>
    {
        var loss = sample.Element<Loss>(Loss.Half, Loss.Square, new Loss.Robust());
        var (objective, point) = Of(sample, loss, new Activation.Tanh(), BiasPlacement.All);
        var outputs = objective.Evaluate(point).Outputs;
        var data = Valid(Data.Dataset.Create("interpolated", objective.Data.Inputs, new Data.Targets.Values(outputs), ""));
        var interpolating = Valid(objective.On(data));
        var direction = Direction(objective, sample);
        Assert.Equal(0, interpolating.Value(point));
        Agree(RoundOff, interpolating.HessianVectorProduct(point, direction).Span, interpolating.GaussNewtonProduct(point, direction).Span, loss.Name);
    });

    [Fact]
    public void Of_a_linear_model_the_Hessian_is_the_Gauss_Newton_matrix() => Sample.ForAll(100, static sample =>
    {
        var (objective, point) = Scalable(sample);
        if (objective.Network.Depth > 1)
            return;
        var direction = Direction(objective, sample);
        Agree(RoundOff, objective.HessianVectorProduct(point, direction).Span, objective.GaussNewtonProduct(point, direction).Span, objective.Loss.Name);
    });

    [Fact]
    public void Each_layer_sees_the_radial_sum_times_its_degree() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = Scalable(sample);
        var arena = objective.At(point, out var statistics);
        var direction = new double[objective.Network.ParameterCount];
        arena.Backward(Sink.Store(direction));
        var degrees = objective.Network.Homogeneity.Match(static d => d.ToArray(), static _ => []);
        for (var k = 0; k < degrees.Length; k++)
        {
            var block = objective.Network.Layout.Weights[k];
            var inner = Arithmetic.Kernels.Dot(point.Of(block), direction.AsSpan(block.Offset, block.Size));
            Agree(RoundOff, [inner], [degrees[k] * statistics.RadialSum], objective.Loss.Name);
        }
    });

    [Fact]
    public void The_radial_sum_is_psi_plus_the_entropy_of_the_weights() => Sample.ForAll(300, static sample =>
    {
        var (objective, _) = Of(sample, new Loss.Exponential(), new Activation.Relu(), BiasPlacement.None);
        if (objective.Network.OutputCount > 1)
            return;
        var statistics = objective.Statistics(Point(objective, sample, sample.Element(1e-3, 1, 10, 1e4)));
        Assert.InRange(statistics.WeightEntropy, 0, Math.Log(statistics.Count) + 1e-12);
        Agree(RoundOff, [statistics.RadialSum], [statistics.Psi + statistics.WeightEntropy], "R");
    });

    [Fact]
    public void A_mean_is_the_sum_divided_by_the_number_of_examples() => Sample.ForAll(200, static sample =>
    {
        var (objective, point) = Any(sample);
        var (sum, mean) = (objective.Reduced(Reduction.Sum), objective.Reduced(Reduction.Mean));
        var (ofSum, ofMean) = (sum.Statistics(point), mean.Statistics(point));
        var direction = Direction(objective, sample);
        double[] Times(Vector v) => [.. v.ToArray().Select(x => x * ofSum.Count)];
        Agree(RoundOff, [ofMean.Loss * ofSum.Count], [ofSum.Loss], "loss");
        Agree(RoundOff, Times(mean.Gradient(point)), sum.Gradient(point).Span, "gradient");
        Agree(RoundOff, Times(mean.HessianVectorProduct(point, direction)), sum.HessianVectorProduct(point, direction).Span, "Hessian product");
        Agree(RoundOff, Times(mean.GaussNewtonProduct(point, direction)), sum.GaussNewtonProduct(point, direction).Span, "Gauss-Newton product");
        if (objective.Loss.IsExponentialType)
            Assert.Equal(ofSum with { Loss = ofMean.Loss }, ofMean);
    });
}
