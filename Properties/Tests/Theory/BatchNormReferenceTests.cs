using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class BatchNormReferenceTests
{
    [Fact]
    public void Outputs_and_gradients_before_and_after_scaling_rows_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "batch_norm.json"))
        {
            var input = reference.GetProperty("input");
            Vector Numbers(string name) => Vector.Of(ReferenceFiles.Flat(input.GetProperty(name)));
            var (x, y, w, scale) = (ReferenceObjective.MatrixOf(input.GetProperty("x")), Numbers("y"), ReferenceObjective.MatrixOf(input.GetProperty("w")), Numbers("rowScale"));
            var epsilon = input.GetProperty("epsilon").GetDouble();
            var model = new BatchNormalizedUnits(w, Numbers("gain"), Numbers("shift"), Numbers("u"));
            var scaled = model with
            {
                Weights = Matrix.Build(w.Rows, w.Columns, target =>
            {
                for (var i = 0; i < target.Length; i++)
                    target[i] = scale[i / w.Columns] * w.Span[i];
            })
            };
            var check = new ReferenceCheck(reference);
            var outputs = ReferenceObjective.Valid(model.Outputs(x, epsilon));
            var gradient = ReferenceObjective.Valid(model.Gradient(x, y, epsilon));
            check.Array("outputs", outputs.Span);
            check.Array("loss", [Enumerable.Range(0, y.Length).Sum(n => Math.Exp(-y[n] * outputs[n]))]);
            check.Array("gradW", gradient.Span);
            check.Array("outputsScaled", ReferenceObjective.Valid(scaled.Outputs(x, epsilon)).Span);
            check.Array("gradWScaled", ReferenceObjective.Valid(scaled.Gradient(x, y, epsilon)).Span);
            check.Array("rowInner", [.. Enumerable.Range(0, w.Rows).Select(j => Enumerable.Range(0, w.Columns).Sum(i => w[j, i] * gradient[j, i]))]);
        }
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss_with_and_without_epsilon() => Sample.ForAll(100, static sample =>
    {
        var (x, w) = (Matrix.Of(9, 3, sample.Gaussian(27)), sample.Gaussian(6));
        var y = Vector.Of([.. Enumerable.Range(0, 9).Select(_ => sample.Element(-1.0, 1.0))]);
        var model = new BatchNormalizedUnits(Matrix.Of(2, 3, w), Vector.Of(sample.Gaussian(2)), Vector.Of(5, 4), Vector.Of(sample.Gaussian(2)));
        foreach (var epsilon in new[] { 0, 0.1 })
        {
            var gradient = ReferenceObjective.Valid(model.Gradient(x, y, epsilon));
            double Loss(int i, double step)
            {
                var moved = (double[])w.Clone();
                moved[i] += step;
                var f = ReferenceObjective.Valid((model with { Weights = Matrix.Of(2, 3, moved) }).Outputs(x, epsilon));
                return Enumerable.Range(0, 9).Sum(n => Math.Exp(-y[n] * f[n]));
            }

            var size = gradient.Span.ToArray().Max(Math.Abs) + Loss(0, 0);
            for (var i = 0; i < 6; i++)
                Assert.True(Math.Abs(((Loss(i, 1e-6) - Loss(i, -1e-6)) / 2e-6) - gradient.Span[i]) < 1e-6 * size, $"coordinate {i}, epsilon {epsilon}");
        }
    });

    [Fact]
    public void A_unit_that_does_not_vary_over_the_batch_is_refused_unless_epsilon_is_positive()
    {
        var model = new BatchNormalizedUnits(Matrix.Of(1, 1, 1), Vector.Of(1), Vector.Of(0), Vector.Of(1));
        Assert.True(model.Outputs(Matrix.Of(2, 1, 3, 3)).IsLeft);
        Assert.True(model.Outputs(Matrix.Of(2, 1, 3, 3), 1e-5).IsRight);
    }
}
