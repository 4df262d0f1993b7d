using Marginalia.Numerics;
using Marginalia.Studies;
using Xunit;

namespace Marginalia.Tests;

public sealed class MarginRaceTests
{
    private static readonly (string, string)[] Quick = [("gd-steps", "20000"), ("wn-flow-psi", "10"), ("steps", "20000")];

    /// <summary>Slopes -1 and -2, the constant of the gap of log-loss descent, dual acceleration and gradient flow, and the certificate.</summary>
    [Fact]
    public void OnTenSeedsEverySlopeAndConstantIsAsStated()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var result = StudyRuns.Run(MarginRace.Study, seed, Quick);
            Assert.True(result.Verdicts.ForAll(static v => v.Status == VerdictStatus.Holds), $"seed {seed}: {string.Join("; ", result.Verdicts.Map(static v => $"{v.Id} {v.Status.Word} {v.Measured} {v.Reason}"))}");
        }
    }

    [Fact]
    public void NearlyDegenerateSupportIsNotJudgedButMeasured()
    {
        var result = StudyRuns.Run(MarginRace.Study, 1, ("least-slack", "0"), ("least-dual", "0"), ("gd-steps", "1000"), ("steps", "1000"), ("wn-flow-psi", "5"), ("flow-psi", "50"), ("n", "200"));
        foreach (var id in (string[])["margin-race.slope-log", "margin-race.constant-log", "margin-race.constant-dual", "margin-race.constant-flow"])
        {
            var verdict = StudyRuns.Verdict(result, id);
            Assert.Equal(VerdictStatus.NotApplicable, verdict.Status);
            Assert.Contains("smallest slack", verdict.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(VerdictStatus.Holds, StudyRuns.Verdict(result, "N24").Status);
    }

    [Fact]
    public void DataThatAreAlwaysDegenerateAreAnErrorThatSaysWhatToDo()
    {
        var error = Unwrap.Left(MarginRace.Study.Run(StudyRuns.Context(MarginRace.Study, 1, ("n", "200"), ("least-slack", "0.5"))));
        Assert.Contains("least-slack", error.Sentence, StringComparison.Ordinal);
    }
}
