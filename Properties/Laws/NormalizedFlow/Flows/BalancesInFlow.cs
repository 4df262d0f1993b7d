using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N6 to N9 along gradient flow: balances are conserved, under weight decay they shrink exponentially.</summary>
public static class BalancesInFlow
{
    private const double Decay = 0.3;
    private const string Preconditions = "dense layers in a row with linear or power activations";

    /// <summary>N6.</summary>
    public static Law<FlowRecipe> Layers { get; } = new(
        "N6.flow", "layer balance in the flow", "Gradient flow conserves rho_k^2 - p rho_(k+1)^2 of every pair of layers.",
        "d/dt (rho_k^2 - p rho_(k+1)^2) = 0", Preconditions, Conservation.InWords, LawKind.Flow, Sources.DuHuLee("N6"), FlowRecipe.Smooth,
        static (numerics, recipe) => Conservation.Check(numerics, recipe, Flow.GradientFlow, 1, static (n, p) => n.LayerBalances(p).Map(static b => b.ToArray().AsEnumerable())),
        static r => r.ToString());

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
}
