using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>Everything that a short run is made from, small enough to print and to shrink.</summary>
/// <param name="Problem">Network, data, loss and start.</param>
/// <param name="Reduction">How the losses of the examples become one number.</param>
/// <param name="Rule">How parameters move.</param>
/// <param name="Sampler">Which examples each step sees.</param>
/// <param name="Rate">The step size, constant.</param>
/// <param name="StepCount">The number of steps, 1 or more.</param>
public sealed record TrainingRecipe(NetworkRecipe Problem, Reduction Reduction, Rule Rule, Sampler Sampler, double Rate, int StepCount)
{
    /// <summary>The key of the run.</summary>
    public Key Key => new Key(Problem.Seed).For("run");

    /// <summary>The objective.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics) => Problem.Objective(numerics).Reduced(Reduction);

    /// <summary>The plan, recording loss, norms and margins at every third step.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="checkpointInterval">Steps between two checkpoints; 0 for none.</param>
    /// <returns>The plan, or why rule, sampler and problem do not fit.</returns>
    public Validation<Error, Plan> Plan(NumericsPolicy numerics, int checkpointInterval = 0) => Training.Plan.Create(
        Objective(numerics), Rule, new Constant(Rate), StepCount, Sampler, Arr<StoppingRule>.Empty,
        Prelude.Array<Probe>(new LossProbe(), new NormProbe(), new MarginProbe(), new StepProbe()), new ObservationSchedule.Every(3), checkpointInterval);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Problem}; {Reduction}, {Rule.Text}, {Sampler.Text}, step size {Rate:R}, {StepCount} steps");
}
