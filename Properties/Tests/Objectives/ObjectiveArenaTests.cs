using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ObjectiveInstance;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ObjectiveArenaTests
{
    private static (LossStatistics Statistics, double[] Direction, double LogScale) Step(ObjectiveArena arena, Parameters point, in Batch batch)
    {
        var direction = new double[point.Flat.Length];
        var statistics = arena.Forward(point.Flat.Memory, batch);
        arena.Backward(Sink.Store(direction));
        return (statistics, direction, arena.LogScale);
    }

    private static void SameBits((LossStatistics Statistics, double[] Direction, double LogScale) left, (LossStatistics Statistics, double[] Direction, double LogScale) right)
    {
        Assert.Equal(left.Statistics, right.Statistics);
        Assert.Equal(left.LogScale, right.LogScale);
        Assert.Equal(Vector.Of(left.Direction), Vector.Of(right.Direction));
    }

    [Fact]
    public void The_direction_times_its_scale_is_minus_the_gradient() => Sample.ForAll(100, static sample =>
    {
        var (objective, point) = Any(sample);
        var (_, direction, logScale) = Step(new(objective, objective.Data.Count), point, Batch.All);
        var expected = objective.Gradient(point).ToArray();
        Assert.Equal(-1, new Tolerance(0, 1e-14).FirstDifference([.. direction.Select(d => -Elementary.Exp(logScale) * d)], expected));
    });

    [Fact]
    public void A_list_of_examples_gives_the_bits_of_the_data_made_of_them() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Any(sample);
        var arena = new ObjectiveArena(objective, 8);
        for (var repetition = 0; repetition < 3; repetition++)
        {
            var indices = Enumerable.Range(0, sample.Integer(1, 8)).Select(_ => sample.Integer(0, objective.Data.Count - 1)).ToArray();
            var alone = Valid(objective.On(objective.Data.Rows(indices)));
            SameBits(Step(arena, point, new Batch(indices)), Step(new(alone, indices.Length), point, Batch.All));
        }

        int[] all = [.. Enumerable.Range(0, objective.Data.Count)];
        SameBits(Step(arena, point, Batch.All), Step(arena, point, new Batch(all)));
    });

    [Fact]
    public void Offsets_are_added_to_the_targets_of_their_slots() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = Of(sample, sample.Element<Loss>(Loss.Half, new Loss.Robust()), new Activation.Tanh(), BiasPlacement.None);
        if (objective.Data.Targets is not Targets.Values values)
            return;
        var indices = Enumerable.Range(0, sample.Integer(1, 8)).Select(_ => sample.Integer(0, objective.Data.Count - 1)).ToArray();
        var offsets = sample.Gaussian(indices.Length * values.Matrix.Columns);
        var moved = Dataset.SelectRows(values.Matrix, indices).Span.ToArray().Select((y, i) => y + offsets[i]).ToArray();
        var perturbed = Valid(Dataset.Create(
            "perturbed", Dataset.SelectRows(objective.Data.Inputs, indices), new Targets.Values(Matrix.Of(indices.Length, values.Matrix.Columns, moved)), ""));
        SameBits(
            Step(new(objective, 8), point, new Batch(indices, offsets)),
            Step(new(Valid(objective.On(perturbed)), indices.Length), point, Batch.All));
    });

    [Fact]
    public void Offsets_flip_signs_and_change_classes() => Sample.ForAll(150, static sample =>
    {
        var (objective, point) = LogDifferentiable(sample);
        var count = objective.Data.Count;
        var (targets, offsets) = objective.Data.Targets switch
        {
            Targets.Signs s => ((Targets)new Targets.Signs(Vector.Of([.. s.Labels.ToArray().Select(static y => -y)])), s.Labels.ToArray().Select(static y => -2 * y)),
            Targets.Classes c => (
                new Targets.Classes(Labels.Build(count, i => (c.Labels[i] + 1) % c.Count), c.Count),
                c.Labels.ToArray().Select(y => (double)(((y + 1) % c.Count) - y))),
            _ => throw new InvalidOperationException(),
        };
        var flipped = Valid(objective.On(Valid(Dataset.Create("flipped", objective.Data.Inputs, targets, ""))));
        SameBits(Step(new(objective, count), point, new Batch(default, offsets.ToArray())), Step(new(flipped, count), point, Batch.All));
    });

    [Fact]
    public void Noise_on_signs_does_not_change_which_examples_are_errors()
    {
        var network = Valid(Network.Dense([1, 1], new Activation.Linear(), BiasPlacement.None));
        var data = Valid(Dataset.Create("two", Matrix.Of(2, 1, 1, -1), new Targets.Signs(Vector.Of(1, -1)), ""));
        var objective = Valid(Objective.Create(network, data, Loss.Half, Reduction.Sum, Arithmetic));
        var statistics = new ObjectiveArena(objective, 2).Forward(new[] { 2.0 }, new Batch(default, new[] { -5.0, 5 }));
        Assert.Equal((0, 2.0), (statistics.ErrorCount, statistics.MinMargin));
        Assert.Equal(0.5 * (36 + 36), statistics.Loss);
    }

    [Fact]
    public void After_the_first_passes_nothing_is_allocated() => Sample.ForAll(60, static sample =>
    {
        var (objective, point) = Any(sample);
        var arena = new ObjectiveArena(objective, 8);
        var direction = new double[point.Flat.Length];
        int[] indices = [0, 0, 0];
        double[] offsets = new double[3 * (objective.Data.Targets is Targets.Values v ? v.Matrix.Columns : 1)];
        void Passes()
        {
            arena.Forward(point.Flat.Memory, new Batch(indices, offsets));
            arena.Backward(Sink.Store(direction));
            arena.Forward(point.Flat.Memory, Batch.All);
            arena.Backward(Sink.Store(direction));
            arena.HessianVectorProduct(point.Flat.Memory, Sink.Store(direction));
            arena.GaussNewtonProduct(point.Flat.Memory, Sink.Store(direction));
        }

        Passes();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Passes();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    [Fact]
    public void Batches_and_offsets_that_do_not_fit_are_refused()
    {
        var (objective, point) = Any(new Sample(new Key(5)));
        var arena = new ObjectiveArena(objective, 2);
        Assert.Throws<ArgumentException>(() => arena.Forward(point.Flat.Memory, new Batch(new int[3])));
        Assert.Throws<ArgumentException>(() => arena.Forward(point.Flat.Memory, new Batch(new int[1], new double[50])));
    }
}
