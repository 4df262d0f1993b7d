using FsCheck;
using FsCheck.Fluent;
using Marginalia.Laws;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

public sealed class LawsReadmeTests
{
    [Fact]
    public void The_example_of_the_laws_readme_is_the_code_of_this_test_and_holds()
    {
        var lines = Repository.Read("Properties/Tests/Laws/LawsReadmeTests.cs").Split('\n');
        var from = System.Array.FindIndex(lines, static l => l.TrimStart().StartsWith("// Is the balance", StringComparison.Ordinal));
        var until = System.Array.FindIndex(lines, from, static l => l.TrimStart().StartsWith("Console.WriteLine(violation)", StringComparison.Ordinal));
        var code = string.Join('\n', lines[from..(until + 1)].Select(static l => l.Length > 8 ? l[8..] : ""));
        Assert.Contains("```csharp\n" + code + "\n```", Repository.Read("Properties/Laws/README.md"), StringComparison.Ordinal);
        Assert.Equal(50, Example().Held);
    }

    private static LawReport Example()
    {
        // Is the balance of layers (N6) exact for my networks, on batches of 5 of my 20 examples?
        var mine = Gen.Elements(3, 5, 8).Select(static width => new TrainingRecipe(
            new NetworkRecipe(4, Array(width), 1, new Activation.Relu(), BiasPlacement.None, new Loss.Logistic(), 20, 1.0, Awkwardness.None, 7),
            Reduction.Sum, new GradientDescent(), new WithReplacement(5), 0.1, 3));
        var law = LayerBalance.Law with { Instances = Arb.From(mine) };
        var report = law.Validate(NumericsPolicy.Portable(), count: 50, seed: 1);
        Console.WriteLine(report.Verdict.Measured);
        foreach (var violation in report.Violations)
            Console.WriteLine(violation);
        return report;
    }
}
