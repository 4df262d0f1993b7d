using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N3: a homogeneous network and its normalized network classify alike.</summary>
public static class ScaleInvariance
{
    private const double AboveRoundOff = 1e-10;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N3",
        "scale invariance of the classifier",
        "The normalized network gives every example the sign, or the largest output, that the network itself gives it.",
        "sign f_V(x) = sign f_W(x); argmax f_V(x) = argmax f_W(x)",
        "homogeneous network, no layer is zero; examples whose output, or gap between the two largest, exceeds 1e-10 P |x|^deg_1, |x| taken with the constant 1 in networks with biases",
        "none",
        LawKind.Exact,
        Sources.TheoryIII("N3"),
        NetworkRecipes.HomogeneousClassifiers,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        var network = objective.Network;
        return network.Homogeneity.Match(
            degrees => network.Decompose(recipe.Parameters, numerics.Kernels).Checked(split => network.LogProductNorm(split.LayerNorms).Match(
                logarithm => Check(objective, recipe, split, degrees, logarithm),
                static reason => new Outcome.NotApplicable(reason))),
            static reason => new Outcome.NotApplicable(reason));
    }

    private static Outcome Check(Objective objective, NetworkRecipe recipe, LayerDecomposition split, Arr<int> degrees, double logProduct)
    {
        var (outputs, normalized) = (objective.Evaluate(recipe.Parameters).Outputs, objective.Evaluate(split.Directions).Outputs);
        if (!double.IsFinite(Terms.Size(outputs.Span)))
            return new Outcome.NotApplicable("the outputs exceed the range of doubles");
        return Outcome.All(Enumerable.Range(0, outputs.Rows).Select(i =>
        {
            var bound = Bound(objective, i, degrees[0], logProduct);
            return outputs.Columns == 1
                ? Sign(outputs[i, 0], normalized[i, 0], bound, i)
                : Largest(outputs.Row(i), normalized.Row(i), bound, i);
        }));
    }

    // Outputs of normalized networks are at most |x|^deg; the factor P is applied by its logarithm.
    private static double Bound(Objective objective, int example, int degree, double logProduct)
    {
        var norm = objective.Numerics.Kernels.Norm(objective.Data.Inputs.Row(example));
        norm = objective.Network.Layout.Weights.Count < objective.Network.Layout.Blocks.Count ? Math.Sqrt((norm * norm) + 1) : norm;
        var size = Math.Max(Elementary.Log(norm), degree * Elementary.Log(norm));
        return Math.Max(AboveRoundOff * Elementary.Exp(logProduct + size), 1e-290);
    }

    private static Outcome Sign(double output, double normalized, double bound, int example) => Math.Abs(output) > bound
        ? Outcome.Equal(Math.Sign(normalized), Math.Sign(output), 0, $"example {example}")
        : new Outcome.NotApplicable("the output is round-off");

    private static Outcome Largest(ReadOnlySpan<double> outputs, ReadOnlySpan<double> normalized, double bound, int example)
    {
        var best = 0;
        for (var j = 1; j < outputs.Length; j++)
            best = outputs[j] > outputs[best] ? j : best;
        for (var j = 0; j < outputs.Length; j++)
        {
            if (j != best && !(outputs[best] - outputs[j] > bound))
                return new Outcome.NotApplicable("the two largest outputs differ by round-off");
        }

        for (var j = 0; j < outputs.Length; j++)
        {
            if (normalized[j] > normalized[best])
                return new Outcome.Violated(j, best, $"argmax of example {example}");
        }

        return Outcome.Held;
    }
}
