using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Langevin dynamics of the directions at fixed layer norms: <c>V' = retract(V - eta P grad F + sqrt(2 eta T) P xi)</c>, F the declared objective, P the
/// projection tangent to the sphere of each layer.</summary>
/// <remarks>
/// Its stationary density is proportional to <c>exp(-F / T)</c> on the product of spheres, up to a bias that falls with eta (N34). Without the constraint an exponential-type
/// loss has no such density, so there is no other Langevin rule. xi is drawn on stream 3 at step t, coordinate i of the flat vector on its own lane.
/// </remarks>
/// <param name="Temperature">T, 0 or more.</param>
public sealed record SphereLangevin(double Temperature = 0.1) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "sphereLangevin", "Langevin dynamics of the directions of the layers at fixed norms.",
        Array(new FamilyParameter("temperature", 0.1, "the temperature, 0 or more")), static v => new SphereLangevin(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Banburski, Liao, Miranda, Rosasco, De La Torre, Hidary, Poggio", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A11");

    /// <inheritdoc/>
    public override string RateMeaning => "eta multiplies the gradient of the declared objective by V_k, which is rho_k times that by W_k; linear networks: eta (rho R_x)^2 at most 0.1 where the loss is of order 1.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.NotNegative("temperature", Temperature);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => SphereSteps.ErrorsOn(Name, objective);

    /// <inheritdoc/>
    public override Arr<Error> StartErrors(Parameters parameters) => SphereSteps.ZeroLayers(parameters);

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => SphereSteps.Carries(parameters);

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters) => SphereSteps.Start(parameters, SphereSteps.Euclidean);

    private protected override Arr<double> Values => Array(Temperature);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var scale = arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(scale))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(Sink.Store(arena.Scratch(0)));
        Draws.Gaussian(arena.Key, RandomStream.ParameterNoise, (ulong)arena.Step, arena.Scratch(1).Span);
        ReadOnlySpan<double> descent = arena.Scratch(0).Span, noise = arena.Scratch(1).Span, theta = arena.Theta.Span, norms = arena.Carried(0).Span;
        Span<double> next = arena.Next.Span, move = arena.Scratch(2).Span;
        norms.CopyTo(arena.Carry(0).Span);
        var amplitude = Math.Sqrt(2 * arena.Rate * Temperature);
        var layers = arena.Layers;
        for (var k = 0; k < layers.Count; k++)
        {
            var rho = norms[k];
            layers.ScaleAdd(k, scale * rho, descent, amplitude, noise, move);
            var along = layers.Dot(k, theta, move) / rho;
            layers.ScaleAdd(k, 1, move, (1 - along) / rho, theta, next);
            layers.Scale(k, rho / layers.Norm(k, next), next);
        }

        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }
}
