using System.Text.Json;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Tests;

/// <summary>Network, data, loss and parameters of a reference case of either schema.</summary>
internal sealed record ReferenceObjective(Objective Objective, Parameters Parameters)
{
    // Fresh each time: kernels belong to one thread, and test classes run side by side.
    internal static NumericsPolicy Arithmetic => NumericsPolicy.Portable();

    internal static T Valid<T>(Validation<Error, T> created) =>
        created.Match(static v => v, static e => throw new InvalidOperationException(string.Join(" ", e)));

    internal static T Valid<T>(Either<Error, T> computed) => computed.Match(static v => v, static e => throw new InvalidOperationException(e.Sentence));

    internal static IReadOnlyList<Error> Errors<T>(Validation<Error, T> created) => created.Match(static _ => [], static e => (IReadOnlyList<Error>)[.. e]);

    /// <summary>The schema normalized-flow/1: layered networks, summed losses.</summary>
    internal static ReferenceObjective NormalizedFlow(JsonElement input)
    {
        var shape = input.GetProperty("network");
        var activation = ActivationOf(shape.GetProperty("activation"));
        var network = Valid(Network.Dense(ReferenceFiles.Integers(shape.GetProperty("dims")), activation, BiasPlacement.None));
        var inputs = MatrixOf(input.GetProperty("x"));
        var labels = ReferenceFiles.Integers(input.GetProperty("y"));
        Targets targets = network.OutputCount == 1
            ? new Targets.Signs(Vector.Of([.. labels.Select(static y => (double)y)]))
            : new Targets.Classes(Labels.Of(labels), network.OutputCount);
        return Build(network, inputs, targets, input, Reduction.Sum, ReferenceFiles.Flat(input.GetProperty("weights")));
    }

    /// <summary>The schema marginalia.stagnation/1: flat parameters, mean losses, one-hot rows.</summary>
    internal static ReferenceObjective Stagnation(JsonElement input)
    {
        var activation = ActivationOf(input.GetProperty("activation"));
        var bias = input.GetProperty("bias").GetBoolean() ? BiasPlacement.All : BiasPlacement.None;
        var network = Valid(Network.Dense(ReferenceFiles.Integers(input.GetProperty("sizes")), activation, bias));
        var y = MatrixOf(input.GetProperty("Y"));
        Targets targets = input.GetProperty("loss").GetString() switch
        {
            "softmax" => new Targets.Classes(Labels.Build(y.Rows, i => y.Row(i).IndexOf(1.0)), y.Columns),
            "logistic" or "exp" => new Targets.Signs(Vector.Of(y.Span)),
            _ => new Targets.Values(y),
        };
        return Build(network, MatrixOf(input.GetProperty("X")), targets, input, Reduction.Mean, ReferenceFiles.Flat(input.GetProperty("theta")));
    }

    // Text such as "tanh" or "leakyRelu(0.1)", or an object of name and parameter.
    private static Activation ActivationOf(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.String)
            return Valid(Activation.Parse(e.GetString()!));
        var parameter = e.TryGetProperty("slope", out var p) || e.TryGetProperty("power", out p) ? Some(p.GetDouble()) : None;
        return Valid(Activation.Create(e.GetProperty("name").GetString()!, parameter));
    }

    private static ReferenceObjective Build(Network network, Matrix inputs, Targets targets, JsonElement input, Reduction reduction, double[] theta)
    {
        var data = Valid(Dataset.Create("reference", inputs, targets, ""));
        var loss = Valid(Loss.Parse(input.GetProperty("loss").GetString()!));
        return new(Valid(Objective.Create(network, data, loss, reduction, Arithmetic)), Valid(Parameters.Create(network.Layout, Vector.Of(theta))));
    }

    internal static Matrix MatrixOf(JsonElement rows)
    {
        var values = ReferenceFiles.Flat(rows);
        return Matrix.Of(rows.GetArrayLength(), values.Length / rows.GetArrayLength(), values);
    }
}
