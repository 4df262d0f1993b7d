using Marginalia.Numerics;
using Marginalia.Studies;
using Xunit;

namespace Marginalia.Tests;

public sealed class StudyOutcomeTests
{
    [Theory]
    [InlineData("norm-growth", 1, "psi=600")]
    [InlineData("norm-growth", 2, "psi=600")]
    [InlineData("norm-growth", 3, "psi=600")]
    [InlineData("conservation", 1, "n=12")]
    [InlineData("conservation", 2, "n=12")]
    [InlineData("constrained-spectrum", 1, "norm=60")]
    [InlineData("constrained-spectrum", 2, "norm=60")]
    [InlineData("constrained-spectrum", 3, "norm=60")]
    [InlineData("generalization-gap", 2, "replicates=2 examples=50,200,800,3200")]
    [InlineData("generalization-gap", 4, "replicates=4 examples=50,400,3200")]
    [InlineData("random-labels", 1, "corruption=0,0.4,1 replicates=1 loss=0.01")]
    [InlineData("norm-minimizing", 1, "replicates=1 least-squares-steps=5000")]
    [InlineData("corrupted-pretraining", 1, "corruption=0,0.5,1 replicates=1 loss=0.003")]
    [InlineData("geometry-of-bias", 1, "n=5")]
    [InlineData("geometry-of-bias", 2, "n=5")]
    [InlineData("geometry-of-bias", 3, "n=5")]
    public void EveryExpectedOutcomeHolds(string name, ulong seed, string settings)
    {
        var study = Unwrap.Right(StudyCatalog.Find(name));
        var result = StudyRuns.Run(study, seed, [.. settings.Split(' ').Select(static s => (s.Split('=')[0], s.Split('=')[1]))]);
        Assert.True(result.Verdicts.ForAll(static v => v.Status == VerdictStatus.Holds), $"{name}, seed {seed}: {string.Join("; ", result.Verdicts.Filter(static v => v.Status != VerdictStatus.Holds).Map(static v => $"{v.Id} {v.Status.Word} {v.Measured} {v.Reason}"))}");
    }
}
