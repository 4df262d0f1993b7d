using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Gradient descent on the logarithm of the loss: <c>theta' = theta + a grad psi</c>, psi = -log L; gradient descent with step a / L.</summary>
/// <remarks>It never stalls, whatever the margins. Linear networks: psi has curvature at most R_x^2, so a &lt;= 1 / R_x^2 never decreases it. Sum and mean
/// give the same steps.</remarks>
public sealed record LogGradientDescent : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "logGradientDescent", "Gradient descent on the logarithm of the loss.", Arr<FamilyParameter>.Empty, static _ => new LogGradientDescent());

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Nacson, Lee, Gunasekar, Savarese, Srebro, Soudry", "Convergence of Gradient Descent on Separable Data", "arXiv:1803.01905", "docs/theory/normalized-flow.md, A9");

    /// <inheritdoc/>
    public override string RateMeaning => "a multiplies the gradient of -log L; linear networks: at most 1 / R_x^2, R_x the largest norm of an example.";

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override bool IsGradientStep => true;

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(new Sink(arena.Next, arena.Theta, 1, arena.Rate));
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(arena.Rate)) with { Displacement = arena.Rate };
    }
}
