using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Log-loss descent with the l_p norm of every layer held fixed: a step tangent to the sphere of the norm, then division by the norm.</summary>
/// <remarks>The constraint changes the implicit bias: a linear model of norm rho tends to the largest margin in the l_p norm, up to log n / rho; descent without
/// constraint corresponds to p = 2 (N32). The norms are those of the start.</remarks>
/// <param name="P">The exponent, above 1 and finite.</param>
public sealed record PNormDescent(double P = 2) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "pNormDescent", "Log-loss descent with the l_p norm of every layer held fixed.",
        Array(new FamilyParameter("p", 2, "the exponent, above 1 and finite")), static v => new PNormDescent(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Banburski, Liao, Miranda, Rosasco, De La Torre, Hidary, Poggio", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A6");

    /// <inheritdoc/>
    public override string RateMeaning => "a multiplies the gradient of -log L by V_k, which is rho_k times that by W_k; linear networks: at most 1 / (rho R_x)^2.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => PNorms.Errors(P);

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => SphereSteps.ErrorsOn(Name, objective);

    /// <inheritdoc/>
    public override Arr<Error> StartErrors(Parameters parameters) => SphereSteps.ZeroLayers(parameters);

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => SphereSteps.Carries(parameters);

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters) => SphereSteps.Start(parameters, numbers => PNorms.Norm(numbers, P));

    private protected override Arr<double> Values => Array(P);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(Sink.Store(arena.Scratch(0)));
        ReadOnlySpan<double> gradient = arena.Scratch(0).Span, theta = arena.Theta.Span, norms = arena.Carried(0).Span;
        Span<double> normal = arena.Scratch(1).Span, next = arena.Next.Span;
        norms.CopyTo(arena.Carry(0).Span);
        var layers = arena.Layers;
        for (var k = 0; k < layers.Count; k++)
        {
            var rho = norms[k];
            layers.PNormal(k, theta, rho, P, normal);
            var along = layers.Dot(k, normal, gradient) / layers.Dot(k, normal, normal);
            layers.ScaleAdd(k, arena.Rate * rho, gradient, 1 / rho, theta, next);
            layers.ScaleAdd(k, -arena.Rate * rho * along, normal, 1, next, next);
            layers.Scale(k, rho / layers.PNorm(k, next, P), next);
        }

        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }
}
