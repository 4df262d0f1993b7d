using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;
using Matrix = Marginalia.Numerics.Matrix;
using Vector = Marginalia.Numerics.Vector;

namespace Marginalia.Tests;

/// <summary>Norm-minimizing descent and Halpern's iteration (docs/theory/normalized-flow.md, A10 and N35).</summary>
public sealed class NormMinimizingTests
{
    public static TheoryData<int> Cases
    {
        get
        {
            var rows = new TheoryData<int>();
            for (var i = 0; i < ReferenceFiles.Cases("normalized-flow", "nmgd.json").Count; i++)
                rows.Add(i);
            return rows;
        }
    }

    [ReferenceTheory("normalized-flow", "nmgd.json")]
    [MemberData(nameof(Cases))]
    public void Least_squares_end_where_the_reference_does(int number)
    {
        var reference = ReferenceFiles.Cases("normalized-flow", "nmgd.json")[number];
        var input = reference.GetProperty("input");
        var (a, b) = (MatrixOf(input.GetProperty("a")), ReferenceFiles.Flat(input.GetProperty("b")));
        var (rule, decay) = RuleOf(input.GetProperty("algorithm").GetString()!);
        var objective = LeastSquares(a, b);
        var start = TrainingInstances.At(objective, ReferenceFiles.Flat(input.GetProperty("x0")));
        var steps = input.GetProperty("steps").GetInt32();
        var plan = Valid(Plan.Create(objective, rule, new Constant(input.GetProperty("stepSize").GetDouble()), steps, stoppingRules: Arr<StoppingRule>.Empty));
        var end = TrainingInstances.Run(plan, start).Final.Parameters.Flat;
        var minimum = MinimumNorm(a, b);
        var null0 = NullPart(a, start.Flat);
        var factor = Enumerable.Range(0, steps).Aggregate(1.0, (product, k) => product * (1 - decay(k)));
        var check = new ReferenceCheck(reference);
        check.Array("x", end.Span);
        check.Array("minNorm", minimum.Span);
        check.Array("projectionOfStart", [.. minimum.ToArray().Zip(null0.ToArray(), static (x, y) => x + y)]);
        check.Array("nullSpaceFactor", [factor]);
        check.Array("distanceToMinNorm", [Math.Sqrt(end.ToArray().Zip(minimum.ToArray(), static (x, y) => (x - y) * (x - y)).Sum())]);
        var null1 = NullPart(a, end);
        Assert.True(new Tolerance(1e-10, 1e-10, ToleranceScale.PerArray).FirstDifference(null1.Span, [.. null0.ToArray().Select(x => factor * x)]) < 0);
    }

    [Fact]
    public void With_a_decay_that_can_be_summed_it_stops_half_way_and_otherwise_it_forgets_its_start()
    {
        var sample = new Sample(new Key(2));
        var (a, b) = (Matrix.Of(5, 12, sample.Gaussian(60)), sample.Gaussian(5));
        var objective = LeastSquares(a, b);
        var start = TrainingInstances.At(objective, [.. sample.Gaussian(12).Select(static x => 2 * x)]);
        var minimum = MinimumNorm(a, b);
        double Distance(Rule rule, long steps)
        {
            var end = TrainingInstances.Run(Valid(Plan.Create(objective, rule, new Constant(0.02), steps, stoppingRules: Arr<StoppingRule>.Empty)), start).Final.Parameters.Flat;
            return Math.Sqrt(end.ToArray().Zip(minimum.ToArray(), static (x, y) => (x - y) * (x - y)).Sum());
        }

        foreach (var rule in new Rule[] { new NormMinimizingDescent(), new Halpern() })
            Assert.InRange(Distance(rule, 10_000) * 10_000 / (Distance(rule, 1000) * 1000), 0.9, 1.1);
        Assert.Equal(1, 2 * Distance(new NormMinimizingDescent(Exponent: 2), 20_000) / Distance(new GradientDescent(), 20_000), 1e-3);
    }

    [Fact]
    public void In_unit_log_loss_steps_it_erases_the_size_of_the_start()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Linear());
        double Margin(Rule rule, double scale)
        {
            var start = ObjectiveInstance.Point(objective, new Sample(new Key(3)), scale);
            var end = TrainingInstances.Run(Valid(Plan.Create(objective, rule, new Constant(0.05), 3000)), start).Final.Parameters;
            return objective.NormalizedMargins(end).MinProduct.OrNaN;
        }

        var erased = Margin(new NormMinimizingDescent(20, 1, IsUnitLogLoss: true), 3) / Margin(new NormMinimizingDescent(20, 1, IsUnitLogLoss: true), 1);
        var kept = Margin(new UnitLogLossDescent(), 3) / Margin(new UnitLogLossDescent(), 1);
        Assert.True(Math.Abs(1 - erased) < 0.2 * Math.Abs(1 - kept), $"{erased} and {kept}");
    }

    private static (Rule Rule, Func<int, double> Decay) RuleOf(string algorithm) => algorithm switch
    {
        "gd" => (new GradientDescent(), static _ => 0),
        "halpern" => (new Halpern(), static k => 1.0 / (k + 2)),
        "nmgd" => (new NormMinimizingDescent(), static k => 1.0 / (k + 2)),
        "nmgdSummable" => (new NormMinimizingDescent(Exponent: 2), static k => 1.0 / ((k + 2.0) * (k + 2.0))),
        _ => throw new NotSupportedException(algorithm),
    };

    private static Objective LeastSquares(Matrix a, double[] b) => Valid(Objective.Create(
        Valid(Network.Dense([a.Columns, 1], new Activation.Linear(), BiasPlacement.None)), Valid(Dataset.Create("equations", a, new Targets.Values(Matrix.Of(b.Length, 1, b)), "")), Loss.Half, Reduction.Sum, Arithmetic));

    /// <summary>A^T (A A^T)^-1 r.</summary>
    private static Vector RowSpace(Matrix a, ReadOnlySpan<double> r)
    {
        var gram = new double[a.Rows * a.Rows];
        Arithmetic.Kernels.Multiply(new Product(a.Rows, a.Rows, a.Columns, TransposeB: true), a.Span, a.Span, gram);
        var solved = Valid(Arithmetic.Decompositions.Solve(Matrix.Of(a.Rows, a.Rows, gram), Matrix.Of(a.Rows, 1, r)));
        return Vector.Build(a.Columns, x => Arithmetic.Kernels.Multiply(new Product(a.Columns, 1, a.Rows, TransposeA: true), a.Span, solved.Span, x));
    }

    private static Vector MinimumNorm(Matrix a, double[] b) => RowSpace(a, b);

    private static Vector NullPart(Matrix a, Vector x)
    {
        var image = new double[a.Rows];
        Arithmetic.Kernels.Multiply(new Product(a.Rows, 1, a.Columns), a.Span, x.Span, image);
        var row = RowSpace(a, image);
        return Vector.Build(x.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = x[i] - row[i];
        });
    }
}
