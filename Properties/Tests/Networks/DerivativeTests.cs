using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Every pass against an independent way to the same number, over the table of networks.</summary>
public class DerivativeTests
{
    private const double H = 1e-5;

    // A central difference of smooth functions of size 1: truncation H^2, round-off 1e-16 / H.
    private static readonly Tolerance Difference = new(0, 3e-8, ToleranceScale.PerArrayAtLeastOne);

    private static readonly Tolerance RoundOff = new(0, 1e-13, ToleranceScale.PerArrayAtLeastOne);

    public static TheoryData<string> Networks => NetworkInstances.All;

    private static PassProbe Probe(string name) => new(NetworkInstances.Of(name), 17);

    private static void Agree(Tolerance tolerance, ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        var at = tolerance.FirstDifference(actual, expected);
        Assert.True(at < 0, at < 0 ? "" : $"index {at}: {actual[at]:R} but {expected[at]:R} expected");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradient_is_the_slope_of_the_value_in_every_coordinate(string name)
    {
        var probe = Probe(name);
        var slopes = new double[probe.Theta.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            var unit = new double[slopes.Length];
            unit[i] = 1;
            slopes[i] = (probe.Value(PassProbe.Step(probe.Theta, H, unit)) - probe.Value(PassProbe.Step(probe.Theta, -H, unit))) / (2 * H);
        }

        Agree(Difference, probe.Gradient(probe.Theta), slopes);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Output_tangents_are_the_slope_of_the_outputs_along_the_direction(string name)
    {
        var probe = Probe(name);
        var tape = probe.Run(probe.Theta);
        tape.ForwardTangent(probe.Direction);
        var plus = probe.Outputs(PassProbe.Step(probe.Theta, H, probe.Direction));
        var minus = probe.Outputs(PassProbe.Step(probe.Theta, -H, probe.Direction));
        Agree(Difference, tape.OutputTangents, PassProbe.Slope(plus, minus, H));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Forward_and_backward_products_are_adjoint(string name)
    {
        var probe = Probe(name);
        var tape = probe.Run(probe.Theta);
        var gradient = new double[probe.Theta.Length];
        tape.Backward(probe.Coefficients, Sink.Store(gradient));
        tape.ForwardTangent(probe.Direction);
        Agree(RoundOff, [PassProbe.Dot(probe.Coefficients, tape.OutputTangents.ToArray())], [PassProbe.Dot(gradient, probe.Direction)]);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Hessian_product_is_the_slope_of_the_gradient_along_the_direction(string name)
    {
        var probe = Probe(name);
        var plus = probe.Gradient(PassProbe.Step(probe.Theta, H, probe.Direction));
        var minus = probe.Gradient(PassProbe.Step(probe.Theta, -H, probe.Direction));
        Agree(Difference, probe.HessianProduct(probe.Direction), PassProbe.Slope(plus, minus, H));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Hessian_is_symmetric(string name)
    {
        var probe = Probe(name);
        var left = PassProbe.Dot(probe.OtherDirection, probe.HessianProduct(probe.Direction));
        var right = PassProbe.Dot(probe.Direction, probe.HessianProduct(probe.OtherDirection));
        Agree(RoundOff, [left], [right]);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_tangent_pass_gives_the_same_gradient_as_the_backward_pass(string name)
    {
        var probe = Probe(name);
        var tape = probe.Run(probe.Theta);
        tape.ForwardTangent(probe.Direction);
        var gradient = new double[probe.Theta.Length];
        tape.BackwardTangent(probe.Cotangent(tape), tape.OutputTangents, Sink.Store(gradient), Sink.None);
        Agree(Tolerance.Exact, gradient, probe.Gradient(probe.Theta));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Norms_and_inner_products_are_those_of_the_examples_own_gradients(string name)
    {
        var probe = Probe(name);
        var (inputs, outputs) = (probe.Network.InputSize, probe.Network.OutputCount);
        var gradients = new double[PassProbe.Count][];
        for (var i = 0; i < PassProbe.Count; i++)
        {
            var single = probe.Tape(1);
            single.Forward(probe.Theta, probe.Inputs.AsMemory(i * inputs, inputs), 1);
            single.Backward(probe.Coefficients.AsSpan(i * outputs, outputs), Sink.Store(gradients[i] = new double[probe.Theta.Length]));
        }

        var tape = probe.Run(probe.Theta);
        tape.Backward(probe.Coefficients, Sink.None);
        var norms = new double[PassProbe.Count];
        var gram = new double[PassProbe.Count * PassProbe.Count];
        tape.AddGradientNorms(norms);
        tape.AddGram(gram);
        Agree(RoundOff, norms, [.. gradients.Select(static g => PassProbe.Dot(g, g))]);
        Agree(RoundOff, gram, [.. gradients.SelectMany(g => gradients.Select(h => PassProbe.Dot(g, h)))]);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Input_cotangents_are_the_slope_of_the_value_by_the_inputs(string name)
    {
        var probe = Probe(name);
        var slopes = new double[probe.Inputs.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            var unit = new double[slopes.Length];
            unit[i] = 1;
            slopes[i] = (probe.Value(probe.Theta, PassProbe.Step(probe.Inputs, H, unit)) - probe.Value(probe.Theta, PassProbe.Step(probe.Inputs, -H, unit))) / (2 * H);
        }

        var tape = probe.Tape(withInput: true);
        tape.Forward(probe.Theta, probe.Inputs, PassProbe.Count);
        tape.Backward(probe.Cotangent(tape), Sink.None);
        Agree(Difference, tape.InputCotangents, slopes);
        tape.ForwardTangent(probe.Direction);
        tape.BackwardTangent(probe.Cotangent(tape), tape.OutputTangents, Sink.None, Sink.None);
        Agree(Difference, tape.InputCotangents, slopes);
    }
}
