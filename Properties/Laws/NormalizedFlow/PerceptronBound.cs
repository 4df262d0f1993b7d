using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N26: how fast log-loss descent from zero moves along the best direction.</summary>
public static class PerceptronBound
{
    private const int StepCount = 40;
    private const double RelativeTolerance = 1e-10;

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N26",
        "perceptron-type bound",
        "Descent on -log L of a linear model from zero gains at least gamma* a along the best direction in each step, and its norm at most a R_x.",
        "<w_k, V*> >= gamma* a k; |w_k| <= a k R_x",
        "linearly separable data",
        "1e-10 a k",
        LawKind.Inequality,
        Sources.Nacson("N26"),
        LinearRecipe.Any,
        static (numerics, recipe) => HardMarginSolver.Solve(recipe.Data).Checked(solved => solved.Match(
            found => Check(numerics, recipe, found), static _ => new Outcome.NotApplicable("the data are not linearly separable through the origin"))),
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe, HardMargin.Separable solution)
    {
        var objective = recipe.Objective(numerics);
        var radius = recipe.Data.InputRadius;
        var a = 1 / (radius * radius);
        var zero = Parameters.Create(objective.Network.Layout, Vector.Zeros(recipe.InputSize)).Made();
        var checkpoints = new List<TrainingState>();
        return Plan.Create(objective, new LogGradientDescent(), new Constant(a), StepCount, stoppingRules: Arr<StoppingRule>.Empty, checkpointInterval: 1).Checked(plan =>
        {
            Run.Continue(plan, Run.Start(plan, zero, new Key(recipe.Seed)).Made(), new(Checkpoint: checkpoints.Add)).Made();
            return Outcome.All(checkpoints.Select(state => Outcome.All([
                Outcome.AtMost(solution.Margin * a * state.Step, Probing.Dot(state.Parameters.Flat.Span, solution.Direction.Span), RelativeTolerance * a * state.Step, $"<w, V*> at step {state.Step}"),
                Outcome.AtMost(numerics.Kernels.Norm(state.Parameters.Flat.Span), a * state.Step * radius, RelativeTolerance * a * state.Step, $"|w| at step {state.Step}"),
            ])));
        });
    }
}
