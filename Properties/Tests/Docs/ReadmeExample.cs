using Marginalia;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Tests;

/// <summary>The example of README.md; <see cref="DocumentedCodeTests"/> holds the two together.</summary>
internal static class ReadmeExample
{
    internal static FinishedExperiment Run()
    {
        var run = Experiment.On(Datasets.Digits())
            .TrainingOn(300)
            .WithHiddenLayers(64)
            .StartingAt(scale: 1, seed: 7)
            .Until(new TargetPsi(10))
            .AtMost(2000)
            .Run();

        Console.WriteLine(run.Outcome);
        Console.WriteLine($"normalized margin {run.Last("normalizedMargin")}, test error {run.Last("test.error")}");
        foreach (var verdict in run.Verdicts)
            Console.WriteLine($"{verdict.Id} {verdict.Status.Word}: {verdict.Statement}");
        Console.WriteLine("report: " + run.WriteReport("runs/digits.html"));

        return run;
    }
}
