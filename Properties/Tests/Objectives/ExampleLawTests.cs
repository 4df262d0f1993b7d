using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ExampleLawTests
{
    private static readonly Tolerance RoundOff = new(1e-15, 1e-12, ToleranceScale.PerArray);

    [Fact]
    public void The_output_Gram_matrix_is_the_Jacobian_times_its_transpose() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var (count, outputs) = (objective.Data.Count, objective.Network.OutputCount);
        var rows = Enumerable.Range(0, count * outputs)
            .Select(row => objective.TransposedJacobianProduct(point, Matrix.Build(count, outputs, c => c[row] = 1)))
            .ToArray();
        var expected = rows.SelectMany(r => rows.Select(s => Dot(r, s))).ToArray();
        Assert.Equal(-1, RoundOff.FirstDifference(objective.OutputGram(point).Span, expected));
    });

    [Fact]
    public void The_Gram_matrix_and_the_norms_of_examples_are_those_of_the_gradients_of_their_losses() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var gradients = Enumerable.Range(0, objective.Data.Count)
            .Select(i => Valid(objective.On(objective.Data.Rows([i]))).Gradient(point))
            .ToArray();
        var expected = gradients.SelectMany(r => gradients.Select(s => Dot(r, s))).ToArray();
        Assert.Equal(-1, RoundOff.FirstDifference(objective.ExampleGram(point).Span, expected));
        var norms = gradients.Select(static g => Arithmetic.Kernels.Norm(g.Span)).ToArray();
        Assert.Equal(-1, RoundOff.FirstDifference(objective.ExampleGradientNorms(point).Span, norms));
    });

    [Fact]
    public void The_losses_of_the_examples_are_those_of_single_examples_and_sum_to_the_loss() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var losses = objective.PerExampleLosses(point);
        var alone = Enumerable.Range(0, objective.Data.Count).Select(i => Valid(objective.On(objective.Data.Rows([i]))).Value(point)).ToArray();
        Assert.Equal(-1, RoundOff.FirstDifference(losses.Span, alone));
        Assert.True(RoundOff.Accepts(losses.ToArray().Sum(), objective.Reduced(Reduction.Sum).Value(point)));
    });

    [Fact]
    public void The_Jacobian_and_its_transpose_are_adjoint() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var direction = Direction(objective, sample);
        var tangents = objective.JacobianVectorProduct(point, direction);
        var cotangent = Matrix.Of(tangents.Rows, tangents.Columns, sample.Gaussian(tangents.Span.Length));
        var left = Arithmetic.Kernels.Dot(cotangent.Span, tangents.Span);
        var pulled = objective.TransposedJacobianProduct(point, cotangent);
        var scale = Arithmetic.Kernels.Norm(pulled.Span);
        Assert.True(new Tolerance(1e-12 * scale, 0).Accepts(left, Dot(pulled, direction)));
    });
}
