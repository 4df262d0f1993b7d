using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The same step size at every step.</summary>
/// <param name="Value">The step size, positive.</param>
public sealed record Constant(double Value) : Schedule
{
    internal static FamilyMember<Schedule> Row { get; } = new(
        "constant", "The same step size at every step.",
        Array(new FamilyParameter("rate", double.NaN, "the step size, a positive number")), static v => new Constant(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Schedule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the step size", Value);

    /// <inheritdoc/>
    public override double Rate(long step) => Value;

    private protected override Arr<double> Values => Array(Value);
}
