using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Studies;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Snapshots;

/// <summary>Reduced instances of the studies under the portable policy: the same bits on every machine.</summary>
public sealed class StudySnapshots
{
    /// <summary>Small enough for a second each; outcomes need not hold at these sizes.</summary>
    public static TheoryData<string, string> Reduced => new()
    {
        { "margin-race", "steps=200 gd-steps=500 flow-psi=20 wn-flow-psi=5" },
        { "norm-growth", "psi=20" },
        { "conservation", "time=0.1 control-steps=20 tolerances=1e-6,1e-9" },
        { "after-zero-error", "replicates=1 train=40 width=16 evaluations=150" },
        { "initialization-scale", "scales=0.7,2 replicates=1 train=40 width=12 steps=60" },
        { "random-labels", "corruption=0,1 replicates=1 train=40 width=12 steps=60" },
        { "corrupted-pretraining", "corruption=0,0.5 replicates=1 train=40 width=12 steps=60" },
        { "weight-normalization", "scales=1,3 replicates=1 train=40 width=8 evaluations=60" },
        { "norm-minimizing", "replicates=1 train=40 width=12 steps=60 least-squares-steps=200" },
        { "generalization-gap", "examples=20,40 replicates=1 test=100 steps=60" },
        { "geometry-of-bias", "steps=2000 psi=40 relu-psi=10 norm=50" },
        { "constrained-spectrum", "norm=20" },
    };

    [Theory]
    [MemberData(nameof(Reduced))]
    public void AReducedInstance(string study, string settings) => Snapshot.Verify(StudyText.Of(Run(study, settings)), parameters: [("study", study)]);

    [Fact]
    public void EveryStudyHasASnapshot() =>
        Assert.Equal(StudyCatalog.All.Map(static s => s.Name).Order(StringComparer.Ordinal), Reduced.Select(static r => (string)r[0]).Order(StringComparer.Ordinal));

    private static StudyResult Run(string name, string settings)
    {
        var study = StudyCatalog.Find(name).IfLeft(static e => throw new InvalidOperationException(e.Sentence));
        var changes = settings.Split(' ').Select(static s => (s.Split('=')[0], s.Split('=')[1])).ToArr();
        var data = study.Data.Map(static d => (d, DataCatalog.Load(d, new Key(1)).IfFail(static e => throw new InvalidOperationException(e.Head.Sentence))));
        return study.Run(new StudyContext(
            NumericsPolicy.Portable(), new Key(1), toMap(data),
            StudySettings.Create(study.Parameters, changes).IfFail(static e => throw new InvalidOperationException(e.Head.Sentence))))
            .IfLeft(static e => throw new InvalidOperationException(e.Sentence));
    }
}
