using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Recurrent layers against their recursion written out, and against the reference networks.</summary>
public class RecurrentTests
{
    internal static IEnumerable<(string Name, Network Network)> Instances
    {
        get
        {
            foreach (var activation in (Activation[])[new Activation.Relu(), new Activation.Tanh(), new Activation.Linear(), new Activation.Power(2)])
            {
                yield return ($"recurrent {activation.Text} last", Valid(Network.Recurrent(4, 3, 5, 2, activation, true, false)));
                yield return ($"recurrent {activation.Text} every step", Valid(Network.Recurrent(3, 2, 4, 2, activation, false, true)));
            }

            yield return ("recurrent one step", Valid(Network.Recurrent(1, 3, 4, 2, new Activation.Softplus(), true, false)));
            yield return ("recurrent stacked", Valid(Network.Create(Shape.Of(3, 2), Array(
                new Node("r1", new Recurrent(4, true, new Activation.Tanh(), true), Array(0)),
                new Node("r2", new Recurrent(4, true, new Activation.Relu(), true), Array(1)),
                new Node("s", new Sum(), Array(1, 2)),
                new Node("r3", new Recurrent(2, false, new Activation.Softplus(), false), Array(3))))));
        }
    }

    private static Network Valid(Validation<Error, Network> created) => NetworkInstances.Valid(created);

    [Fact]
    public void Reference_recurrent_networks_give_their_outputs_and_gradients()
    {
        foreach (var test in ReferenceFiles.Cases("capacity", "rnn-path.json"))
        {
            int Size(string name) => test.GetProperty(name).GetInt32();
            var everyStep = test.GetProperty("output").GetString() == "all";
            var network = Valid(Network.Recurrent(Size("T"), Size("din"), Size("H"), Size("K"), new Activation.Relu(), true, everyStep));
            string[] names = ["Win", "Wrec", "bh", "Wout", "bo"];
            var theta = names.SelectMany(n => ReferenceFiles.Flat(test.GetProperty("params").GetProperty(n))).ToArray();
            var inputs = ReferenceFiles.Flat(test.GetProperty("X"));
            var targets = ReferenceFiles.Flat(test.GetProperty("Y"));
            var count = test.GetProperty("X").GetArrayLength();
            var tape = new Tape(network, count, new ReferenceKernels());
            tape.Forward(theta, inputs, count);
            var tolerance = new Tolerance(1e-12, 1e-12, ToleranceScale.PerArray);
            if (test.TryGetProperty("outputs", out var outputs))
                Assert.Equal(-1, tolerance.FirstDifference(tape.Outputs, ReferenceFiles.Flat(outputs)));
            var residuals = tape.Outputs.ToArray().Zip(targets, static (f, y) => f - y).ToArray();
            if (test.TryGetProperty("loss", out var loss))
                Assert.True(tolerance.Accepts(residuals.Sum(static r => r * r) / (2 * count), loss.GetDouble()));
            if (!test.TryGetProperty("grad", out var gradients))
                continue;
            var gradient = new double[theta.Length];
            tape.Backward([.. residuals.Select(r => r / count)], Sink.Store(gradient));
            Assert.Equal(-1, tolerance.FirstDifference(gradient, [.. names.SelectMany(n => ReferenceFiles.Flat(gradients.GetProperty(n)))]));
        }
    }

    [Fact]
    public void The_layer_is_its_recursion()
    {
        const int steps = 4, features = 2, hidden = 3;
        var network = Valid(Network.Create(Shape.Of(steps, features), Array(new Node("r", new Recurrent(hidden, true, new Activation.Tanh(), true), Array(0)))));
        var probe = new PassProbe(network, 3);
        var actual = probe.Outputs(probe.Theta);
        for (var e = 0; e < PassProbe.Count; e++)
        {
            var state = new double[hidden];
            for (var t = 0; t < steps; t++)
            {
                var next = new double[hidden];
                for (var j = 0; j < hidden; j++)
                {
                    var sum = probe.Theta[(hidden * (features + hidden)) + j];
                    for (var i = 0; i < features; i++)
                        sum += probe.Theta[(j * features) + i] * probe.Inputs[(((e * steps) + t) * features) + i];
                    for (var i = 0; i < hidden; i++)
                        sum += probe.Theta[(hidden * features) + (j * hidden) + i] * state[i];
                    next[j] = Math.Tanh(sum);
                    Assert.Equal(next[j], actual[(((e * steps) + t) * hidden) + j], 1e-14);
                }

                state = next;
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_every_value()
    {
        var errors = Network.Recurrent(0, 1, -1, 0, new Activation.Power(1), true, false).Match(static _ => System.Array.Empty<string>(), static e => e.Map(static x => x.Sentence).ToArray());
        Assert.Equal(4, errors.Length);
        var flat = Network.Create(Shape.Of(6), Array(new Node("r", new Recurrent(0, true, new Activation.Relu(), true), Array(0))));
        Assert.Equal(2, flat.Match(static _ => 0, static e => e.Count));
        Assert.Contains("'recurrent'", Valid(Network.Recurrent(2, 1, 1, 1, new Activation.Relu(), false, false)).Homogeneity.Match(static _ => "", static r => r), StringComparison.Ordinal);
    }
}
