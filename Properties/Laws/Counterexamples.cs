using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>The table of counterexamples and negative controls: single instances on which a naive claim fails and its correction holds.</summary>
public static class Counterexamples
{
    /// <summary>Every counterexample, by id.</summary>
    public static Arr<Counterexample> All { get; } = Array(
        MinMarginMayFall.Instance,
        MeanLossMargin.Instance,
        FiniteNormIsNotMaxMargin.Instance,
        OutputBiasBreaksMonotonicity.Instance,
        DirectionsTurnBack.Instance,
        WeightNormIsAnotherFlow.Instance,
        WeightNormRates.Instance,
        LagrangeFlowOffTheSphere.Instance,
        PNormChangesTheBias.Instance,
        JointHessianIsFlat.Instance,
        NoGibbsDensity.Instance,
        BalanceIsExact.Instance,
        KktResidualMayRise.Instance,
        DiagonalNetworksFavorL1.Instance,
        SummableDecayStopsHalfWay.Instance,
        GapNeedsManyExamples.Instance,
        NormalizedLossesShareAFactor.Instance,
        RescalingUnitsMovesMargins.Instance,
        BalanceIsExact.NegativeControl,
        LargeStepsLowerTheMargin.Instance,
        LogisticSandwichNeedsItsTerm.Instance,
        MinMarginMayFall.Numbers,
        DiagonalNetworksFavorL1.NegativeControl,
        EpsilonBreaksBatchNorm.Instance,
        KktPointIsNotMaxMargin.Instance,
        PathNormSeesWidth.Instance,
        HiddenSignatures.Instance,
        OneDistance.Instance,
        RecurrentSecondTerm.Instance);
}
