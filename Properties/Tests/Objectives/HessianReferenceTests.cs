using System.Text.Json;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class HessianReferenceTests
{
    [Fact]
    public void Losses_gradients_curvature_products_and_spectra_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("stagnation", "hvp.json"))
        {
            var input = reference.GetProperty("input");
            var (objective, parameters) = Stagnation(input);
            var direction = Vector.Of(ReferenceFiles.Flat(input.GetProperty("v")));
            var check = new StagnationCheck(reference);
            var product = objective.HessianVectorProduct(parameters, direction);
            var hessian = objective.Hessian(parameters);
            check.Member("p", [objective.Network.ParameterCount]);
            check.Member("loss", [objective.Value(parameters)]);
            check.Member("gradient", objective.Gradient(parameters).Span);
            check.Member("hvp", product.Span);
            check.Member("gaussNewtonVp", objective.GaussNewtonProduct(parameters, direction).Span);
            check.Member("hessianEigenvalues", Eigenvalues(hessian));
            check.Member("gaussNewtonEigenvalues", Eigenvalues(objective.GaussNewton(parameters)));
            check.Member("trace", [Enumerable.Range(0, hessian.Rows).Sum(i => hessian[i, i])]);
            check.Member("frobenius", [Arithmetic.Kernels.Norm(hessian.Span)]);
            check.Member("directionalCurvature", [Dot(direction, product) / Dot(direction, direction)]);
        }
    }

    [Fact]
    public void At_interpolation_the_hessian_is_the_Gauss_Newton_matrix_and_its_rank_is_at_most_the_number_of_residuals()
    {
        foreach (var reference in ReferenceFiles.Cases("stagnation", "hvp.json"))
        {
            if (!reference.GetProperty("expected").TryGetProperty("rankUpperBound", out var bound))
                continue;
            var (objective, parameters) = Stagnation(reference.GetProperty("input"));
            var values = Eigenvalues(objective.Hessian(parameters));
            Assert.Equal(bound.GetInt32(), objective.Data.Count * objective.Network.OutputCount);
            Assert.InRange(values.Count(v => Math.Abs(v) > 1e-9 * values[^1]), 1, bound.GetInt32());
            new StagnationCheck(reference).Compare("hessianEigenvalues", Eigenvalues(objective.GaussNewton(parameters)), values);
        }
    }

    [Fact]
    public void The_block_of_a_dead_neuron_is_a_saddle_made_of_the_mean_slope_times_input()
    {
        foreach (var reference in ReferenceFiles.Cases("stagnation", "hvp.json"))
        {
            var input = reference.GetProperty("input");
            if (!input.TryGetProperty("deadIndices", out var member))
                continue;
            var (objective, parameters) = Stagnation(input);
            var check = new StagnationCheck(reference);
            var dead = ReferenceFiles.Integers(member);
            var hessian = objective.Hessian(parameters);
            check.Member("deadBlockEigenvalues", Eigenvalues(Matrix.Build(dead.Length, dead.Length, block =>
            {
                for (var i = 0; i < block.Length; i++)
                    block[i] = hessian[dead[i / dead.Length], dead[i % dead.Length]];
            })));

            // The cotangent is minus the slope of the declared mean, phi'(0) = 1.
            var arena = objective.At(parameters, out _);
            var c = new double[objective.Data.InputSize];
            for (var n = 0; n < objective.Data.Count; n++)
                for (var j = 0; j < c.Length; j++)
                    c[j] -= arena.Head.Cotangent[n] * objective.Data.Inputs[n, j];
            check.Member("c", c);
        }
    }

    [Fact]
    public void The_hessian_maps_the_generator_of_rescaling_to_minus_the_sign_flipped_gradient()
    {
        foreach (var reference in ReferenceFiles.Cases("stagnation", "hvp.json"))
        {
            var input = reference.GetProperty("input");
            if (!input.TryGetProperty("signs", out var member))
                continue;
            var (objective, parameters) = Stagnation(input);
            var signs = ReferenceFiles.Flat(member);
            var gradient = objective.Gradient(parameters);
            var product = objective.HessianVectorProduct(parameters, Vector.Of(ReferenceFiles.Flat(input.GetProperty("v"))));
            new StagnationCheck(reference).Compare("hvp", product.Span, [.. signs.Select((s, i) => -s * gradient[i])]);
        }
    }

    private static double[] Eigenvalues(Matrix symmetric) => Valid(Arithmetic.Decompositions.SymmetricEigen(symmetric)).Values.ToArray();

    private static double Dot(Vector x, Vector y) => Arithmetic.Kernels.Dot(x.Span, y.Span);
}
