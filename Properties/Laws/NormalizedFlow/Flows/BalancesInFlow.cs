using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N6 to N9 along gradient flow: balances are conserved, under weight decay they shrink exponentially.</summary>
public static class BalancesInFlow
{
    private const double Decay = 0.3;
    private const double Floor = 1e-3;
    private const string Preconditions = "dense layers in a row with linear or power activations";

    /// <summary>N6.</summary>
    public static Law<FlowRecipe> Layers { get; } = new(
        "N6.flow", "layer balance in the flow", "Gradient flow conserves rho_k^2 - p rho_(k+1)^2 of every pair of layers.",
        "d/dt (rho_k^2 - p rho_(k+1)^2) = 0", Preconditions, Conservation.InWords, LawKind.Flow, Sources.DuHuLee("N6"), FlowRecipe.Smooth,
        static (numerics, recipe) => Conservation.Check(numerics, recipe, Flow.GradientFlow, 1, static (n, p) => n.LayerBalances(p).Map(static b => b.ToArray().AsEnumerable())),
        static r => r.ToString());

    /// <summary>N6 at kinks.</summary>
    public static Law<FlowRecipe> LayersAtKinks { get; } = new(
        "N6.kinks", "layer balance in the flow of relu networks", "Gradient flow of relu and leaky networks, followed with a floor of the step size at their kinks, conserves the balances of layers up to the error of those steps.",
        "d/dt (rho_k^2 - rho_(k+1)^2) = 0", "dense layers in a row with piecewise linear activations; a start whose gradient of L is at most 10, so that the floor is a small step", "50 h_min^1.5 max(1, max rho_k^2), h_min = 1e-3, rtol = 1e-6",
        LawKind.Flow, Sources.DuHuLee("N6"), FlowRecipe.Kinked, CheckAtKinks, static r => r.ToString());

    /// <summary>N7.</summary>
    public static Law<FlowRecipe> Matrices { get; } = new(
        "N7.flow", "matrix balance in the flow", "In linear networks gradient flow conserves every matrix W_(k+1)^T W_(k+1) - W_k W_k^T.",
        "d/dt (W_(k+1)^T W_(k+1) - W_k W_k^T) = 0", "linear dense layers in a row", Conservation.InWords, LawKind.Flow, Sources.DuHuLee("N7"), FlowRecipe.Linear,
        static (numerics, recipe) => recipe.Problem.Activation is Activation.Linear
            ? Conservation.Check(numerics, recipe, Flow.GradientFlow, 1, static (n, p) => n.MatrixBalances(p).Map(static m => m.SelectMany(static x => x.Span.ToArray())))
            : new Outcome.NotApplicable("the network is not linear"),
        static r => r.ToString());

    /// <summary>N8.</summary>
    public static Law<FlowRecipe> Neurons { get; } = new(
        "N8.flow", "neuron balance in the flow", "Gradient flow conserves the squared incoming less p times the squared outgoing weights of every hidden unit.",
        "d/dt (|row j of W_k|^2 - p |column j of W_(k+1)|^2) = 0", Preconditions, Conservation.InWords, LawKind.Flow, Sources.DuHuLee("N8"), FlowRecipe.Smooth,
        static (numerics, recipe) => Conservation.Check(numerics, recipe, Flow.GradientFlow, 1, static (n, p) => n.NeuronBalances(p).Map(static b => b.SelectMany(static x => x.ToArray()))),
        static r => r.ToString());

    /// <summary>N9.</summary>
    public static Law<FlowRecipe> UnderDecay { get; } = new(
        "N9.flow", "balance under weight decay in the flow", "Under gradient flow with weight decay lambda every balance shrinks as exp(-2 lambda t).",
        "B_k(t) = exp(-2 lambda t) B_k(0), lambda = 0.3", Preconditions, Conservation.InWords, LawKind.Flow, Sources.DuHuLee("N9"), FlowRecipe.Smooth,
        static (numerics, recipe) => Conservation.Check(
            numerics, recipe, Flow.GradientFlow with { WeightDecay = Decay }, Elementary.Exp(-2 * Decay * recipe.Time), static (n, p) => n.LayerBalances(p).Map(static b => b.ToArray().AsEnumerable())),
        static r => r.ToString());

    private static Outcome CheckAtKinks(NumericsPolicy numerics, FlowRecipe recipe) => recipe.Build(numerics).Checked(built =>
        numerics.Kernels.Norm(built.Objective.Gradient(built.Parameters).Span) > 10
            ? new Outcome.NotApplicable("the gradient at the start is so steep that a step at the floor is large")
            : Conservation.Check(
                numerics, recipe, Flow.GradientFlow, DormandPrince.Create(1e-6, Floor).Made(), 50 * Floor * Math.Sqrt(Floor), 1, static (n, p) => n.LayerBalances(p).Map(static b => b.ToArray().AsEnumerable())));
}
