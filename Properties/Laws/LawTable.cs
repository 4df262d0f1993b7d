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
        RescalingInvariance.Law,
        RadialGrowth.Law,
        LayerBalance.Law,
        MatrixBalance.Law,
        NeuronBalance.Law,
        BalanceUnderDecay.Law,
        UnitDirections.Law,
        EntropyIdentity.Law,
        SmoothedMarginRate.Law,
        MarginSandwich.Law,
        KktPoint.Law,
        LocalDualityBound.Law,
        DualityCertificate.Law,
        PerceptronBound.Law,
        FixedNormEquilibrium.Law,
        LayerConvexity.Law,
        BatchNormInvariance.Law,
        NullSpaceFactor.Law,
        RademacherHomogeneity.Law,
        LipschitzBound.Law,
        RadialGrowthInFlow.Law,
        BalancesInFlow.Layers,
        BalancesInFlow.Matrices,
        BalancesInFlow.Neurons,
        BalancesInFlow.UnderDecay,
        ChartsAgree.Polar,
        WeightNormFlow.Law,
        WeightNormStep.Law,
        ChartsAgree.Clocks,
        SmoothedMarginGrows.Law,
        SmoothedMarginInDescent.Linear,
        SmoothedMarginInDescent.Controlled,
        DeepLimits.Growth,
        LinearConstants.Gap,
        LinearRates.Law,
        LinearConstants.Weights,
        DeepLimits.Alignment,
        PNormBias.Law,
        GibbsOnTheSphere.Law,
        GapShrinksWithExamples.Law);
}
