using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>The distances to the decision boundary in one representation of the examples, as five numbers.</summary>
/// <param name="Name">"input", or the node whose output it is.</param>
/// <param name="TotalVariance">The spread by whose root the distances are divided.</param>
/// <param name="Excluded">Examples without a distance, because the gradient of the margin vanishes there.</param>
/// <param name="Five">Lower fence, first quartile, median, third quartile, upper fence; empty when no example has a distance.</param>
/// <remarks>Jiang, Krishnan, Mobahi, Bengio, arXiv:1810.00113; docs/theory/capacity-and-path.md, 2.10.</remarks>
public sealed record SignatureSummary(string Name, double TotalVariance, int Excluded, Vector Five)
{
    /// <summary>The heads of <see cref="Five"/>.</summary>
    public static Arr<string> Heads { get; } = Prelude.Array("lower fence", "first quartile", "median", "third quartile", "upper fence");

    /// <summary>The signatures of all representations, or why there are none.</summary>
    internal static Either<string, Arr<SignatureSummary>> Of(MeasureInput input) => input.Data.Match(
        data => MarginSignatures.Of(input.Network, input.Parameters, data, input.Numerics.Kernels)
            .Map(all => all.Map(s => new SignatureSummary(s.Representation == 0 ? "input" : input.Network.Nodes[s.Representation - 1].Name, s.TotalVariance, s.Excluded, s.Signature.IfNone(Vector.Empty))))
            .MapLeft(static e => e.Sentence),
        static () => Prelude.Left<string, Arr<SignatureSummary>>("No data are given."));
}
