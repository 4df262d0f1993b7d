using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>What is made of the Jacobians of examples, however many of them are kept at once.</summary>
public sealed class JacobianRoomTests
{
    public static TheoryData<string> Networks => NetworkInstances.All;

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_room_for_Jacobians_changes_no_bit_of_what_is_made_of_them(string name)
    {
        var network = NetworkInstances.Of(name);
        var sample = new Sample(new Key(11));
        var kernels = NumericsPolicy.Portable().Kernels;
        var inputs = Matrix.Of(5, network.InputSize, sample.Gaussian(5 * network.InputSize));
        var parameters = Valid(Parameters.Create(network.Layout, Vector.Of([.. sample.Gaussian(network.ParameterCount).Select(static z => 0.5 * z)])));
        var one = (long)network.OutputCount * network.InputSize;
        var expected = Passes.InputJacobians(network, parameters, inputs, kernels);
        double[] norms = [.. Enumerable.Range(0, 5).Select(i => kernels.Norm(expected.Row(i)))];
        foreach (var room in new[] { 0, one, (2 * one) + 1, 4 * one, 5 * one, 100 * one })
            Assert.Equal(norms, LipschitzMeasures.OfJacobians(network, parameters, inputs, kernels, room, j => kernels.Norm(j.Span)));
    }
}
