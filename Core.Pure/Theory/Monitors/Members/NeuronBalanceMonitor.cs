using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N8 at every step: a gradient step changes the balance of a hidden unit by second-order terms only, exactly; with and without biases.</summary>
public sealed record NeuronBalanceMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N8";

    /// <inheritdoc/>
    public override string Statement =>
        "A gradient step W' = keep W + c D makes a hidden unit's squared incoming weights and bias less p times its squared outgoing weights exactly keep^2 times that plus c^2 times the same of D.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of rho^2 and rho'^2 of both layers and c sum_n |c_n f_n|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.DuHuLee("N8");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => UnitExcesses.Objection(plan, NoGradientStep(plan));

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums) => UnitExcesses.OfUnits(sums);
}
