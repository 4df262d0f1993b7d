using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>Everything one pure step depends on.</summary>
/// <param name="Objective">What is minimized.</param>
/// <param name="Sampler">Which examples the step sees.</param>
/// <param name="Rate">The step size that the schedule gives at this step.</param>
/// <param name="Parameters">theta_t.</param>
/// <param name="Memory">The rule's memory at t, first made by <see cref="Rule.Init"/>.</param>
/// <param name="Step">t.</param>
/// <param name="Key">The key of the run.</param>
public sealed record StepInput(Objective Objective, Sampler Sampler, double Rate, Parameters Parameters, Memory Memory, long Step, Key Key);
