using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>Sums over all paths of a network by recursions over its graph, one pass over the edges each.</summary>
/// <remarks>
/// Neyshabur, Tomioka, Srebro, Norm-Based Capacity Control in Neural Networks, arXiv:1503.00036; pooling as in Gonon, Brisebarre, Riccietti, Gribonval, A Path-Norm
/// Toolkit for Modern Networks, arXiv:2310.01225; docs/theory/capacity-and-path.md, 2.4 and 3. Recurrences are unrolled; an average pool over n places has edges of
/// weight 1/n. p = 1, 2, 3 and infinity use products, sums and maxima alone, so that rescaling by powers of two changes no bit.
/// </remarks>
public static class PathSumsModule
{
    extension(Network network)
    {
        /// <summary>The sums of the products of |w|^p over the paths into each output.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="p">1 or more, or infinity for the maximum over paths.</param>
        /// <param name="biases">Whether biases start paths.</param>
        /// <param name="rule">How max pools enter.</param>
        /// <param name="inputs">Positive weights of the input units in place of ones; empty for ones.</param>
        /// <returns>The sums, or an unsupported error that names the node which has none, or a parameterDomain error.</returns>
        public Either<Error, PathSums> PathSums(Parameters parameters, double p, bool biases = true, MaxPoolRule rule = MaxPoolRule.Sum, ReadOnlySpan<double> inputs = default) =>
            Of(network, parameters, p, biases, rule, inputs, new PathArena());

        /// <summary>The number of paths: the same recursion with every weight 1, zero weights and the shares of average pools included.</summary>
        /// <param name="biases">Whether biases start paths.</param>
        /// <returns>The count as a sum with p = 1, or an unsupported error.</returns>
        public Either<Error, PathSums> PathCount(bool biases = true) => Count(network, biases, new PathArena());

        /// <summary>The path conditioner kappa of every parameter: the sum over its edges of (in out)^(2/p); for p = 2 half the second derivative of phi_2^2.</summary>
        /// <remarks>Neyshabur, Salakhutdinov, Srebro, Path-SGD, arXiv:1506.02617; docs/theory/capacity-and-path.md, 3. Parameters that sit on edges one after the
        /// other in a path (recurrent weights) get the first term, kappa1. Max pools count every antecedent. Infinite above the range of doubles.</remarks>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="p">1 or more, or infinity.</param>
        /// <returns>As long as the parameter vector; an unsupported error that names the node which has no paths.</returns>
        public Either<Error, Vector> PathConditioner(Parameters parameters, double p) =>
            !(p >= 1)
                ? Left<Error, Vector>(new Error.ParameterDomain("The exponent of the path conditioner", FormattableString.Invariant($"{p:R}"), "1 or more"))
                : PathGraph.Of(network).Match(graph => Right<Error, Vector>(Kappa(graph, parameters, p)), static why => Left<Error, Vector>(Missing(why)));
    }

    /// <summary>The sums with room that several requests share.</summary>
    internal static Either<Error, PathSums> Of(Network network, Parameters parameters, double p, bool biases, MaxPoolRule rule, ReadOnlySpan<double> inputs, PathArena arena)
    {
        if (!(p >= 1))
            return Left<Error, PathSums>(new Error.ParameterDomain("The exponent of a path norm", FormattableString.Invariant($"{p:R}"), "1 or more"));
        if (!inputs.IsEmpty && inputs.Length != network.InputSize)
            return Left<Error, PathSums>(new Error.ShapeMismatch("The list of input weights", $"{inputs.Length}", $"{network.InputSize}, one for each feature,"));
        return Sums(network, arena.Powers(parameters.Flat.Span, p), p, biases, rule, inputs, arena);
    }

    /// <summary>The number of paths with room that several requests share.</summary>
    internal static Either<Error, PathSums> Count(Network network, bool biases, PathArena arena) =>
        Sums(network, arena.Ones(network.ParameterCount), 0, biases, MaxPoolRule.Sum, [], arena).Map(static counted => counted with { P = 1 });

    private static Either<Error, PathSums> Sums(Network network, double[] powers, double p, bool biases, MaxPoolRule rule, ReadOnlySpan<double> inputs, PathArena arena)
    {
        var graph = PathGraph.Of(network).MatchUnsafe<PathGraph?>(static g => g, static _ => null);
        if (graph is null)
            return Left<Error, PathSums>(Missing(PathGraph.Of(network).Match(static _ => "", static why => why)));
        var last = PathRecursion.Forward(graph, powers, p, biases, rule, inputs, arena)[^1];
        return Right<Error, PathSums>(new(p, Vector.Own(last.Mantissas), last.Exponent));
    }

    private static Vector Kappa(PathGraph graph, Parameters parameters, double p)
    {
        var arena = new PathArena();
        var powers = arena.Powers(parameters.Flat.Span, p);
        var into = PathRecursion.Forward(graph, powers, p, true, MaxPoolRule.Sum, [], arena);
        var outOf = PathRecursion.Backward(graph, powers, p);
        var kappa = new double[parameters.Flat.Length];
        for (var i = 0; i < graph.Steps.Length; i++)
        {
            if (outOf[i + 1].Mantissas is null)
                continue;
            var step = graph.Steps[i];
            var visitor = new KappaVisitor
            {
                Inputs = System.Array.ConvertAll(step.Inputs, v => into[v].Mantissas),
                InputExponents = System.Array.ConvertAll(step.Inputs, v => into[v].Exponent),
                Output = outOf[i + 1].Mantissas,
                OutputExponent = outOf[i + 1].Exponent,
                Kappa = kappa,
                P = p,
            };
            step.Visit(ref visitor);
        }

        return Vector.Own(kappa);
    }

    private static Error Missing(string why) => new Error.Unsupported("A sum over paths", why.TrimEnd('.'), "use another measure");
}
