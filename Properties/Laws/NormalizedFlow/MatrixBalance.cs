using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N7: how one gradient step changes the matrix balance of a linear network, exactly.</summary>
public static class MatrixBalance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N7",
        "matrix balance",
        "In a linear network a step of gradient descent on any batch changes the matrix W_(k+1)^T W_(k+1) - W_k W_k^T by eta^2 times the same expression in the gradients.",
        "M_k' - M_k = eta^2 (G_(k+1)^T G_(k+1) - G_k G_k^T)",
        "linear dense layers in a row; a rule that steps along the gradient, without weight decay",
        "1e-12 max(rho^2, rho'^2), the larger of both layers",
        LawKind.Exact,
        Sources.DuHuLee("N7"),
        TrainingRecipes.LinearGradientSteps,
        static (numerics, recipe) => GradientStep.Checked(numerics, recipe, Check),
        static r => r.ToString());

    private static Outcome Check(GradientStep step)
    {
        if (step.Keep != 1)
            return new Outcome.NotApplicable("the rule has weight decay");
        if (step.Network.Depth < 2)
            return new Outcome.NotApplicable("there is no hidden layer");
        if (step.Network.Nodes.Exists(static n => n.Operation is not Dense { Activation: Activation.Linear }))
            return new Outcome.NotApplicable("the network is not a chain of linear dense layers");
        return step.Network.MatrixBalances(step.Before).Checked(before =>
        {
            var (after, squares) = (step.Network.MatrixBalances(step.After).Made(), step.Network.MatrixBalances(step.Descent).Made());
            return Outcome.All(before.Map((k, matrix) => Outcome.Equal(
                after[k].Span, Moved(matrix, squares[k], step.Factor * step.Factor), RelativeTolerance * Math.Max(step.LargestSquare(k), step.LargestSquare(k + 1)), $"M_{k + 1}")));
        });
    }

    private static double[] Moved(Matrix matrix, Matrix change, double factor)
    {
        var sum = new double[matrix.Span.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = Math.FusedMultiplyAdd(factor, change.Span[i], matrix.Span[i]);
        return sum;
    }
}
