using Marginalia;
using Marginalia.Audits;
using Marginalia.Files;

namespace Marginalia.Tests;

/// <summary>The example of docs/audit.md; <see cref="DocumentedCodeTests"/> holds the two together.</summary>
internal static class AuditExample
{
    internal static AuditResult Run()
    {
        var run = Experiment.On(Datasets.Digits()).TrainingOn(300).WithHiddenLayers(32).AtMost(300).Run();
        var audit = run.Audit();

        var model = audit.Models[0];
        Console.WriteLine(model.CoverageSentence);
        Console.WriteLine($"path norm {model.Measure("path.phi(2)").Map(v => v.Value)}");
        foreach (var warning in model.Warnings)
            Console.WriteLine(warning.Sentence);
        audit.WriteReport("runs/audit.html");

        return audit;
    }
}
