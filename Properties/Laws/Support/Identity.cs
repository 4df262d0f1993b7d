using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>Equality to the bit of what runs produce, with the first number that differs.</summary>
internal static class Identity
{
    internal static Outcome Of(TrainingState left, TrainingState right) => Outcome.All(Parts(left, right));

    internal static Outcome Of(Trajectory left, Trajectory right) => Outcome.All(Parts(left.Final, right.Final).Append(Rows(left.Rows, right.Rows)));

    internal static Outcome Rows(IReadOnlyList<TrajectoryRow> left, IReadOnlyList<TrajectoryRow> right)
    {
        if (left.Count != right.Count)
            return new Outcome.Violated(left.Count, right.Count, "number of recorded rows");
        return left.Count == 0
            ? Outcome.Held
            : Outcome.All(left.Zip(right, static (a, b) => a.Step == b.Step
                ? Outcome.Identical(a.Numbers.Span, b.Numbers.Span, $"row of step {a.Step}")
                : new Outcome.Violated(a.Step, b.Step, "step of a recorded row")));
    }

    private static IEnumerable<Outcome> Parts(TrainingState left, TrainingState right)
    {
        yield return Outcome.Equal(left.Step, right.Step, 0, "step");
        yield return Outcome.Identical(left.Parameters.Flat.Span, right.Parameters.Flat.Span, "parameters");
        yield return Outcome.Identical(Clocks(left), Clocks(right), "clocks");
        if (left.Memory.Shape != right.Memory.Shape)
            yield return new Outcome.Violated(left.Memory.Vectors.Count, right.Memory.Vectors.Count, "shape of the memory");
        foreach (var (a, b) in left.Memory.Vectors.Zip(right.Memory.Vectors))
            yield return Outcome.Identical(a.Values.Span, b.Values.Span, $"memory {a.Name}");
        yield return Outcome.Identical([.. left.Memory.Scalars.Map(static s => s.Value)], [.. right.Memory.Scalars.Map(static s => s.Value)], "numbers of the memory");
        if (left.Key != right.Key)
            yield return new Outcome.Violated(left.Key.Value, right.Key.Value, "key");
    }

    private static double[] Clocks(TrainingState state) =>
        [state.Clocks.LogPhysicalTime, state.Clocks.LogLossTime, state.Clocks.UnitLogLossTime, state.Clocks.Evaluations, state.Clocks.Accepted, state.Clocks.Forced, state.StartLoss];
}
