using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>A step size that is constant between given steps.</summary>
/// <param name="Start">The step size from t = 0 on, positive.</param>
/// <param name="Changes">From which step on which step size holds, steps positive and increasing.</param>
public sealed record Steps(double Start, Arr<(long From, double Rate)> Changes) : Schedule
{
    internal static FamilyMember<Schedule> Row { get; } = new(
        "steps", "A step size, then pairs of a step and the step size from there on.",
        Array(new FamilyParameter("eta0", double.NaN, "the step size from t = 0 on, a positive number")), Make, IsVariadic: true);

    /// <inheritdoc/>
    public override FamilyMember<Schedule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors
    {
        get
        {
            var errors = Domain.Positive("the step size eta0", Start);
            for (var i = 0; i < Changes.Count; i++)
            {
                errors += Domain.Positive($"the step size from step {Changes[i].From} on", Changes[i].Rate);
                errors += Domain.Check("a step at which the step size changes", Changes[i].From, Changes[i].From > (i == 0 ? 0 : Changes[i - 1].From), "steps that are positive and increase");
            }

            return errors;
        }
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        var rate = Start;
        for (var i = 0; i < Changes.Count && Changes[i].From <= step; i++)
            rate = Changes[i].Rate;
        return rate;
    }

    private protected override Arr<double> Values => Array(Start) + Changes.Bind(static c => Array(c.From, c.Rate));

    // A missing last rate becomes NaN and a step that is not whole becomes 0, which the errors then name.
    private static Steps Make(Arr<double> v)
    {
        var changes = new List<(long, double)>();
        for (var i = 1; i < v.Count; i += 2)
            changes.Add((Math.Truncate(v[i]) == v[i] && Math.Abs(v[i]) < 1e15 ? (long)v[i] : 0, i + 1 < v.Count ? v[i + 1] : double.NaN));
        return new(v[0], changes.ToArr());
    }
}
