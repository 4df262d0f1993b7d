using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>The table of laws; a new law is one new file and one new row here.</summary>
public static class LawTable
{
    /// <summary>Every law of the house, by id.</summary>
    public static Arr<Law> All { get; } = Array<Law>(
        GradientIsSlope.Law,
        HessianIsSymmetric.Law,
        ArenaEqualsSteps.Law,
        ResumeEqualsUninterrupted.Law,
        ThreadsGiveTheSameBits.Law,
        NoDrawTwice.Law,
        PortableBits.Law,
        SameKeySameNoise.Law,
        EulerIdentity.Law,
        HomogeneityOfOutputs.Law,
        ScaleInvariance.Law,
        RescalingInvariance.Law);
}
