using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>What holds for a tape whatever the network: bits, sinks, reuse.</summary>
public class TapeTests
{
    public static TheoryData<string> Networks => NetworkInstances.All;

    private static PassProbe Probe(string name) => new(NetworkInstances.Of(name), 23);

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_example_has_the_same_output_bits_alone_in_front_of_a_batch_and_in_a_larger_tape(string name)
    {
        var probe = Probe(name);
        var (inputs, outputs) = (probe.Network.InputSize, probe.Network.OutputCount);
        var together = probe.Outputs(probe.Theta);
        var tape = probe.Tape(capacity: 9);
        for (var i = 0; i < PassProbe.Count; i++)
        {
            tape.Forward(probe.Theta, probe.Inputs.AsMemory(i * inputs, inputs), 1);
            Assert.Equal(together.AsSpan(i * outputs, outputs), tape.Outputs);
            tape.Forward(probe.Theta, probe.Inputs, i);
            Assert.Equal(together.AsSpan(0, i * outputs), tape.Outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_sink_makes_the_whole_update_in_one_pass_also_in_place(string name)
    {
        var probe = Probe(name);
        var gradient = probe.Gradient(probe.Theta);
        var tape = probe.Run(probe.Theta);
        var fresh = new double[probe.Theta.Length];
        tape.Backward(probe.Cotangent(tape), new Sink(fresh, probe.Direction, 0.75, -0.1));
        var inPlace = (double[])probe.Direction.Clone();
        tape.Backward(probe.Cotangent(tape), new Sink(inPlace, inPlace, 0.75, -0.1));
        Assert.Equal(fresh, inPlace);
        var expected = probe.Direction.Zip(gradient, static (d, g) => (0.75 * d) - (0.1 * g)).ToArray();
        Assert.Equal(-1, new Tolerance(0, 1e-14, ToleranceScale.PerArrayAtLeastOne).FirstDifference(fresh, expected));
        tape.Backward(probe.Cotangent(tape), new Sink(fresh, default, 0, -2));
        Assert.Equal(-1, new Tolerance(0, 1e-14, ToleranceScale.PerArrayAtLeastOne).FirstDifference(fresh, [.. gradient.Select(static g => -2 * g)]));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_used_tape_gives_the_bits_of_a_new_one(string name)
    {
        var probe = Probe(name);
        var (first, second) = (new double[probe.Theta.Length], new double[probe.Theta.Length]);
        var used = probe.Run(probe.Direction);
        used.Backward(probe.Coefficients, Sink.Store(new double[probe.Theta.Length]));
        used.ForwardTangent(probe.OtherDirection);
        used.BackwardTangent(probe.Coefficients, probe.Coefficients, Sink.None, Sink.Store(new double[probe.Theta.Length]));
        var fresh = probe.Tape();
        foreach (var (tape, gradient) in new[] { (used, first), (fresh, second) })
        {
            tape.Forward(probe.Theta, probe.Inputs, PassProbe.Count);
            tape.Backward(probe.Cotangent(tape), Sink.Store(gradient));
        }

        Assert.Equal(first, second);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Passes_allocate_nothing_once_they_have_run(string name)
    {
        var probe = Probe(name);
        var tape = probe.Tape();
        var (gradient, hessian, cotangent) = (new double[probe.Theta.Length], new double[probe.Theta.Length], probe.Coefficients);
        var (norms, gram) = (new double[PassProbe.Count], new double[PassProbe.Count * PassProbe.Count]);
        void Step()
        {
            tape.Forward(probe.Theta, probe.Inputs, PassProbe.Count);
            tape.Backward(cotangent, new Sink(gradient, probe.Theta, 1, -0.1));
            tape.AddGradientNorms(norms);
            tape.AddGram(gram);
            tape.ForwardTangent(probe.Direction);
            tape.BackwardTangent(cotangent, cotangent, Sink.Store(gradient), Sink.Store(hessian));
        }

        Step();
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Portable_kernels_with_one_or_two_threads_give_the_bits_of_the_reference(string name)
    {
        var runs = new Kernels[] { new ReferenceKernels(), new PortableKernels(1), new PortableKernels(2) }.Select(kernels =>
        {
            var probe = new PassProbe(NetworkInstances.Of(name), 29, kernels);
            var tape = probe.Run(probe.Theta);
            var (gradient, hessian) = (new double[probe.Theta.Length], new double[probe.Theta.Length]);
            var gram = new double[PassProbe.Count * PassProbe.Count];
            tape.Backward(probe.Cotangent(tape), Sink.Store(gradient));
            tape.AddGradientNorms(gram);
            tape.AddGram(gram);
            tape.ForwardTangent(probe.Direction);
            tape.BackwardTangent(probe.Cotangent(tape), tape.OutputTangents, Sink.None, Sink.Store(hessian));
            return Vector.Of([.. tape.Outputs, .. gradient, .. gram, .. tape.OutputTangents, .. hessian]);
        }).ToArray();
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    [Fact]
    public void Buffers_of_the_wrong_length_are_refused()
    {
        var probe = Probe("residual relu");
        var tape = probe.Tape();
        Assert.Throws<ArgumentException>(() => tape.Forward(probe.Theta, probe.Inputs, PassProbe.Count + 1));
        Assert.Throws<ArgumentException>(() => tape.Forward(probe.Theta.AsMemory(1), probe.Inputs, 1));
        Assert.Throws<ArgumentException>(() => tape.Forward(probe.Theta, probe.Inputs.AsMemory(1), PassProbe.Count));
        Assert.Throws<ArgumentException>(() => tape.ForwardTangent(probe.Theta.AsMemory(1)));
    }
}
