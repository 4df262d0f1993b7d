using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>What rules on products of spheres share: the norms that they carry, and whom they refuse.</summary>
internal static class SphereSteps
{
    /// <summary>The norm of one layer's numbers, for memories made without any arithmetic of a run.</summary>
    internal delegate double LayerNorm(ReadOnlySpan<double> numbers);

    internal static MemoryShape Carries(Parameters parameters) => new(Array(("norms", LayerGroups.Of(parameters.Layout).Count)), Arr<string>.Empty);

    /// <summary>The memory of a start whose directions have norm 1.</summary>
    internal static Memory Start(Parameters parameters, LayerNorm norm)
    {
        var layers = LayerGroups.Of(parameters.Layout);
        return new(
            Array(("norms", Vector.Build(layers.Count, target =>
            {
                for (var k = 0; k < target.Length; k++)
                    target[k] = norm(Numbers(parameters, layers[k]));
            }))),
            Arr<(string, double)>.Empty);
    }

    internal static Arr<Error> ErrorsOn(string rule, Objective objective) => objective.Network.Homogeneity.Match(
        static _ => Arr<Error>.Empty,
        reason => Array<Error>(new Error.Unsupported($"Rule {rule} on a network that is not homogeneous", reason, "take a network without such biases, or gradientDescent")));

    internal static Arr<Error> ZeroLayers(Parameters parameters) => LayerGroups.Of(parameters.Layout)
        .Filter(l => !Numbers(parameters, l).ContainsAnyExcept(0.0))
        .Map(static l => (Error)new Error.ZeroLayer(l.Name))
        .ToArr();

    internal static double Euclidean(ReadOnlySpan<double> numbers) => PNorms.Norm(numbers, 2);

    private static ReadOnlySpan<double> Numbers(Parameters parameters, Layer layer)
    {
        var numbers = new List<double>();
        foreach (var block in layer.Blocks)
            numbers.AddRange(parameters.Of(block));
        return numbers.ToArray();
    }
}
