using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>N35: what norm-minimizing descent leaves of the part of the start that the data do not see.</summary>
public static class NullSpaceFactor
{
    private const double RelativeTolerance = 1e-10;

    /// <summary>The law.</summary>
    public static Law<LeastSquaresRecipe> Law { get; } = new(
        "N35",
        "null-space factor of norm-minimizing descent",
        "Norm-minimizing descent and the iteration of Halpern on least squares multiply the component of the start in the null space of A by the product of 1 - lambda_k: 1/(K + 1) for lambda_k = 1/(k + 2), "
            + "but (K + 2) / (2 (K + 1)), which tends to one half, for the summable lambda_k = 1/(k + 2)^2, and 1 for plain gradient descent, which ends at the projection of its start.",
        "P_null x_K = prod_k (1 - lambda_k) P_null x_0",
        "fewer equations than unknowns",
        "1e-10 |x_0|",
        LawKind.Exact,
        Sources.TheoryIII("N35"),
        LeastSquaresRecipe.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LeastSquaresRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        var (a, start) = (objective.Data.Inputs, recipe.Start);
        double count = recipe.StepCount;
        return Projected(numerics, a, start).Checked(before => Outcome.All(
            from pair in new (Rule Rule, double Factor)[]
            {
                (new NormMinimizingDescent(2, 1), 1 / (count + 1)), (new Halpern(2, 1), 1 / (count + 1)),
                (new NormMinimizingDescent(2, 2), (count + 2) / (2 * (count + 1))), (new Halpern(2, 2), (count + 2) / (2 * (count + 1))),
                (new GradientDescent(), 1),
            }
            let rule = pair.Rule
            let factor = pair.Factor
            select Follow(objective, rule, recipe).Bind(end => Projected(numerics, a, end)).Checked(after => Outcome.Equal(
                after.Span, Scaled(before, factor).Span, RelativeTolerance * numerics.Kernels.Norm(start.Span), rule.Text))));
    }

    private static Either<Error, Vector> Follow(Objective objective, Rule rule, LeastSquaresRecipe recipe)
    {
        // The inverse of the squared Frobenius norm is below that of the curvature.
        var eta = 1 / Probing.Dot(objective.Data.Inputs.Span, objective.Data.Inputs.Span);
        var start = Parameters.Create(objective.Network.Layout, recipe.Start).Made();
        return from plan in Plan.Create(objective, rule, new Constant(eta), recipe.StepCount, stoppingRules: Arr<StoppingRule>.Empty).ToEither().MapLeft(static errors => errors[0])
               from state in Run.Start(plan, start, new Key(recipe.Seed))
               from run in Run.Continue(plan, state)
               select run.Final.Parameters.Flat;
    }

    /// <summary><c>x - A^T (A A^T)^-1 A x</c>.</summary>
    private static Either<Error, Vector> Projected(NumericsPolicy numerics, Matrix a, Vector x)
    {
        var (rows, columns) = (a.Rows, a.Columns);
        var gram = Matrix.Build(rows, rows, g => numerics.Kernels.Multiply(new Product(rows, rows, columns, TransposeB: true), a.Span, a.Span, g));
        var image = Matrix.Build(rows, 1, b => numerics.Kernels.Multiply(new Product(rows, 1, columns), a.Span, x.Span, b));
        return numerics.Decompositions.Solve(gram, image).Map(solved => Vector.Build(columns, target =>
        {
            for (var i = 0; i < columns; i++)
            {
                target[i] = x[i];
                for (var n = 0; n < rows; n++)
                    target[i] = Math.FusedMultiplyAdd(-a[n, i], solved[n, 0], target[i]);
            }
        }));
    }

    private static Vector Scaled(Vector x, double factor) => Vector.Build(x.Length, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = factor * x[i];
    });
}
