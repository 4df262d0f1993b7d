using System.Diagnostics;

namespace Marginalia.Numerics;

/// <summary>Why an integration stopped.</summary>
public enum OdeOutcome
{
    /// <summary>At the time that was asked for, exactly.</summary>
    Reached,

    /// <summary>After the number of steps that was allowed.</summary>
    StepCap,

    /// <summary>Where the right side or the point stopped being finite.</summary>
    NonFinite,

    /// <summary>Where the step became too small to move the time.</summary>
    StepUnderflow,

    /// <summary>Where the equation of an implicit step could not be solved.</summary>
    NotConverged,
}

/// <summary>Operations on <see cref="OdeOutcome"/>.</summary>
public static class OdeOutcomeModule
{
    extension(OdeOutcome outcome)
    {
        /// <summary>The sentence the user reads.</summary>
        public string Sentence => outcome switch
        {
            OdeOutcome.Reached => "The integration reached its final time.",
            OdeOutcome.StepCap => "The integration stopped at its cap of steps; allow more, or loosen the tolerance.",
            OdeOutcome.NonFinite =>
                "The right side is not finite next to the last point; the flow has probably blown up, so use a clock without blow-up.",
            OdeOutcome.StepUnderflow =>
                "The step shrank below the resolution of the time; the right side is singular or jumps here, so set a step floor.",
            OdeOutcome.NotConverged => "The equation of an implicit step was not solved by iteration; use a smaller step.",
            _ => throw new UnreachableException(),
        };
    }
}
