using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Runs: a plan and a state make a trajectory.</summary>
/// <remarks>
/// A run is a pure function; inside it works in a private double-buffered arena and makes immutable states only at checkpoints and at the end. It
/// equals single pure steps (<see cref="Rule.Step"/>) to the bit, and a run that is continued from any of its states equals the uninterrupted one,
/// recorded rows included. At every state the step from there is made before the state is judged: a run that ends drops it.
/// </remarks>
public static class Run
{
    /// <summary>The state before the first step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="parameters">Where the run starts.</param>
    /// <param name="key">The key of the run: batches and noise are functions of it and the step.</param>
    /// <returns>The state, or an error: shapeMismatch when the parameters belong to another network, zeroLayer for rules that need the directions of the layers.</returns>
    public static Either<Error, TrainingState> Start(Plan plan, Parameters parameters, Key key)
    {
        if (parameters.Layout != plan.Objective.Network.Layout)
            return Left<Error, TrainingState>(WrongLayout(plan, parameters));
        var errors = plan.Rule.StartErrors(parameters);
        return errors.Count > 0
            ? Left<Error, TrainingState>(errors[0])
            : Right<Error, TrainingState>(new(parameters, plan.Rule.Init(parameters), 0, Clocks.Zero, key) { Window = plan.Window });
    }

    /// <summary>Runs from a state to the end of the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">Where to go on: a start, a checkpoint, or the end of another run.</param>
    /// <param name="control">Progress, checkpoints and cancellation.</param>
    /// <returns>The trajectory, or an error when the state does not belong to the plan: shapeMismatch for other parameters or another
    /// memory, parameterDomain for a negative step. However the run ends, divergence included, is a trajectory.</returns>
    public static Either<Error, Trajectory> Continue(Plan plan, TrainingState state, RunControl? control = null) =>
        Refusal(plan, state) is { } error ? Left<Error, Trajectory>(error) : Right<Error, Trajectory>(new RunLoop(plan, state, control ?? new()).Complete());

    private static Error? Refusal(Plan plan, TrainingState state)
    {
        if (state.Parameters.Layout != plan.Objective.Network.Layout)
            return WrongLayout(plan, state.Parameters);
        var carried = plan.Rule.Carries(state.Parameters);
        if (state.Memory.Shape != carried)
            return new Error.ShapeMismatch($"The memory of the state ({state.Memory.Shape})", "another", $"{carried}, which {plan.Rule.Name} carries,");
        return state.Step < 0 ? new Error.ParameterDomain("the step of the state", $"{state.Step}", "0 or more") : null;
    }

    private static Error WrongLayout(Plan plan, Parameters parameters) => new Error.ShapeMismatch(
        "The parameters", $"{parameters.Layout.ParameterCount} in {parameters.Layout.Blocks.Count} blocks",
        $"{plan.Objective.Network.ParameterCount} in {plan.Objective.Network.Layout.Blocks.Count} blocks, the layout of the network,");
}
