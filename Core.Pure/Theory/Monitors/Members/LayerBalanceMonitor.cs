using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N6 at every step: a gradient step changes the balance of two layers by second-order terms only, exactly.</summary>
public sealed record LayerBalanceMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N6";

    /// <inheritdoc/>
    public override string Statement =>
        "A gradient step changes the balance B_k = rho_k^2 - p rho_(k+1)^2 (biases of layer k included) by exactly c^2 (|D_k|^2 - p |D_(k+1)|^2).";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of rho^2 and rho'^2 of both layers and c sum_n |c_n f_n|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.DuHuLee("N6");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) =>
        plan.Rule.WeightDecay != 0 && plan.Rule.IsGradientStep ? "the rule decays weights; see N9" : UnitExcesses.Objection(plan, NoGradientStep(plan));

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums) => UnitExcesses.OfLayers(sums);
}

/// <summary>N9 at every step: the balance of two layers under weight decay.</summary>
public sealed record DecayingBalanceMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N9";

    /// <inheritdoc/>
    public override string Statement =>
        "A gradient step with weight decay lambda makes the balance B_k exactly (1 - eta lambda)^2 B_k + c^2 (|D_k|^2 - p |D_(k+1)|^2).";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of rho^2 and rho'^2 of both layers and c sum_n |c_n f_n|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.DuHuLee("N9");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) =>
        plan.Rule.WeightDecay == 0 && plan.Rule.IsGradientStep ? "the rule does not decay weights; see N6" : UnitExcesses.Objection(plan, NoGradientStep(plan));

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums) => UnitExcesses.OfLayers(sums);
}
