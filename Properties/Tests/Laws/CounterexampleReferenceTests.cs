using System.Text.Json;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class CounterexampleReferenceTests
{
    [Fact]
    public void Numbers_that_refute_naive_laws_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "counterexamples.json"))
        {
            var (input, check) = (reference.GetProperty("input"), new ReferenceCheck(reference));
            bool Has(string member) => input.TryGetProperty(member, out _);
            if (Has("flow"))
                MarginsAlongFlow(input, check);
            else if (Has("wBefore"))
                SumAndMean(input, check);
            else if (Has("u") && Has("v") && Has("b"))
                OutputBias(input, check);
            else if (Has("oneNeuron"))
                FirstOrderPoints(input, check);
            else if (Has("margins"))
                Sandwich(input, check);
            else if (Has("model"))
                LargestL1Margin(input, check);
            else
                Assert.Fail($"Nothing is known about the case {reference.GetProperty("id").GetString()}.");
        }
    }

    private static Objective Linear(Matrix points, Loss? loss = null) => Of(points, [points.Columns, 1], new Activation.Linear(), BiasPlacement.None, loss);

    private static Objective Of(Matrix points, int[] sizes, Activation activation, BiasPlacement bias, Loss? loss = null) => Valid(Objective.Create(
        Valid(Network.Dense(sizes, activation, bias)),
        Valid(Dataset.Create("signed examples", points, new Targets.Signs(Vector.Build(points.Rows, static y => y.Fill(1))), "")),
        loss ?? new Loss.Exponential(),
        Reduction.Sum,
        Arithmetic));

    private static Parameters At(Objective objective, params double[] theta) => Valid(Parameters.Create(objective.Network.Layout, Vector.Of(theta)));

    private static void MarginsAlongFlow(JsonElement input, ReferenceCheck check)
    {
        Assert.Equal("unitLogLossFlow", input.GetProperty("flow").GetString());
        var objective = Linear(MatrixOf(input.GetProperty("z")));
        var start = At(objective, ReferenceFiles.Flat(input.GetProperty("w0")));
        var end = Valid(Flow.UnitLogLossFlow.Follow(objective, start, Valid(DormandPrince.Create(1e-12, 0)), Vector.Of(input.GetProperty("time").GetDouble()))).Final;
        var (before, after) = (objective.NormalizedMargins(start), objective.NormalizedMargins(end.Parameters));
        check.Array("minMarginBefore", [before.MinProduct.OrNaN]);
        check.Array("minMarginAfter", [after.MinProduct.OrNaN]);
        check.Array("smoothedBefore", [before.SmoothedProduct.OrNaN]);
        check.Array("smoothedAfter", [after.SmoothedProduct.OrNaN]);
        Assert.True(after.MinProduct.OrNaN < before.MinProduct.OrNaN && after.SmoothedProduct.OrNaN > before.SmoothedProduct.OrNaN);
    }

    private static void SumAndMean(JsonElement input, ReferenceCheck check)
    {
        var objective = Linear(MatrixOf(input.GetProperty("z")));
        foreach (var when in new[] { "Before", "After" })
        {
            var point = At(objective, ReferenceFiles.Flat(input.GetProperty("w" + when)));
            var (psi, norm) = (objective.Statistics(point).Psi, Arithmetic.Kernels.Norm(point.Flat.Span));
            check.Array("sum" + when, [psi / norm]);
            check.Array("mean" + when, [(psi + Math.Log(objective.Data.Count)) / norm]);
        }
    }

    private static void OutputBias(JsonElement input, ReferenceCheck check)
    {
        double Number(string name) => input.GetProperty(name).GetDouble();
        var objective = Of(Matrix.Of(1, 1, Number("x") * Number("y")), [1, 1, 1], new Activation.Linear(), BiasPlacement.Output);
        // The label is +1 and x carries its sign, so the bias does too.
        var (v, u, b) = (Number("v"), Number("u"), Number("b") * Number("y"));
        var point = At(objective, v, u, b);
        var g = Valid(objective.LogGradient(point));
        var psi = objective.Statistics(point).Psi;
        check.Array("logSmoothedRate", [(Arithmetic.Kernels.Dot(g.Span, g.Span) / psi) - (g[0] / v) - (((u * g[1]) + (b * g[2])) / ((u * u) + (b * b)))]);
        Assert.False(objective.Network.IsHomogeneous);
    }

    private static void FirstOrderPoints(JsonElement input, ReferenceCheck check)
    {
        var x = MatrixOf(input.GetProperty("x"));
        Assert.All(ReferenceFiles.Flat(input.GetProperty("y")), static y => Assert.Equal(1, y));
        foreach (var (member, name) in new[] { ("oneNeuron", "One"), ("twoNeurons", "Two") })
        {
            var (first, last) = (MatrixOf(input.GetProperty(member).GetProperty("w1")), ReferenceFiles.Flat(input.GetProperty(member).GetProperty("w2")));
            var objective = Of(x, [x.Columns, first.Rows, 1], new Activation.Relu(), BiasPlacement.None);
            var point = At(objective, [.. first.Span, .. last]);
            check.Array("minMarginProduct" + name, [objective.NormalizedMargins(point).MinProduct.OrNaN]);
            check.Array("oneMinusCosBeta" + name, [Valid(KktConditions.Of(objective, point)).OneMinusCosBeta]);
            Assert.InRange(Valid(KktConditions.Of(objective, point)).OneMinusCosBeta, 0, 1e-14);
        }
    }

    private static void Sandwich(JsonElement input, ReferenceCheck check)
    {
        var margins = ReferenceFiles.Flat(input.GetProperty("margins"));
        var objective = Linear(Matrix.Of(margins.Length, 1, margins), Valid(Loss.Parse(input.GetProperty("loss").GetString()!)));
        var s = objective.Statistics(At(objective, 1));
        check.Array("loss", [s.Loss]);
        check.Array("softMinMargin", [s.SoftMinMargin]);
        check.Array("minMinusSoftMin", [s.MinMargin - s.SoftMinMargin]);
        check.Array("logN", [Math.Log(margins.Length)]);
        check.Array("correction", [Math.Log((Math.Exp(s.Loss) - 1) / s.Loss)]);
    }

    // The largest l1 margin is at a vertex: some examples exactly on the margin, as many coordinates different from zero.
    private static void LargestL1Margin(JsonElement input, ReferenceCheck check)
    {
        var z = MatrixOf(input.GetProperty("z"));
        double[]? best = null;
        foreach (var examples in Subsets(z.Rows))
        {
            foreach (var coordinates in Subsets(z.Columns).Where(c => c.Length == examples.Length))
            {
                var system = Matrix.Of(examples.Length, examples.Length, [.. examples.SelectMany(n => coordinates.Select(i => z[n, i]))]);
                var w = new double[z.Columns];
                if (Arithmetic.Decompositions.Solve(system, Matrix.Build(examples.Length, 1, static b => b.Fill(1))).Match(static x => x, static _ => null!) is not { } solved)
                    continue;
                for (var i = 0; i < coordinates.Length; i++)
                    w[coordinates[i]] = solved[i, 0];
                var feasible = Enumerable.Range(0, z.Rows).All(n => Enumerable.Range(0, z.Columns).Sum(i => w[i] * z[n, i]) >= 1 - 1e-12);
                best = feasible && (best is null || w.Sum(Math.Abs) < best.Sum(Math.Abs)) ? w : best;
            }
        }

        var size = best!.Sum(Math.Abs);
        check.Array("l1MaxMarginDirection", [.. best!.Select(x => x / size)]);
        check.Array("l1Margin", [1 / size]);
    }

    private static IEnumerable<int[]> Subsets(int count) =>
        Enumerable.Range(1, (1 << count) - 1).Select(mask => Enumerable.Range(0, count).Where(i => (mask >> i & 1) == 1).ToArray());
}
