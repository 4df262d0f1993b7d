using Marginalia;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Tests;

/// <summary>The code of docs/tutorial.md, in its order; <see cref="DocumentedCodeTests"/> holds the two together.</summary>
internal static class Tutorial
{
    internal static void Run(TextWriter output)
    {
        var data = DataCatalog.Load("separable:n=20,d=5,gap=0.3", new Key(1)).IfFail(errors => throw new InvalidInputException(errors));

        output.WriteLine($"{data.Count} examples, {data.InputSize} features, input radius {data.InputRadius:F4}");

        var answer = HardMarginSolver.Solve(data).IfLeft(error => throw new InvalidOperationException(error.Sentence));
        if (answer is not HardMargin.Separable best)
            throw new InvalidOperationException("No line through the origin separates these data.");

        output.WriteLine($"largest margin gamma* = {best.Margin:F6}, {best.Support.Length} support vectors, c = {best.MarginGapConstant:F4}");

        var run = Experiment.On(data)
            .Minimizing(new Loss.Exponential())
            .By(new LogGradientDescent(), 1 / (data.InputRadius * data.InputRadius))
            .StartingAt(scale: 0.5, seed: 1)
            .Until(new TargetPsi(500))
            .AtMost(100_000)
            .On(NumericsPolicies.Portable())
            .Run();

        output.WriteLine(run.Outcome);

        var points = HardMarginSolver.Signed(data.Inputs, ((Targets.Signs)data.Targets).Labels);
        var weights = run.Trajectory.Final.Parameters.Flat.Span;
        var found = LinearMargins.Of(points, weights);

        output.WriteLine($"{found.Margin:F6} <= gamma* <= {found.UpperBound:F6}");

        var predicted = best.PredictedGap(found.Norm, best.PerpendicularSquared(weights));
        output.WriteLine($"gap {best.Margin - found.Margin:E3}, predicted {predicted:E3}");

        foreach (var verdict in run.Verdicts.Filter(v => v.Id is "N15" or "N16" or "N18"))
            output.WriteLine($"{verdict.Id} {verdict.Status.Word}");

        var deep = Experiment.On(data)
            .WithHiddenLayers(6, 4)
            .Activated(new Activation.Linear())
            .Minimizing(new Loss.Exponential())
            .StartingAt(scale: 0.7, seed: 1)
            .Until(new TargetPsi(500))
            .AtMost(20_000)
            .On(NumericsPolicies.Portable())
            .Run();

        output.WriteLine($"three layers: {deep.Last("normalizedMargin").OrNaN:F6} of {best.Margin:F6}");
    }
}
