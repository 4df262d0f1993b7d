using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>The step size as a function of the step: one member of the family for each form.</summary>
/// <remarks>What the step size means is up to the rule (<see cref="Rule.RateMeaning"/>).</remarks>
public abstract record Schedule
{
    private protected Schedule() { }

    /// <summary>The row of <see cref="Schedules.All"/> it belongs to.</summary>
    public abstract FamilyMember<Schedule> Member { get; }

    /// <summary>The text that <see cref="Schedules.Parse"/> reads back: "constant(rate=0.1)".</summary>
    public string Text => Member.TextOf(Values);

    /// <summary>What is wrong with its numbers.</summary>
    public abstract Arr<Error> Errors { get; }

    /// <summary>The step size of the update from theta_t to theta_(t+1).</summary>
    /// <param name="step">t, 0 or more.</param>
    public abstract double Rate(long step);

    /// <summary>The numbers of <see cref="Text"/>.</summary>
    private protected abstract Arr<double> Values { get; }
}
