using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>The exact discrete laws of gradient descent on one step of any batch (docs/theory/normalized-flow.md, N5, N6, N9, N10).</summary>
public sealed class DescentIdentityTests
{
    private static readonly Activation[] Homogeneous =
        [new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.Power(2), new Activation.Power(3), new Activation.ReluPower(2)];

    [Fact]
    public void Squared_layer_norms_grow_by_the_radial_sum_and_the_squared_gradient() => Sample.ForAll(300, sample =>
    {
        var step = Step(sample, new GradientDescent());
        var degrees = step.Objective.Network.HomogeneityDegrees.IfNone(() => throw new InvalidOperationException());
        // -grad L = exp(LogScale) D and <W_k, D_k> = deg_k R.
        var scale = step.Scale();
        for (var k = 0; k < degrees.Count; k++)
        {
            var (before, after) = (step.Square(step.Before, k), step.Square(step.After, k));
            var predicted = before + (2 * step.Rate * scale * degrees[k] * step.Info.Statistics.RadialSum) + (step.Rate * step.Rate * step.Square(step.Gradient, k));
            Assert.True(Math.Abs(after - predicted) <= 1e-13 * Math.Max(before, after), $"layer {k}: {after:R} and {predicted:R}");
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Layer_balances_change_by_the_balance_of_the_gradients_alone(double decay) => Sample.ForAll(300, sample =>
    {
        var step = Step(sample, new GradientDescent(decay));
        if (step.Objective.Network.Depth < 2)
            return;
        var (before, after, change) = (step.Balances(step.Before), step.Balances(step.After), step.Balances(step.Gradient));
        var keep = 1 - (step.Rate * decay);
        for (var k = 0; k < before.Length; k++)
        {
            var predicted = (keep * keep * before[k]) + (step.Rate * step.Rate * change[k]);
            var largest = Enumerable.Range(k, 2).Max(l => Math.Max(step.Square(step.Before, l), step.Square(step.After, l)));
            Assert.True(Math.Abs(after[k] - predicted) <= 1e-12 * largest, $"layer {k}: {after[k]:R} and {predicted:R}");
        }
    });

    [Fact]
    public void The_same_balances_drift_far_more_under_momentum_and_adam()
    {
        var sample = new Sample(new Key(12));
        var network = Valid(Network.Dense([5, 7, 6, 1], new Activation.Linear(), BiasPlacement.None));
        var teacher = sample.Gaussian(5);
        var inputs = Matrix.Of(12, 5, sample.Gaussian(60));
        var labels = Vector.Build(12, t =>
        {
            for (var i = 0; i < 12; i++)
                t[i] = Math.Sign(Arithmetic.Kernels.Dot(inputs.Row(i), teacher));
        });
        var objective = Valid(Objective.Create(network, Valid(Data.Dataset.Create("teacher", inputs, new Data.Targets.Signs(labels), "")), new Loss.Exponential(), Reduction.Sum, Arithmetic));
        var start = Valid(network.Initialize(Valid(Initialization.Create(0.4)), new Key(7)));
        double Drift(Rule rule, double rate)
        {
            var end = TrainingInstances.Run(Valid(Plan.Create(objective, rule, new Constant(rate), 400)), start).Final.Parameters;
            var (before, after) = (Valid(network.LayerBalances(start)), Valid(network.LayerBalances(end)));
            return Enumerable.Range(0, before.Length).Max(k => Math.Abs(after[k] - before[k]));
        }

        var plain = Drift(new GradientDescent(), 0.005);
        Assert.True(Drift(new Momentum(), 0.0005) > 10 * plain);
        Assert.True(Drift(new Adam(), 0.005) > 10 * plain);
    }

    private static OneStep Step(Sample sample, Rule rule)
    {
        var loss = sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy(), Loss.Half);
        var (objective, before) = ObjectiveInstance.Of(sample, loss, sample.Element<Activation>(Homogeneous), BiasPlacement.None);
        var count = objective.Data.Count;
        var sampler = sample.Element<Sampler>(new FullBatch(), new WithReplacement(sample.Integer(1, 5)), new WithoutReplacement(sample.Integer(1, count)), new Epochs(sample.Integer(1, count)));
        var (rate, step) = (sample.Uniform(0.001, 0.1), sample.Integer(0, 50));
        var (after, _, info) = rule.Step(new(objective, sampler, rate, before, Memory.Empty, step, sample.Key));
        var batch = Valid(objective.On(objective.Data.Rows(sampler.Batch(sample.Key, step, count).ToArray())));
        return new(objective, before, after, before.With(batch.Gradient(before)), rate, info);
    }

    private sealed record OneStep(Objective Objective, Parameters Before, Parameters After, Parameters Gradient, double Rate, StepInfo Info)
    {
        public double Scale() => Info.Statistics.HasWeights
            ? Elementary.Exp(Info.Statistics.LogLoss) / (Objective.Reduction == Reduction.Mean ? Info.Statistics.Count : 1)
            : 1;

        public double Square(Parameters parameters, int layer)
        {
            var norm = Objective.Network.LayerNorms(parameters, Arithmetic.Kernels)[layer];
            return norm * norm;
        }

        public Vector Balances(Parameters parameters) => Valid(Objective.Network.LayerBalances(parameters));
    }
}
