using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>Generators and shrinkers of network instances, biased towards what breaks code: ties, zeros, dead units, denormals, extreme scales.</summary>
public static class NetworkRecipes
{
    /// <summary>Every kind of network that the builders make.</summary>
    public static Arbitrary<NetworkRecipe> Any { get; } = Of(
        [.. Homogeneous, new Activation.Tanh(), new Activation.Logistic(), new Activation.Softplus()],
        AllPlacements,
        [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy(), Loss.Half, Loss.Square, new Loss.Robust()]);

    /// <summary>Networks without biases and with homogeneous activations, under losses of exponential type.</summary>
    public static Arbitrary<NetworkRecipe> HomogeneousClassifiers { get; } = Of(
        Homogeneous, [BiasPlacement.None], ExponentialType);

    /// <summary>The same with biases anywhere, homogeneous or not.</summary>
    public static Arbitrary<NetworkRecipe> BiasedClassifiers { get; } = Of(Homogeneous, AllPlacements, ExponentialType);

    /// <summary>Linear networks without biases, of any depth, under losses of exponential type.</summary>
    public static Arbitrary<NetworkRecipe> LinearClassifiers { get; } = Of([new Activation.Linear()], [BiasPlacement.None], ExponentialType);

    /// <summary>Networks of every kind with one output under the exponential loss.</summary>
    public static Arbitrary<NetworkRecipe> ExponentialModels { get; } = OneOutput(Of(
        [.. Homogeneous, new Activation.Tanh(), new Activation.Softplus()], AllPlacements, [new Loss.Exponential()]));

    /// <summary>Networks whose activations have Lipschitz constant 1, without biases or with one in the first layer.</summary>
    public static Arbitrary<NetworkRecipe> Lipschitz { get; } = Of(
        [new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1)], [BiasPlacement.None, BiasPlacement.First], ExponentialType);

    /// <summary>Homogeneous networks without biases, with one output, under the exponential loss.</summary>
    public static Arbitrary<NetworkRecipe> ExponentialHomogeneous { get; } = OneOutput(Of(Homogeneous, [BiasPlacement.None], [new Loss.Exponential()]));

    /// <summary>The same with piecewise linear activations.</summary>
    public static Arbitrary<NetworkRecipe> PiecewiseLinear { get; } = OneOutput(Of(
        [new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1)], [BiasPlacement.None], [new Loss.Exponential()]));

    /// <summary>Linear and power networks of up to three layers, without biases.</summary>
    public static Arbitrary<NetworkRecipe> Smooth { get; } = Small(Of(
        [new Activation.Linear(), new Activation.Power(2), new Activation.Power(3)], [BiasPlacement.None], ExponentialType));

    /// <summary>The same, and smooth activations that are not homogeneous.</summary>
    public static Arbitrary<NetworkRecipe> Differentiable { get; } = Small(Of(
        [new Activation.Linear(), new Activation.Power(2), new Activation.Tanh(), new Activation.Softplus()], [BiasPlacement.None], ExponentialType));

    /// <summary>Relu and leaky networks of up to three layers, without biases.</summary>
    public static Arbitrary<NetworkRecipe> Kinked { get; } = Small(Of(
        [new Activation.Relu(), new Activation.LeakyRelu(0.1)], [BiasPlacement.None], ExponentialType));

    /// <summary>Linear and power networks, and powers of relu.</summary>
    public static Arbitrary<NetworkRecipe> OnceSmooth { get; } = Small(Of(
        [new Activation.Linear(), new Activation.Power(2), new Activation.ReluPower(2)], [BiasPlacement.None], ExponentialType));

    /// <summary>Linear networks of up to three layers, without biases.</summary>
    public static Arbitrary<NetworkRecipe> SmallLinear { get; } = Small(LinearClassifiers);

    private static Arbitrary<NetworkRecipe> Small(Arbitrary<NetworkRecipe> recipes) =>
        Arb.From(recipes.Generator.Select(static r => r with { Hidden = r.Hidden.Take(2).ToArr() }), recipes.Shrinker);

    private static Arbitrary<NetworkRecipe> OneOutput(Arbitrary<NetworkRecipe> recipes) =>
        Arb.From(recipes.Generator.Select(static r => r with { OutputCount = 1, Loss = new Loss.Exponential() }), recipes.Shrinker);

    private static BiasPlacement[] AllPlacements => [BiasPlacement.None, BiasPlacement.First, BiasPlacement.All, BiasPlacement.Propagated, BiasPlacement.Output];

    private static Loss[] ExponentialType => [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy()];

    private static Activation[] Homogeneous =>
        [new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.Power(2), new Activation.ReluPower(2), new Activation.ReluPower(3)];

    /// <summary>Instances with the given activations, bias placements and losses.</summary>
    /// <param name="activations">At least one.</param>
    /// <param name="biases">At least one.</param>
    /// <param name="losses">At least one; one that does not fit the number of outputs is exchanged for its counterpart.</param>
    public static Arbitrary<NetworkRecipe> Of(Activation[] activations, BiasPlacement[] biases, Loss[] losses)
    {
        var generator =
            from inputs in Gen.Choose(1, 6)
            from depth in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
            from hidden in Gen.ArrayOf(Gen.Choose(1, 7), depth)
            from outputs in Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Choose(2, 5)))
            from activation in Gen.Elements(activations)
            from bias in Gen.Elements(biases)
            from loss in Gen.Elements(losses)
            from count in Gen.Choose(1, 12)
            from scale in Gen.Frequency((6, Gen.Elements(0.5, 1.0, 1.5)), (1, Gen.Elements(1e-3, 4.0)))
            from awkward in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 31)))
            from seed in Gen.Choose(0, int.MaxValue)
            select new NetworkRecipe(inputs, new Arr<int>(hidden), outputs, activation, bias, Fit(loss, outputs), count, scale, (Awkwardness)awkward, (ulong)seed);
        return Arb.From(generator, Smaller);
    }

    // The losses of one output and of several come in pairs.
    private static Loss Fit(Loss loss, int outputs) => loss switch
    {
        Loss.CrossEntropy when outputs == 1 => new Loss.Logistic(),
        Loss.Exponential or Loss.Logistic when outputs > 1 => new Loss.CrossEntropy(),
        _ => loss,
    };

    private static IEnumerable<NetworkRecipe> Smaller(NetworkRecipe r)
    {
        if (r.SampleCount > 1)
            yield return r with { SampleCount = r.SampleCount / 2 };
        for (var k = 0; k < r.Hidden.Count; k++)
        {
            yield return r with { Hidden = r.Hidden.RemoveAt(k) };
            if (r.Hidden[k] > 1)
                yield return r with { Hidden = r.Hidden.SetItem(k, r.Hidden[k] / 2) };
        }

        if (r.InputSize > 1)
            yield return r with { InputSize = r.InputSize / 2 };
        if (r.OutputCount > 2)
            yield return r with { OutputCount = 2 };
        if (r.Bias != BiasPlacement.None)
            yield return r with { Bias = BiasPlacement.None };
        if (r.Awkward != Awkwardness.None)
            yield return r with { Awkward = Awkwardness.None };
        if (r.Scale != 1)
            yield return r with { Scale = 1 };
        if (r.Activation is not Activation.Linear)
            yield return r with { Activation = new Activation.Linear() };
    }
}
