using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>Weight normalization (docs/theory/normalized-flow.md, A7 and N13).</summary>
public sealed class WeightNormalizationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Descent_moves_gains_by_their_gradient_and_grows_directions_by_the_squared_gradient(bool perRow) => Sample.ForAll(200, sample =>
    {
        var (objective, start) = ObjectiveInstance.Of(
            sample, sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy(), Loss.Half),
            sample.Element<Activation>(new Activation.Linear(), new Activation.Relu(), new Activation.Power(2)), BiasPlacement.None);
        var (rule, rate) = (new WeightNormalizedDescent(perRow, sample.Integer(0, 1) == 1), sample.Uniform(0.001, 0.05));
        // A step away from the start, so that directions have left the sphere.
        var (parameters, memory, _) = rule.Step(new(objective, new FullBatch(), rate, start, rule.Init(start), 0, new Key(1)));
        var (after, carried, info) = rule.Step(new(objective, new FullBatch(), rate, parameters, memory, 1, new Key(1)));
        if (!info.Accepted)
            return; // the loss has left the range of doubles and with it the gradient
        var gradient = objective.Gradient(parameters);
        Vector old = memory.Vectors[0].Values, next = carried.Vectors[0].Values;
        var groups = Groups(objective.Network.Layout, perRow);
        for (var k = 0; k < groups.Length; k++)
        {
            var (offset, size) = groups[k];
            ReadOnlySpan<double> v = old.Span.Slice(groups.Length + offset, size), w = next.Span.Slice(groups.Length + offset, size), g = gradient.Span.Slice(offset, size);
            var norm = Math.Sqrt(Dot(v, v));
            var along = Dot(v, g) / norm;
            var square = old[k] * old[k] / (norm * norm) * (Dot(g, g) - (along * along));
            Assert.True(Math.Abs(next[k] - (old[k] - (rate * along))) <= 1e-13 * Math.Max(Math.Abs(old[k]), rate * Math.Sqrt(Dot(g, g))), $"gain {k}: {old[k]:R} to {next[k]:R}, gradient {along:R}, |g| {Math.Sqrt(Dot(g, g)):R} |v| {norm:R}");
            Assert.True(Math.Abs(Dot(w, w) - Dot(v, v) - (rate * rate * square)) <= 1e-12 * Math.Max(Dot(v, v), rate * rate * old[k] * old[k] / (norm * norm) * Dot(g, g)), $"direction {k}: {Dot(v, v):R} to {Dot(w, w):R}");
            for (var i = 0; i < size; i++)
                Assert.True(Math.Abs(after.Flat[offset + i] - (next[k] * w[i] / Math.Sqrt(Dot(w, w)))) <= 1e-14 * Math.Abs(next[k]), $"weight {offset + i}: {after.Flat[offset + i]:R}");
        }
    });

    [Fact]
    public void With_unit_directions_and_small_steps_it_is_the_Lagrange_flow_with_free_norms()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Linear());
        var start = ObjectiveInstance.Point(objective, new Sample(new Key(3)), 0.7);
        double Distance(int steps)
        {
            // The same stretch of log-loss time, in steps of descent on the loss (a / L) and of descent on its logarithm.
            var lagrange = TrainingInstances.Run(Valid(Plan.Create(objective, new SphereDescent(SphereScheme.Lagrange, HasFreeNorms: true), new Constant(0.5 / steps), steps)), start).Final.Parameters;
            var (rule, parameters) = (new WeightNormalizedDescent(), start);
            var memory = rule.Init(start);
            for (var t = 0; t < steps; t++)
                (parameters, memory, _) = rule.Step(new(objective, new FullBatch(), 0.5 / steps / objective.Value(parameters), parameters, memory, t, new Key(1)));
            return Enumerable.Range(0, parameters.Flat.Length).Max(i => Math.Abs(parameters.Flat[i] - lagrange.Flat[i]));
        }

        var (coarse, fine) = (Distance(100), Distance(1000));
        Assert.InRange(fine, 0, 0.12 * coarse);
        Assert.InRange(coarse, 1e-9, 0.05);
    }

    [Fact]
    public void The_controller_holds_its_promises_in_these_coordinates_too() => Sample.ForAll(10, sample =>
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 4, 1], sample.Element<Activation>(new Activation.Relu(), new Activation.Linear()));
        var plan = Valid(Plan.Create(
            objective, new WeightNormalizedController(IsPerRow: sample.Integer(0, 1) == 1), new Constant(0.05), 400, stoppingRules: Arr<StoppingRule>.Empty,
            probes: Array<Probe>(new LossProbe(), new MarginProbe(), new StepProbe()), observations: new ObservationSchedule.Every(1)));
        var run = TrainingInstances.Run(plan, ObjectiveInstance.Point(objective, sample, 0.7));
        double[] psi = Column(run, "psi"), margin = Column(run, "smoothedMargin"), forced = Column(run, "forced");
        for (var i = 0; i + 1 < psi.Length; i++)
        {
            if (forced[i + 1] == forced[i])
                Assert.True(psi[i + 1] >= psi[i] && (psi[i] <= 0 || margin[i + 1] >= margin[i] * (1 - 1e-15)), $"step {i}");
        }

        Assert.True(psi[^1] > psi[0]);
    });

    private static double[] Column(Trajectory run, string name) => run.Column(name).IfNone(Vector.Empty).ToArray();

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Arithmetic.Kernels.Dot(x, y);

    private static (int Offset, int Size)[] Groups(Layout layout, bool perRow) =>
        [.. layout.Weights.SelectMany(b => perRow ? Enumerable.Range(0, b.Rows).Select(r => (b.Offset + (r * b.Columns), b.Columns)) : [(b.Offset, b.Size)])];
}
