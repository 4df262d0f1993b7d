using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Log-loss descent in polar form: every layer is <c>W_k = rho_k V_k</c>, V_k moves along the sphere by <c>a rho_k tan(g_k)</c>, g = grad psi, and rho_k
/// stays where it started or moves by <c>a &lt;V_k, g_k&gt;</c>.</summary>
/// <remarks>
/// tan is the part of the gradient tangent to the sphere as the scheme defines it. It carries the norms as a vector, so that a V_k off its sphere is theta_k / rho_k.
/// Weight normalization started at unit directions is the Lagrange scheme with free norms in the limit of small steps (N13). A layer that is
/// exactly zero has no direction and is refused.
/// </remarks>
/// <param name="Scheme">How directions are kept on the sphere.</param>
/// <param name="HasFreeNorms">Whether the norms move.</param>
public sealed record SphereDescent(SphereScheme Scheme = SphereScheme.Retraction, bool HasFreeNorms = false) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = RowOf("sphereDescent", "divided by its norm after a tangent step", SphereScheme.Retraction);

    internal static FamilyMember<Rule> TangentRow { get; } = RowOf("tangentSphereDescent", "moved along the tangent", SphereScheme.Tangent);

    internal static FamilyMember<Rule> LagrangeRow { get; } = RowOf("lagrangeSphereDescent", "held by a Lagrange multiplier", SphereScheme.Lagrange);

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Scheme switch
    {
        SphereScheme.Lagrange => LagrangeRow,
        SphereScheme.Tangent => TangentRow,
        _ => Row,
    };

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Banburski, Liao, Miranda, Rosasco, De La Torre, Hidary, Poggio", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A5");

    /// <inheritdoc/>
    public override string RateMeaning => "a multiplies the gradient of -log L by V_k, which is rho_k times that by W_k; linear networks: at most 1 / (rho R_x)^2.";

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => SphereSteps.ErrorsOn(Name, objective);

    /// <inheritdoc/>
    public override Arr<Error> StartErrors(Parameters parameters) => SphereSteps.ZeroLayers(parameters);

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => SphereSteps.Carries(parameters);

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters) => SphereSteps.Start(parameters, SphereSteps.Euclidean);

    private protected override Arr<double> Values => Array(HasFreeNorms ? 1.0 : 0);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(Sink.Store(arena.Scratch(0)));
        ReadOnlySpan<double> gradient = arena.Scratch(0).Span, theta = arena.Theta.Span, norms = arena.Carried(0).Span;
        Span<double> next = arena.Next.Span, nextNorms = arena.Carry(0).Span;
        var layers = arena.Layers;
        for (var k = 0; k < layers.Count; k++)
        {
            var rho = norms[k];
            var radial = layers.Dot(k, theta, gradient) / rho;
            var size = layers.Norm(k, theta) / rho;
            var along = Scheme == SphereScheme.Lagrange ? radial : radial / (size * size);
            nextNorms[k] = HasFreeNorms ? rho + (arena.Rate * radial) : rho;
            // V' = theta / rho + a rho (g - along theta / rho)
            layers.ScaleAdd(k, arena.Rate * rho, gradient, (1 - (arena.Rate * rho * along)) / rho, theta, next);
            layers.Scale(k, Scheme == SphereScheme.Retraction ? nextNorms[k] / layers.Norm(k, next) : nextNorms[k], next);
        }

        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }

    private static FamilyMember<Rule> RowOf(string name, string how, SphereScheme scheme) => new(
        name, $"Log-loss descent in norms and directions, the direction {how}.",
        Array(new FamilyParameter("freeNorms", 0, "1 when the norms of the layers move, 0 when they stay", true)), v => new SphereDescent(scheme, v[0] != 0));
}
