using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>An objective in chunks of examples against the same objective on one tape.</summary>
public sealed class ObjectiveChunkTests
{
    // Sums over examples in another grouping; numbers of order 1 may cancel.
    private static readonly Tolerance Regrouped = new(0, 1e-13, ToleranceScale.PerArrayAtLeastOne);

    public static TheoryData<string> Networks => NetworkInstances.All;

    private static ObjectiveChunks InChunksOf(Objective objective, Parameters point, int examples)
    {
        var chunks = new ObjectiveChunks(objective, point.Flat.Memory, examples * new BufferPlan(objective.Network, false).SizePerExample);
        Assert.Equal(Math.Min(examples, objective.Data.Count), chunks.ChunkSize);
        return chunks;
    }

    private static double[] Filled(Objective objective, Action<double[]> fill)
    {
        // What was there before must not matter.
        var target = Enumerable.Repeat(double.NaN, objective.Network.ParameterCount).ToArray();
        fill(target);
        return target;
    }

    // Everything that measures ask for, on one tape and in chunks; the last product repeats the first, after others went over the tape.
    private static void Compare(Objective objective, Parameters point, int examples, double[] direction, double[] cotangent, Tolerance tolerance)
    {
        var whole = objective.At(point, out var statistics);
        var chunks = InChunksOf(objective, point, examples);
        Assert.Equal(statistics, chunks.Statistics);
        Assert.Equal(whole.LogScale, chunks.LogScale);
        Assert.Equal(whole.Outputs, chunks.Outputs);
        Agree("D", t => whole.Backward(Sink.Store(t)), t => chunks.Backward(t));
        Agree("H v", t => whole.HessianVectorProduct(direction, Sink.Store(t)), t => chunks.HessianVectorProduct(direction, t));
        Agree("G v", t => whole.GaussNewtonProduct(direction, Sink.Store(t)), t => chunks.GaussNewtonProduct(direction, t));
        Agree("J^T c", t => whole.Pull(cotangent, Sink.Store(t)), t => chunks.Pull(cotangent, t));
        if (objective.Loss.IsExponentialType)
            Agree("psi'' v", t => whole.LogHessianVectorProduct(direction, Sink.Store(t)), t => chunks.LogHessianVectorProduct(direction, t));
        Assert.Equal(whole.OutputTangents(direction), chunks.OutputTangents(direction));
        var other = direction.Select(static x => -0.5 * x).ToArray();
        Agree("H w", t => whole.HessianVectorProduct(other, Sink.Store(t)), t => chunks.HessianVectorProduct(other, t));
        Agree("H v again", t => whole.HessianVectorProduct(direction, Sink.Store(t)), t => chunks.HessianVectorProduct(direction, t));

        void Agree(string what, Action<double[]> expected, Action<double[]> actual)
        {
            var (left, right) = (Filled(objective, expected), Filled(objective, actual));
            var at = tolerance.FirstDifference(right, left);
            Assert.True(at < 0, $"{what}, {objective.Loss.Name}, {chunks.Chunks} chunks, differs at {at}");
        }
    }

    private static void Compare(Objective objective, Parameters point, Sample sample, int examples, Tolerance tolerance) => Compare(
        objective, point, examples, sample.Gaussian(objective.Network.ParameterCount), sample.Gaussian(objective.Data.Count * objective.Network.OutputCount), tolerance);

    [Fact]
    public void Values_and_derivatives_in_chunks_are_those_of_the_whole() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = Any(sample);
        Compare(objective, point, sample, sample.Integer(1, objective.Data.Count), Regrouped);
    });

    [Fact]
    public void A_single_chunk_has_the_bits_of_the_whole() => Sample.ForAll(300, static sample =>
    {
        var (objective, point) = Any(sample);
        Compare(objective, point, sample, objective.Data.Count + sample.Integer(0, 3), Tolerance.Exact);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Chunks_add_up_for_every_kind_of_network(string name) => Sample.ForAll(4, sample =>
    {
        var network = NetworkInstances.Of(name);
        var classes = network.OutputCount > 1 && sample.Integer(0, 1) == 0;
        Targets targets = classes
            ? new Targets.Classes(Labels.Build(5, _ => sample.Integer(0, network.OutputCount - 1)), network.OutputCount)
            : new Targets.Values(Matrix.Of(5, network.OutputCount, sample.Gaussian(5 * network.OutputCount)));
        var data = Valid(Dataset.Create("generated", Matrix.Of(5, network.InputSize, sample.Gaussian(5 * network.InputSize)), targets, ""));
        var objective = Valid(Objective.Create(network, data, classes ? new Loss.CrossEntropy() : new Loss.Robust(), sample.Element(Reduction.Sum, Reduction.Mean), Arithmetic));
        var point = Point(objective, sample, 0.5);
        Compare(objective, point, sample, sample.Integer(1, 4), Regrouped);
        Compare(objective, point, sample, 5, Tolerance.Exact);
    });

    [Fact]
    public void The_norms_of_the_examples_gradients_do_not_depend_on_the_chunks() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var (whole, chunked) = (new double[objective.Data.Count], new double[objective.Data.Count]);
        InChunksOf(objective, point, objective.Data.Count).AddGradientNorms(whole);
        InChunksOf(objective, point, sample.Integer(1, objective.Data.Count)).AddGradientNorms(chunked);
        Assert.Equal(whole, chunked);
    });

    [Theory]
    [InlineData("dense relu all")]
    [InlineData("two convolutions relu")]
    [InlineData("recurrent tanh last")]
    public void The_tape_does_not_grow_with_the_examples(string name)
    {
        var network = NetworkInstances.Of(name);
        var perExample = new BufferPlan(network, false).SizePerExample;
        var lengths = new[] { 3, 6, 12, 50 }.Select(count =>
        {
            var sample = new Sample(new Key(7));
            var targets = new Targets.Values(Matrix.Of(count, network.OutputCount, sample.Gaussian(count * network.OutputCount)));
            var data = Valid(Dataset.Create("generated", Matrix.Of(count, network.InputSize, sample.Gaussian(count * network.InputSize)), targets, ""));
            var objective = Valid(Objective.Create(network, data, Loss.Half, Reduction.Mean, Arithmetic));
            var chunks = InChunksOf(objective, Point(objective, sample, 0.5), 3);
            Assert.Equal(3 * perExample, chunks.TapeLength.Buffers);
            chunks.HessianVectorProduct(sample.Gaussian(network.ParameterCount), new double[network.ParameterCount]);
            Assert.Equal(4 * 3 * perExample, chunks.TapeLength.Buffers);
            return chunks.TapeLength;
        }).ToArray();
        Assert.Single(lengths.Distinct());
    }

    [Fact]
    public void What_does_not_fit_the_budget_is_cut_and_one_example_is_always_passed()
    {
        var network = Valid(Network.Dense([1, 99, 1], new Activation.Relu(), BiasPlacement.None));
        var data = Valid(Dataset.Create("line", Matrix.Of(1000, 1, [.. Enumerable.Range(0, 1000).Select(static i => i / 1000.0)]), new Targets.Values(Matrix.Of(1000, 1, new double[1000])), ""));
        var objective = Valid(Objective.Create(network, data, Loss.Half, Reduction.Mean, Arithmetic));
        var theta = Point(objective, new Sample(new Key(3)), 1).Flat.Memory;
        (int, int) Cut(long budget) => new ObjectiveChunks(objective, theta, budget) is var c ? (c.ChunkSize, c.Chunks) : default;
        Assert.Equal((1000, 1), Cut(ObjectiveChunks.Budget));
        Assert.Equal((1000, 1), Cut(100_000));
        Assert.Equal((999, 2), Cut(99_999));
        Assert.Equal((300, 4), Cut(30_000));
        Assert.Equal((1, 1000), Cut(5));
    }
}
