using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>What the laws of normalized flow say of a finished run: identities at its final state, one exact step from there, and the course of its margins.</summary>
/// <remarks>Banburski et al., arXiv:1903.04991; Lyu, Li, arXiv:1906.05890; Du, Hu, Lee, arXiv:1806.00900; docs/theory/normalized-flow.md, section 4.</remarks>
public static class RunVerdicts
{
    /// <summary>One verdict per law; a law whose preconditions fail says why.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="trajectory">What came out; the course of margins is judged where "psi", "smoothedMargin" and "normalizedMargin" were recorded.</param>
    public static Arr<Verdict> Of(Plan plan, Trajectory trajectory) =>
        StateIdentities.Of(plan, trajectory.Final).AddRange(StepIdentities.Of(plan, trajectory.Final)).AddRange(MarginCourse.Of(plan, trajectory));
}
