using System.Text.Json;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Tests;

public sealed class SphereTests
{
    public static TheoryData<int> Minimizers => Numbers("constrained_minimizer.json");

    public static TheoryData<int> PNormCases => Numbers("p_norm.json");

    public static TheoryData<int> Circles => Numbers("langevin_circle.json");

    [Theory]
    [InlineData(SphereScheme.Lagrange)]
    [InlineData(SphereScheme.Tangent)]
    public void From_the_sphere_a_step_grows_the_squared_norm_by_the_squared_tangent(SphereScheme scheme) => Sample.ForAll(200, sample =>
    {
        var (objective, start) = Problem(sample);
        var (rule, rate) = (new SphereDescent(scheme), sample.Uniform(0.001, 0.1));
        var (after, memory, info) = rule.Step(new(objective, new FullBatch(), rate, start, rule.Init(start), 0, new Key(1)));
        var gradient = Valid(objective.LogGradient(start));
        foreach (var layer in objective.Network.Layers)
        {
            var block = layer.Weight;
            var rho = memory.Vectors[0].Values[layer.Number];
            ReadOnlySpan<double> w = start.Of(block), g = gradient.Span.Slice(block.Offset, block.Size);
            var radial = Dot(w, g) / rho;
            var expected = 1 + (rate * rate * rho * rho * (Dot(g, g) - (radial * radial)));
            var actual = Dot(after.Of(block), after.Of(block)) / (rho * rho);
            Assert.True(Math.Abs(actual - expected) <= 1e-12 * Math.Max(1, rate * rate * rho * rho * Dot(g, g)), $"{actual:R} and {expected:R}");
        }
    });

    [Fact]
    public void Retraction_keeps_every_norm_and_moves_against_its_own_direction_by_half_the_squared_step() => Sample.ForAll(200, sample =>
    {
        var (objective, start) = Problem(sample);
        var (rule, rate) = (new SphereDescent(), sample.Uniform(0.001, 0.1));
        var (after, _, _) = rule.Step(new(objective, new FullBatch(), rate, start, rule.Init(start), 0, new Key(1)));
        foreach (var layer in objective.Network.Layers)
        {
            ReadOnlySpan<double> w = start.Of(layer.Weight), next = after.Of(layer.Weight);
            var square = Dot(w, w);
            var change = next.ToArray().Zip(w.ToArray(), static (a, b) => a - b).ToArray();
            Assert.True(Math.Abs(Dot(next, next) - square) <= 1e-14 * square);
            Assert.True(Math.Abs(Dot(w, change) + (0.5 * Dot(change, change))) <= 1e-14 * square);
        }
    });

    [Fact]
    public void The_Lagrange_flow_returns_to_the_sphere_while_it_separates_and_leaves_it_while_it_does_not()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 1], new Activation.Linear());
        var good = TrainingInstances.At(objective, 1, 0);
        var plan = Valid(Plan.Create(objective, new SphereDescent(SphereScheme.Lagrange), new Constant(0.005), 4000, stoppingRules: Arr<StoppingRule>.Empty));
        double End(double factor, long steps)
        {
            // The norm that is carried is 1; the direction starts off its sphere.
            var state = Valid(Run.Start(plan, good, new Key(1)));
            var moved = state with { Parameters = TrainingInstances.At(objective, factor, 0.01) };
            return objective.Network.LayerNorms(Valid(Run.Continue(Valid(plan.Until(steps)), moved)).Final.Parameters, Arithmetic.Kernels)[0];
        }

        Assert.Equal(1, End(1.3, 4000), 1e-10);
        Assert.True(End(-1.1, 400) > 1.2);
    }

    [ReferenceTheory("normalized-flow", "constrained_minimizer.json")]
    [MemberData(nameof(Minimizers))]
    public void Descent_at_a_fixed_norm_ends_at_the_minimizer_of_the_reference(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "constrained_minimizer.json")[number];
        var input = reference.GetProperty("input");
        var rho = input.GetProperty("rho").GetDouble();
        var objective = Linear(MatrixOf(input.GetProperty("x")), ReferenceFiles.Flat(input.GetProperty("y")));
        var radius = objective.Data.InputRadius;
        // The error falls by at least rho R_V / (rho R_x)^2 in each step; where that takes too long, the reference solver is the one tested.
        var least = Valid(FixedNormSolver.Solve(HardMarginSolver.Signed(objective.Data.Inputs, Vector.Of(ReferenceFiles.Flat(input.GetProperty("y")))), rho, Arithmetic)).RadialTerm;
        var steps = 40 * rho * rho * radius * radius / least;
        if (steps > 400_000)
            return;
        var direction = Vector.Build(objective.Network.ParameterCount, static v => v.Fill(1));
        var start = TrainingInstances.At(objective, [.. direction.ToArray().Select(x => rho * x / Math.Sqrt(direction.Length))]);
        var plan = Valid(Plan.Create(objective, new SphereDescent(), new Constant(1 / (rho * rho * radius * radius)), Math.Max(100_000, (long)steps), stoppingRules: Arr<StoppingRule>.Empty));
        var end = TrainingInstances.Run(plan, start).Final.Parameters;
        var (evaluation, margins) = (objective.Evaluate(end), objective.NormalizedMargins(end));
        var check = new ReferenceCheck(reference);
        check.Array("v", [.. end.Flat.ToArray().Select(w => w / rho)]);
        check.Array("weights", evaluation.ExampleWeights.Span);
        check.Array("minMargin", [margins.MinProduct.OrNaN]);
        check.Array("smoothedMargin", [margins.SmoothedProduct.OrNaN]);
        check.Array("radialTerm", [evaluation.Statistics.RadialSum]);
    }

    [ReferenceTheory("normalized-flow", "p_norm.json")]
    [MemberData(nameof(PNormCases))]
    public void The_geometry_of_the_p_norm_sphere_is_that_of_the_reference(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "p_norm.json")[number];
        var input = reference.GetProperty("input");
        var p = input.GetProperty("p").GetDouble();
        var unit = Valid(PNorms.Unit(Vector.Of(ReferenceFiles.Flat(input.GetProperty("rawV"))), p));
        var check = new ReferenceCheck(reference);
        check.Array("unitV", unit.Span);
        check.Array("tangentGradient", Valid(PNorms.Tangent(unit, Vector.Of(ReferenceFiles.Flat(input.GetProperty("gradient"))), p)).Span);
    }

    [ReferenceTheory("normalized-flow", "p_norm.json")]
    [MemberData(nameof(PNormCases))]
    public void Descent_at_a_fixed_p_norm_comes_within_log_n_over_rho_of_the_largest_margin_of_that_norm(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "p_norm.json")[number];
        var input = reference.GetProperty("input");
        var (p, z) = (input.GetProperty("p").GetDouble(), MatrixOf(input.GetProperty("z")));
        const double Rho = 300;
        var objective = Linear(z, [.. Enumerable.Repeat(1.0, z.Rows)]);
        var unit = Valid(PNorms.Unit(Vector.Of(ReferenceFiles.Flat(input.GetProperty("rawV"))), p));
        var radius = objective.Data.InputRadius;
        var plan = Valid(Plan.Create(objective, new PNormDescent(p), new Constant(0.2 / (Rho * Rho * radius * radius)), 60_000, stoppingRules: Arr<StoppingRule>.Empty));
        if (!reference.GetProperty("expected").TryGetProperty("margin", out var margin))
            return;
        var best = margin.GetDouble();
        var state = Valid(Run.Start(plan, TrainingInstances.At(objective, [.. unit.ToArray().Select(static v => Rho * v)]), new Key(1)));
        // Exponents near 1 and points near the boundary make the way long.
        do
            state = Valid(Run.Continue(Valid(plan.Until(state.Step + 60_000)), state)).Final;
        while (state.Step < 900_000 && objective.Statistics(state.Parameters).MinMargin / Rho < best - (Math.Log(z.Rows) / Rho));
        Assert.Equal(1, Norm(state.Parameters.Flat.ToArray(), p) / Rho, 1e-12);
        Assert.InRange(objective.Statistics(state.Parameters).MinMargin / Rho, best - (Math.Log(z.Rows) / Rho), best * (1 + 1e-9));
    }

    [Fact]
    public void At_p_equal_2_it_is_the_retraction_on_the_Euclidean_sphere() => Sample.ForAll(50, sample =>
    {
        var (objective, start) = Problem(sample);
        Parameters Step(Rule rule) => rule.Step(new(objective, new FullBatch(), 0.03, start, rule.Init(start), 0, new Key(1))).Parameters;
        Assert.True(new Tolerance(0, 1e-13, ToleranceScale.PerArray).FirstDifference(Step(new PNormDescent()).Flat.Span, Step(new SphereDescent()).Flat.Span) < 0);
    });

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void An_exponent_at_which_the_sphere_has_corners_is_refused(double p)
    {
        Assert.Equal("parameterDomain", Assert.Single(PNorms.Errors(p)).Category);
        Assert.True(PNorms.Unit(Vector.Of(1, 2), p).IsLeft);
    }

    [ReferenceTheory("normalized-flow", "langevin_circle.json")]
    [MemberData(nameof(Circles))]
    public void Langevin_dynamics_on_the_circle_has_the_moments_of_the_Gibbs_density(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "langevin_circle.json")[number];
        var (input, expected) = (reference.GetProperty("input"), reference.GetProperty("expected"));
        var (rho, tolerance) = (input.GetProperty("rho").GetDouble(), reference.GetProperty("statisticalTol").GetDouble());
        var z = MatrixOf(input.GetProperty("z"));
        var objective = Linear(z, [.. Enumerable.Repeat(1.0, z.Rows)]);
        // The bias falls with eta rho^2 R_x^2, and the chain starts where the density is largest.
        var radius = objective.Data.InputRadius;
        var eta = Math.Min(0.004, 0.06 / (rho * rho * radius * radius));
        var steps = (long)Math.Min(6_000_000, 6000 / eta);
        var likeliest = Enumerable.Range(0, 360).Select(static i => i * Math.PI / 180).MinBy(angle => objective.Statistics(TrainingInstances.At(objective, rho * Math.Cos(angle), rho * Math.Sin(angle))).LogLoss);
        var plan = Valid(Plan.Create(objective, new SphereLangevin(input.GetProperty("temperature").GetDouble()), new Constant(eta), steps, stoppingRules: Arr<StoppingRule>.Empty));
        double cos = 0, sin = 0, square = 0;
        long count = 0;
        TrainingInstances.Run(plan, TrainingInstances.At(objective, rho * Math.Cos(likeliest), rho * Math.Sin(likeliest)), control: new(Watcher: (in StepView step) =>
        {
            if (step.Step < 20_000)
                return;
            var (c, s) = (step.Theta[0] / rho, step.Theta[1] / rho);
            (cos, sin, square, count) = (cos + c, sin + s, square + (c * c), count + 1);
        }));
        foreach (var (name, mean) in new[] { ("meanCos", cos / count), ("meanSin", sin / count), ("meanCosSq", square / count) })
        {
            if (expected.TryGetProperty(name, out var moment))
                Assert.Equal(moment.GetDouble(), mean, tolerance);
        }
    }

    [Fact]
    public void A_zero_layer_and_a_network_that_is_not_homogeneous_are_refused()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 2, 1], new Activation.Relu());
        foreach (var rule in new Rule[] { new SphereDescent(), new PNormDescent(), new SphereLangevin(), new WeightNormalizedDescent() })
        {
            var plan = Valid(Plan.Create(objective, rule, new Constant(0.1), 5));
            var error = Run.Start(plan, TrainingInstances.At(objective, 1, 2, 3, 4, 0, 0), new Key(1)).Match(static _ => "", static e => e.Sentence);
            Assert.Equal("Layer 'layer2.W' is exactly zero, so its direction V is undefined; start from weights that are not zero.", error);
        }

        var biased = Valid(Objective.Create(Valid(Network.Dense([2, 2, 1], new Activation.Relu(), BiasPlacement.All)), objective.Data, new Loss.Exponential(), Reduction.Sum, Arithmetic));
        Error refusal = Assert.Single(Errors(Plan.Create(biased, new SphereDescent(), new Constant(0.1), 5)));
        Assert.StartsWith("Rule sphereDescent on a network that is not homogeneous is not supported: ", refusal.Sentence, StringComparison.Ordinal);
    }

    private static (Objective Objective, Parameters Start) Problem(Sample sample) => ObjectiveInstance.Of(
        sample, sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy()), sample.Element<Activation>(new Activation.Linear(), new Activation.Relu(), new Activation.Power(2)), BiasPlacement.None);

    private static Objective Linear(Matrix x, double[] y) => Valid(Objective.Create(
        Valid(Network.Dense([x.Columns, 1], new Activation.Linear(), BiasPlacement.None)), Valid(Dataset.Create("reference", x, new Targets.Signs(Vector.Of(y)), "")), new Loss.Exponential(), Reduction.Sum, Arithmetic));

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Arithmetic.Kernels.Dot(x, y);

    private static double Norm(double[] v, double p) => Math.Pow(v.Sum(x => Math.Pow(Math.Abs(x), p)), 1 / p);

    private static TheoryData<int> Numbers(string file)
    {
        var rows = new TheoryData<int>();
        for (var i = 0; i < ReferenceFiles.Cases("normalized-flow", file).Count; i++)
            rows.Add(i);
        return rows;
    }
}
