using System.Text.Json;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Tests;

/// <summary>Every malformed or degenerate input of the reference set gets the outcome that it names; absent members mean any valid value.</summary>
public sealed class InvalidInputTests
{
    [Fact]
    public void Every_invalid_input_gets_its_outcome_and_a_sentence()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "invalid_input.json"))
        {
            var outcome = OutcomeOf(reference.GetProperty("input"), out var sentence);
            Assert.True(reference.GetProperty("expected").GetProperty("outcome").GetString() == outcome, $"{reference.GetProperty("id")}: {outcome} ({sentence})");
            Assert.True(sentence.Length > 20, $"{reference.GetProperty("id")}: '{sentence}' tells nobody what to do");
        }
    }

    private static string OutcomeOf(JsonElement input, out string sentence)
    {
        var errors = new List<Error>();
        if (input.TryGetProperty("p", out var p))
            errors.AddRange(ReferenceObjective.Errors(PNormChart.Create(ReferenceFiles.Number(p))));
        if (input.TryGetProperty("stepSize", out var step))
            errors.AddRange(ReferenceObjective.Errors(Schedules.Parse(ReferenceFiles.Number(step).ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
        var network = NetworkOf(input);
        var data = DataOf(input, network.OutputCount);
        errors.AddRange(ReferenceObjective.Errors(data));
        var parameters = ParametersOf(input, network);
        errors.AddRange(ReferenceObjective.Errors(parameters));
        var built = data.Bind(d => Objective.Create(network, d, LossOf(input, network.OutputCount), Reduction.Sum, NumericsPolicy.Portable()));
        if (errors.Count == 0)
            errors.AddRange(ReferenceObjective.Errors(built));
        if (errors.Count == 0)
            errors.AddRange(network.Decompose(ReferenceObjective.Valid(parameters), NumericsPolicy.Portable().Kernels).LeftAsEnumerable());
        if (errors.Count > 0)
        {
            sentence = errors[0].Sentence;
            return errors[0].Category;
        }

        return Degenerate(network, ReferenceObjective.Valid(built), ReferenceObjective.Valid(parameters), out sentence);
    }

    private static string Degenerate(Network network, Objective objective, Parameters parameters, out string sentence)
    {
        if (network.Homogeneity is Homogeneity.Absent absent)
        {
            sentence = absent.Reason;
            return "notHomogeneous";
        }

        if (network.Depth == 1 && ReferenceObjective.Valid(HardMarginSolver.Solve(objective.Data)) is HardMargin.NotSeparable certificate)
        {
            sentence = $"The convex weights {string.Join(" ", certificate.Certificate.ToArray())} take the points to 0.";
            return "notSeparable";
        }

        var plan = ReferenceObjective.Valid(Plan.Create(objective, new GradientDescent(), new Constant(0.1), 10));
        var run = ReferenceObjective.Valid(Run.Continue(plan, ReferenceObjective.Valid(Run.Start(plan, parameters, new Key(1)))));
        sentence = run.Outcome.Sentence;
        return run.Outcome is RunOutcome.Stationary ? "deadNetwork" : run.Outcome.Word;
    }

    private static Network NetworkOf(JsonElement input)
    {
        var inputs = input.TryGetProperty("x", out var x) && x.GetArrayLength() > 0 ? x[0].GetArrayLength() : 2;
        int[] sizes = [inputs, input.TryGetProperty("classes", out var c) ? c.GetInt32() : 1];
        if (!input.TryGetProperty("network", out var shape))
            return ReferenceObjective.Valid(Network.Dense(sizes, new Activation.Linear(), BiasPlacement.None));
        var bias = shape.TryGetProperty("bias", out var b) ? ReferenceObjective.Valid(BiasPlacement.Parse(b.GetString()!)) : BiasPlacement.None;
        return ReferenceObjective.Valid(Network.Dense(
            ReferenceFiles.Integers(shape.GetProperty("dims")), ReferenceObjective.Valid(Activation.Parse(shape.GetProperty("activation").GetProperty("name").GetString()!)), bias));
    }

    private static Validation<Error, Dataset> DataOf(JsonElement input, int outputs)
    {
        var labels = input.TryGetProperty("y", out var y) ? ReferenceFiles.Integers(y) : [outputs == 1 ? 1 : 0];
        var inputs = input.TryGetProperty("x", out var x) ? ReferenceFiles.Flat(x) : [1, 0];
        Targets targets = outputs == 1 ? new Targets.Signs(Vector.Of([.. labels.Select(static l => (double)l)])) : new Targets.Classes(Labels.Of(labels), outputs);
        return Dataset.Create("given", Matrix.Of(labels.Length, labels.Length == 0 ? 0 : inputs.Length / labels.Length, inputs), targets, "");
    }

    private static Validation<Error, Parameters> ParametersOf(JsonElement input, Network network)
    {
        var flat = input.TryGetProperty("weights", out var weights)
            ? ReferenceFiles.Flat(weights)
            : [.. Enumerable.Range(0, network.ParameterCount).Select(static i => 0.5 + (0.1 * i))];
        return Parameters.Create(network.Layout, Vector.Of(flat));
    }

    private static Loss LossOf(JsonElement input, int outputs) => input.TryGetProperty("loss", out var name)
        ? ReferenceObjective.Valid(Loss.Parse(name.GetString()!))
        : outputs == 1 ? new Loss.Exponential() : new Loss.CrossEntropy();
}
