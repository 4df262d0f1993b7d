using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Reads the networks of the reference sets.</summary>
public static class ReferenceNetworks
{
    /// <summary>The activation of a string or of an object with name and slope or power.</summary>
    public static Activation ActivationOf(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.String)
            return Parsed(e.GetString()!, None);
        var parameter = e.TryGetProperty("slope", out var slope) ? Some(slope.GetDouble())
            : e.TryGetProperty("power", out var power) ? Some(power.GetDouble()) : None;
        return Parsed(e.GetProperty("name").GetString()!, parameter);
    }

    /// <summary>The network of <c>normalized-flow</c>: dims and activation, no biases.</summary>
    public static Network NormalizedFlow(JsonElement input)
    {
        var network = input.GetProperty("network");
        return NetworkInstances.Valid(Network.Dense(ReferenceFiles.Integers(network.GetProperty("dims")), ActivationOf(network.GetProperty("activation")), BiasPlacement.None));
    }

    /// <summary>The network of <c>stagnation</c>: sizes, activation, bias.</summary>
    public static Network Stagnation(JsonElement input) => NetworkInstances.Valid(Network.Dense(
        ReferenceFiles.Integers(input.GetProperty("sizes")),
        ActivationOf(input.GetProperty("activation")),
        input.GetProperty("bias").GetBoolean() ? BiasPlacement.All : BiasPlacement.None));

    /// <summary>Parameters from numbers in the order of the layout; nested arrays are read row by row.</summary>
    public static Parameters ParametersOf(Network network, JsonElement numbers) => ParametersOf(network, ReferenceFiles.Flat(numbers));

    public static Parameters ParametersOf(Network network, params double[] numbers) =>
        Parameters.Create(network.Layout, Vector.Of(numbers)).Match(static p => p, static e => throw new InvalidOperationException(string.Join(" ", e)));

    public static double[] Outputs(Network network, Parameters parameters, double[] inputs)
    {
        var tape = new Tape(network, inputs.Length / network.InputSize, new ReferenceKernels());
        tape.Forward(parameters.Flat.ToArray(), inputs, tape.Capacity);
        return tape.Outputs.ToArray();
    }

    private static Activation Parsed(string name, Option<double> parameter) =>
        Activation.Create(name, parameter).Match(static a => a, static e => throw new InvalidOperationException(string.Join(" ", e)));
}
